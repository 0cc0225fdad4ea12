import { PROVISIONED } from './history/scenery.ts';
import { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE } from './simulator/index.ts';

/** How a request to the app ended: with a status, left by us in the middle, or cut off by the app. */
export type Ending = number | 'left' | 'cut off';

/** One request to the app; each leads to one call of Azure OpenAI. */
export interface Step {
  /** Title: what the step shows. */
  title: string;
  /** The deployment that the app asks. */
  deployment: string;
  /** Whether the app streams the answer (`POST /chat`) or waits for it (`GET /completion`). */
  streamed: boolean;
  /** The user's message, of a streamed one. */
  message?: string;
  /** Whether we leave after the first piece of the answer. @default false */
  leaves?: boolean;
  ending: Ending;
}

/** Longer than the 1,024 tokens from which on Azure caches a prompt. */
const HANDBOOK = Array.from(
  { length: 60 },
  (_, index) =>
    `Section ${index + 1}. Send traces over OTLP, name the service, keep the exporter's batches small, and look at the ` +
    'cost of each deployment once a day.',
).join('\n');

/** A round of calls to the simulated Azure: one of everything. */
export const SIMULATED_ROUND: readonly Step[] = [
  whole('the question of the tutorial', 'gpt-4o'),
  streamed('a streamed answer', 'gpt-4o', 'What is a span?'),
  whole('another model', 'chat-mini'),
  streamed('a long prompt', 'handbook', `${HANDBOOK}\nHow often do I look at the cost?`),
  streamed('the same prompt, now cached', 'handbook', `${HANDBOOK}\nHow do I send traces?`),
  streamed('a model that reasons', 'reasoning', 'Why do traces have a tree?'),
  streamed('a prompt that is filtered', 'gpt-4o', `Say it. ${FILTERED_PROMPT_PHRASE}`, { ending: 400 }),
  streamed('a 429 that is survived', 'busy', 'Are you busy?'),
  whole('a deployment that does not exist', 'no-such-one', { ending: 404 }),
  streamed('a user who leaves', 'gpt-4o', 'Tell me a long story.', { leaves: true, ending: 'left' }),
  streamed('an answer that is filtered', 'chat-mini', `Go on. ${FILTERED_ANSWER_PHRASE}`),
  streamed('a model newer than the price table', 'brand-new', 'What do you cost?'),
  streamed('a provisioned deployment', PROVISIONED, 'Who answers me?'),
  streamed('the same, full: another one answers', PROVISIONED, 'And who answers me now?'),
  streamed('a connection that drops', 'flaky', 'Are you still there?', { ending: 'cut off' }),
];

/** A round of calls to a real Azure: cheap ones, that need one deployment. */
export function realRound(deployment: string): Step[] {
  return [
    whole('the question of the tutorial', deployment),
    streamed('a streamed answer', deployment, 'In one sentence: what is a span?'),
    streamed('a user who leaves', deployment, 'Count from one to fifty.', { leaves: true, ending: 'left' }),
    whole('a deployment that does not exist', 'no-such-one', { ending: 404 }),
  ];
}

function whole(title: string, deployment: string, { ending = 200 }: { ending?: Ending } = {}): Step {
  return { title, deployment, streamed: false, ending };
}

function streamed(
  title: string,
  deployment: string,
  message: string,
  { leaves = false, ending = 200 }: { leaves?: boolean; ending?: Ending } = {},
): Step {
  return { title, deployment, streamed: true, message, leaves, ending };
}
