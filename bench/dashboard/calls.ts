import { randomBytes } from 'node:crypto';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';

const DAY = 86_400_000;

/** How long before now the calls of the bench are spread, in days. */
export const DAYS = 30;

const WORDS = Array.from({ length: 5000 }, (_, index) => `word${index.toString(36)}`);

/** Numbers of a fixed sequence (a linear congruential generator), so that each run stores the same calls. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Makes the span of a call as the instrumentation does, with a response of 2.9 KB of words, some of which are frequent:
 * 12 deployments, 40 tenants, and 5 services of two features each.
 *
 * @param start milliseconds since 1970
 */
export function makeCall(random: () => number, start: number): ReceivedSpan {
  const pick = (count: number): number => Math.floor(random() ** 2 * count);
  const words = Array.from({ length: 420 }, () => WORDS[Math.floor(random() ** 4 * WORDS.length)]);
  const duration = 300 + Math.floor(random() ** 3 * 20_000);
  const [input, output] = [50 + Math.floor(random() * 4000), 10 + Math.floor(random() * 900)];
  const isThrottled = random() < 0.02;
  const deployment = pick(12);
  const service = deployment % 5;
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: undefined,
    name: 'chat gpt-4o',
    kind: 'client',
    startTime: BigInt(Math.floor(start)) * 1_000_000n,
    endTime: BigInt(Math.floor(start) + duration) * 1_000_000n,
    status: isThrottled ? { code: 'error', message: '429' } : { code: 'unset', message: '' },
    attributes: {
      ...CONTENT_FILTER,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': `deployment-${deployment}`,
      'gen_ai.response.model': 'gpt-4o-2024-11-20',
      'gen_ai.response.id': `chatcmpl-${randomBytes(12).toString('hex')}`,
      'azure.openai.deployment': `deployment-${deployment}`,
      'azure.openai.resource': 'contoso',
      'azure.openai.region': 'East US 2',
      'azure.service.request.id': randomBytes(16).toString('hex'),
      'app.tenant': `tenant-${pick(40)}`,
      'app.feature': `feature-${service}-${pick(2)}`,
      'azure.openai.rate_limit.limit.tokens': 450_000,
      'azure.openai.rate_limit.remaining.tokens': Math.floor(random() * 450_000),
      ...(isThrottled
        ? { 'error.type': 'RateLimitError', 'azure.openai.error.status_code': 429 }
        : {
            'gen_ai.usage.input_tokens': input,
            'gen_ai.usage.output_tokens': output,
            'gen_ai.usage.cache_read.input_tokens': Math.floor(input / 4),
            'gen_ai.response.finish_reasons': ['stop'],
            'gen_ai.response.time_to_first_chunk': duration / 4000,
            cost: Math.round(input * 2500 + output * 10_000) / 1e9,
            response: JSON.stringify({ choices: [{ message: { content: words.join(' ') }, finish_reason: 'stop' }] }),
          }),
    },
    events: [],
    resource: { 'service.name': `service-${service}`, 'telemetry.sdk.language': 'nodejs' },
    scope: { name: 'opentelemetry-instrumentation-azure-openai', version: '0.2.0' },
  };
}

/** A time of the last {@link DAYS} days before `now`. */
export function anyTime(random: () => number, now: number): number {
  return now - Math.floor(random() * DAYS * DAY);
}

const CONTENT_FILTER: Readonly<Record<string, string | boolean>> = Object.fromEntries(
  ['prompt', 'completion'].flatMap((source) =>
    ['hate', 'self_harm', 'sexual', 'violence'].flatMap((category) => [
      [`azure.openai.content_filter.${source}.${category}.severity`, 'safe'],
      [`azure.openai.content_filter.${source}.${category}.filtered`, false],
    ]),
  ),
);
