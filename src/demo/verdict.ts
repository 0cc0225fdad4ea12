import type { ObservedCall } from './calls.ts';
import { count } from './report/format.ts';
import type { Ledger } from './simulator/index.ts';
import type { SentStep } from './traffic.ts';

/** Whether the demo showed what it was to show, and why not. */
export interface Verdict {
  ok: boolean;
  /** A sentence for each finding. */
  sentences: string[];
}

/**
 * Compares the telemetry that arrived with what was sent, and with what the simulator counted.
 *
 * @param ledger the simulator's; `undefined` for the real Azure, whose answers are not foreseen.
 */
export function verdictOf(
  sent: readonly SentStep[],
  calls: readonly ObservedCall[],
  ledger: Ledger | undefined,
): Verdict {
  const problems = [
    ...missingCalls(sent, calls),
    ...(ledger === undefined ? unanswered(sent) : [...unforeseen(sent), ...differingTokens(calls, ledger)]),
  ];
  if (problems.length > 0) return { ok: false, sentences: problems };
  const all = `All ${sent.length} calls arrived as telemetry.`;
  const agreement = 'Their tokens are those that the simulator counted.';
  return { ok: true, sentences: [ledger === undefined ? all : `${all} ${agreement}`] };
}

function missingCalls(sent: readonly SentStep[], calls: readonly ObservedCall[]): string[] {
  const expected = Map.groupBy(sent, ({ step }) => step.deployment);
  return [...expected].flatMap(([deployment, steps]) => {
    const arrived = calls.filter((call) => call.deployment === deployment).length;
    if (arrived === steps.length) return [];
    return [`${deployment}: ${steps.length} calls were made, ${arrived} arrived as telemetry.`];
  });
}

function unforeseen(sent: readonly SentStep[]): string[] {
  return sent
    .filter(({ step, ending }) => ending !== step.ending)
    .map(({ step, ending }) => `${step.title} (${step.deployment}) ended with ${ending} instead of ${step.ending}.`);
}

function unanswered(sent: readonly SentStep[]): string[] {
  if (sent.some(({ ending }) => ending === 200 || ending === 'left')) return [];
  return [`No call was answered: ${[...new Set(sent.map(({ ending }) => ending))].join(', ')}. See the results above.`];
}

function differingTokens(calls: readonly ObservedCall[], ledger: Ledger): string[] {
  const completed = ledger.calls.filter((call) => call.outcome === 'complete');
  const sides = [
    ['input', sum(calls, (call) => call.input), sum(completed, (call) => call.usage?.prompt)],
    ['cached', sum(calls, (call) => call.cached), sum(completed, (call) => call.usage?.cached)],
    ['output', sum(calls, (call) => call.output), sum(completed, (call) => call.usage?.completion)],
    ['reasoning', sum(calls, (call) => call.reasoning), sum(completed, (call) => call.usage?.reasoning)],
  ] as const;
  return sides
    .filter(([, observed, served]) => observed !== served)
    .map(
      ([kind, observed, served]) =>
        `The telemetry has ${count(observed)} ${kind} tokens, the simulator ${count(served)}.`,
    );
}

function sum<T>(items: readonly T[], of: (item: T) => number | undefined): number {
  return items.reduce((total, item) => total + (of(item) ?? 0), 0);
}
