import type { Ledger, LedgerCall } from '../../src/demo/simulator/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import type { ResultName } from '../../src/store/results.ts';
import type { Step } from './steps.ts';

/** A call as the simulator's ledger has it, which the page must agree with. */
export interface MadeCall extends Step {
  readonly result: ResultName;
  readonly status: number | undefined;
  readonly retries: number;
  /** Undefined for errors, and for streams that were left before their usage. */
  readonly input: number | undefined;
  readonly cached: number | undefined;
  readonly output: number | undefined;
  /** USD; undefined without a price. */
  readonly cost: number | undefined;
  readonly model: string | undefined;
}

/** Reads what became of the steps from the ledger. */
export function readMadeCalls(steps: readonly Step[], ledger: Ledger): MadeCall[] {
  const attempts = Map.groupBy(ledger.calls, ({ request }) => Number(request.headers['x-step']));
  return steps.map((step) => {
    const own = attempts.get(step.number) ?? [];
    const last = own.at(-1);
    if (!last) throw new Error(`step ${step.number} did not reach the simulator`);
    return { ...step, ...describeEnd(last, step), retries: own.length - 1 };
  });
}

type End = Pick<MadeCall, 'result' | 'status' | 'input' | 'cached' | 'output' | 'cost' | 'model'>;

function describeEnd({ status, usage, model }: LedgerCall, { leaves }: Step): End {
  const result = leaves ? 'cancelled' : resultOf(status);
  const isAnswered = result === 'ok' && usage !== undefined;
  return {
    result,
    status,
    input: isAnswered ? usage.prompt : undefined,
    cached: isAnswered ? usage.cached : undefined,
    output: isAnswered ? usage.completion : undefined,
    cost: isAnswered ? costOf(usage, model) : undefined,
    model: result === 'ok' || leaves ? model : undefined,
  };
}

function costOf(usage: NonNullable<LedgerCall['usage']>, model: string | undefined): number | undefined {
  const { prompt, cached, completion } = usage;
  const wire = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
  return calculateCost(wire, model).total;
}

function resultOf(status: number | undefined): ResultName {
  if (status === undefined) return 'noAnswer';
  if (status === 429) return 'throttled';
  // The only 400 of the steps is a prompt that the filter refuses.
  if (status === 400) return 'filtered';
  if (status >= 500) return 'serverError';
  return status >= 400 ? 'clientError' : 'ok';
}
