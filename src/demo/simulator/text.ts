import type { Random } from './random.ts';

const OPENINGS = ['In short:', 'Good question.', 'Here is one way to see it.', 'Briefly,', 'Sure!'];

const FACTS = [
  'a span shows how long a call took and what came of it',
  'token counts come from the usage that the service reports',
  'the price depends on the model that answered, not on the deployment that was asked',
  'a cached prompt costs less than a fresh one',
  'a stream shows its usage only when asked',
  'reasoning tokens are billed as completion tokens',
  'an exporter sends spans in batches over OTLP',
  'the request id leads from a trace to a support case',
  'a retry shows as one more HTTP span under the same call',
  'a filtered prompt is refused before the model sees it',
];

const CLOSINGS = [
  'This text was made up by a simulator.',
  'No model was asked: this is simulated.',
  'A real deployment would have more to say.',
];

/** Returns an answer to any question: plausible prose that says that no model wrote it. */
export function answerText(random: Random): string {
  const facts = Array.from({ length: 2 + random.integer(3) }, () => random.pick(FACTS));
  const sentences = [...new Set(facts)].map((fact) => `${fact.charAt(0).toUpperCase()}${fact.slice(1)}.`);
  return [random.pick(OPENINGS), ...sentences, random.pick(CLOSINGS)].join(' ');
}
