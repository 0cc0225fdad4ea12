import { isObject, numberOf, objectOf, stringOf } from '../../json.ts';
import { hasAccess } from './access.ts';
import type { Call, Deployment, Operation } from './call.ts';
import { choosePace } from './deployments.ts';
import * as errors from './errors.ts';
import { type Fault, FAULT_HEADER, chooseFault, parseFaultHeader } from './faults.ts';
import { FILTERED_PROMPT_PHRASE } from './filters.ts';
import type { TokenUsage } from './generate.ts';
import { commonHeaders, deploymentHeaders } from './headers.ts';
import type { Prompt } from './prompt.ts';
import { createRandom } from './random.ts';
import { answerReply, errorReply, silentReply } from './replies.ts';
import type { Reply } from './reply.ts';
import type { ReceivedRequest } from './request.ts';
import { parseRoute } from './route.ts';

/** `created` of the first call: 2026-01-01T00:00:00Z. */
const FIRST_CREATED = 1_767_225_600;

/** The state of a running simulator. */
export interface SimulatorState {
  seed: string;
  apiKey: string | undefined;
  deployments: ReadonlyMap<string, Deployment>;
}

/** A reply and its entry in the ledger. */
export interface Handled {
  reply: Reply;
  operation?: string;
  deployment?: string;
  model?: string;
  usage?: TokenUsage;
  usageSent?: boolean;
}

/**
 * Chooses the reply to a request, in Azure's order: access, path and api-version, deployment, the request itself,
 * the content filter.
 *
 * @param number the number of the request to the simulator, from 1.
 */
export function handle(request: ReceivedRequest, number: number, state: SimulatorState): Handled {
  const random = createRandom(`${state.seed}/${number}`);
  const requestId = random.uuid();
  const refused = (error: errors.AzureError): Handled => ({ reply: errorReply(error, commonHeaders(requestId)) });
  if (!hasAccess(request.headers, state.apiKey)) return refused(errors.accessDenied());
  const route = parseRoute(request.method, request.url);
  if (route === undefined) return refused(errors.resourceNotFound());
  const { operation, apiVersion } = route;
  const body = objectOf(request.body);
  const asked = route.deployment ?? stringOf(body['model']) ?? '';
  const about = { operation: operation.azureName, deployment: asked };
  const deployment = state.deployments.get(asked);
  if (deployment === undefined) return { ...refused(errors.deploymentNotFound()), ...about };
  const ownFault = parseFaultHeader(stringOf(request.headers[FAULT_HEADER]));
  if (typeof ownFault === 'string') return { ...refused(errors.invalidRequest(ownFault)), ...about };

  deployment.calls += 1;
  const fault = chooseFault(ownFault, deployment.options.faults ?? [], deployment.calls, request.headers);
  const target = fault?.kind === 'rate_limit' ? findSpillover(deployment, state) : undefined;
  const filterAnswer = fault?.kind === 'filtered_answer';
  const call = { body, apiVersion, requestId, created: FIRST_CREATED + number, random, filterAnswer };
  const handled =
    target === undefined
      ? handleCall({ ...call, deployment }, operation, fault, isObject(request.body))
      : handleCall({ ...call, deployment: target }, operation, undefined, isObject(request.body), deployment);
  return { ...handled, ...about, model: (target ?? deployment).options.model };
}

function findSpillover(deployment: Deployment, state: SimulatorState): Deployment | undefined {
  const target = state.deployments.get(deployment.options.spilloverTo ?? '');
  if (target !== undefined) target.calls += 1;
  return target;
}

function handleCall(
  call: Call,
  operation: Operation,
  fault: Fault | undefined,
  isJson: boolean,
  spilledFrom?: Deployment,
): Handled {
  if (fault?.kind === 'drop' || fault?.kind === 'hang') return { reply: silentReply(fault.kind) };
  const { deployment, random, requestId } = call;
  const prompt = operation.prompt(call.body);
  charge(call, prompt);
  const headers = { ...commonHeaders(requestId), ...deploymentHeaders(deployment, random, spilledFrom) };
  const refusal =
    findError(fault, call, operation) ??
    (isJson ? undefined : errors.invalidRequest('We could not parse the JSON body of your request.')) ??
    unsupported(operation, deployment) ??
    operation.refusal(call) ??
    (prompt.text.includes(FILTERED_PROMPT_PHRASE) ? operation.filteredPrompt(call) : undefined);
  if (refusal !== undefined) return { reply: errorReply(refusal, headers) };
  const answer = operation.answer(call, prompt);
  return {
    reply: answerReply(answer, headers, choosePace(deployment.latency, random), fault),
    usage: answer.usage,
    usageSent: answer.kind === 'whole' || answer.usageSent,
  };
}

function unsupported({ supports, verb }: Operation, { traits, options }: Deployment): errors.AzureError | undefined {
  // The error names the model without its version.
  const model = options.model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return supports(traits) ? undefined : errors.operationNotSupported(verb, model);
}

// Azure charges the rate limit beforehand, with the most that the call may take.
function charge({ body, deployment }: Call, prompt: Prompt): void {
  const most = numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']) ?? 0;
  deployment.chargedTokens += prompt.tokens.length + most;
}

function findError(fault: Fault | undefined, call: Call, operation: Operation): errors.AzureError | undefined {
  switch (fault?.kind) {
    case 'rate_limit':
      return errors.rateLimited(operation.azureName, call.apiVersion, fault.retryAfterMs);
    case 'server_error':
      return errors.serverError();
    case 'filtered_prompt':
      return operation.filteredPrompt(call);
    case 'error_in_stream':
      return call.body['stream'] === true ? undefined : errors.serverError();
    default:
      return undefined;
  }
}
