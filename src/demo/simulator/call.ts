import type { JsonObject } from '../../json.ts';
import type { AzureError } from './errors.ts';
import type { TokenUsage } from './generate.ts';
import type { ModelTraits } from './models.ts';
import type { DeploymentOptions, Latency } from './options.ts';
import type { PromptCache } from './prompt-cache.ts';
import type { Prompt } from './prompt.ts';
import type { Random } from './random.ts';

/** A deployment at work. */
export interface Deployment {
  name: string;
  options: DeploymentOptions;
  traits: ModelTraits;
  latency: Required<Latency>;
  cache: PromptCache;
  /** Calls that have reached it. */
  calls: number;
  /** Tokens that its rate limit has been charged with. */
  chargedTokens: number;
}

/** A call that has reached a deployment and will be answered. */
export interface Call {
  body: JsonObject;
  deployment: Deployment;
  /** `undefined` for `/openai/v1` without one. */
  apiVersion: string | undefined;
  /** `apim-request-id`. */
  requestId: string;
  /** Seconds since 1970, from a fixed start, since answers must not depend on the clock. */
  created: number;
  random: Random;
  /** Whether the content filter cuts the answer off. */
  filterAnswer: boolean;
}

/** The answer of an operation. */
export type Answer =
  | { kind: 'whole'; usage: TokenUsage; body: JsonObject }
  /** `events` are server-sent events, ready for the wire. `usageSent`: whether one of them carries the usage. */
  | { kind: 'stream'; usage: TokenUsage; usageSent: boolean; events: string[] };

/** One operation of Azure OpenAI's data plane. The server calls its functions in this order. */
export interface Operation {
  /** The path after `/openai/deployments/{name}` or `/openai/v1`. */
  path: string;
  /** Azure's name for it in error texts and logs. */
  azureName: string;
  /** The word for it in the error of a model that does not have it. */
  verb: string;
  /** Whether the dated API has it under `/deployments/{name}`; otherwise the body's `model` names the deployment. */
  underDeployment: boolean;
  /** Whether such a model has the operation. */
  supports(traits: ModelTraits): boolean;
  /** The prompt of a request, empty where it has none. */
  prompt(body: JsonObject): Prompt;
  /** The error for a request that Azure refuses. */
  refusal(call: Call): AzureError | undefined;
  /** The refusal of a prompt by the content filter. */
  filteredPrompt(call: Call): AzureError;
  /** The answer to a request that was not refused. */
  answer(call: Call, prompt: Prompt): Answer;
}
