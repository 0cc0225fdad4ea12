import { createDeployments } from '../simulator/deployments.ts';
import { FAULT_HEADER, FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE } from '../simulator/index.ts';
import { handle, type SimulatorState } from '../simulator/handle.ts';
import type { Random } from '../simulator/random.ts';
import { type JsonObject, objectOf, objectsOf } from '../../json.ts';
import { HISTORY_DEPLOYMENTS } from './scenery.ts';

/** A call to make: its request, and how Azure answers. */
export interface ExchangePlan {
  readonly deployment: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** The answer to this attempt. */
  readonly ending: 'answer' | 'filtered answer' | 'filtered prompt' | 'rate_limit' | 'server_error' | 'spill-over';
  /** Part of the rate limit that is used, from 0 to 1. */
  readonly used: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** One HTTP request and its answer. */
export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** Azure's name of the operation. */
  readonly operation: string;
}

/** Asks the simulator without a connection, so that a week of calls takes seconds. */
export class ExchangeMaker {
  readonly #state: SimulatorState;

  constructor(seed: string) {
    this.#state = { seed, apiKey: undefined, deployments: createDeployments({ deployments: HISTORY_DEPLOYMENTS }) };
  }

  /** @param number decides the ids and the text of the answer, with the seed */
  exchange(plan: ExchangePlan, number: number, random: Random): Exchange {
    const { deployment, ending, time } = plan;
    const isEmbedding = HISTORY_DEPLOYMENTS[deployment]!.model.startsWith('text-embedding');
    const operation = isEmbedding ? 'embeddings' : 'chat/completions';
    const { reply, operation: azureName = '' } = handle(
      {
        method: 'POST',
        url: new URL(`http://localhost/openai/deployments/${deployment}/${operation}?api-version=2024-10-21`),
        headers: { 'api-key': 'simulated', ...faultHeader(ending) },
        body: isEmbedding ? { input: plan.messages.at(-1)!.content } : { messages: markedMessages(plan) },
      },
      number,
      this.#state,
    );
    const { status, headers } = reply.head!;
    const body = JSON.parse(reply.parts[0]!) as JsonObject;
    if ('created' in body) body['created'] = Math.floor(time / 1000);
    changeVerdicts(body, ending, random);
    return { status, headers: { ...headers, ...limitHeaders(headers, plan.used) }, body, operation: azureName };
  }
}

function faultHeader(ending: ExchangePlan['ending']): Record<string, string> {
  switch (ending) {
    case 'rate_limit':
    case 'spill-over':
      return { [FAULT_HEADER]: 'rate_limit; retryAfterMs=350' };
    case 'server_error':
      return { [FAULT_HEADER]: 'server_error' };
    default:
      return {};
  }
}

function markedMessages({ messages, ending }: ExchangePlan): object[] {
  const phrase =
    ending === 'filtered prompt' ? FILTERED_PROMPT_PHRASE : ending === 'filtered answer' ? FILTERED_ANSWER_PHRASE : '';
  return messages.map((message, index) =>
    phrase !== '' && index === messages.length - 1
      ? { ...message, content: `${message.content} ${phrase}` }
      : { ...message },
  );
}

const CATEGORIES = ['violence', 'hate', 'self_harm', 'sexual'] as const;

/** Varies the verdicts, which the simulator always gives on violence: another category, or a mild one that passes. */
function changeVerdicts(body: JsonObject, ending: ExchangePlan['ending'], random: Random): void {
  const error = objectOf(body['error']);
  const refusal = objectOf(objectOf(error['innererror'])['content_filter_result']);
  const answer = objectOf(objectsOf(body['choices'])[0]?.['content_filter_results']);
  const prompt = objectOf(objectsOf(body['prompt_filter_results'])[0]?.['content_filter_results']);
  const category = random.pick(CATEGORIES);
  if (ending === 'filtered prompt') {
    Object.assign(refusal, { violence: verdict('safe') });
    if (random.fraction() < 0.3) Object.assign(refusal, { jailbreak: { detected: true, filtered: true } });
    else Object.assign(refusal, { [category]: verdict(random.pick(['medium', 'medium', 'high']), true) });
  } else if (ending === 'filtered answer') {
    Object.assign(answer, { violence: verdict('safe') }, { [category]: verdict('medium', true) });
  } else if (random.fraction() < 0.03) {
    Object.assign('hate' in prompt && random.fraction() < 0.6 ? prompt : answer, { [category]: verdict('low') });
  }
}

function verdict(severity: string, filtered = false): JsonObject {
  return { filtered, severity };
}

/** The simulator counts its limits down by call; in a week they are used as far as the load goes. */
function limitHeaders(headers: Readonly<Record<string, string>>, used: number): Record<string, string> {
  return Object.fromEntries(
    ['requests', 'tokens'].flatMap((unit, index) => {
      const limit = Number(headers[`x-ratelimit-limit-${unit}`]);
      const left = String(Math.floor(limit * Math.max(0, 1 - used * (index === 0 ? 0.8 : 1))));
      return Number.isNaN(limit) ? [] : [[`x-ratelimit-remaining-${unit}`, left]];
    }),
  );
}
