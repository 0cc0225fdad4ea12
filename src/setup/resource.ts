import { type Output, paintFor } from '../cli/io.ts';
import { describeError } from '../collectors/errors.ts';
import { type Difference, findDifferences } from './compare.ts';
import { RefusedError } from './http.ts';

/** Something that setup makes. */
export interface Resource {
  /** Kind and id, such as `dashboard azure-openai-otel-cost`. */
  readonly name: string;
  /** The state that setup makes. */
  readonly expected: unknown;
  /** Returns the state on the server, in the form of `expected`; undefined if it does not exist. */
  read(): Promise<unknown>;
  /** Creates it, or changes it to the expected state. */
  write(current: unknown): Promise<void>;
  /** Removes it. It exists. */
  remove(): Promise<void>;
  /** Members that the server never changes. */
  readonly fixed?: {
    /** Returns whether the server cannot change the member at this path of the state. */
    has(path: string): boolean;
    /** Advice to the user about a difference. */
    readonly advice: string;
  };
}

/** Result of a resource. */
export interface Outcome {
  readonly resource: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'removed' | 'absent' | 'missing' | 'differs' | 'failed';
  readonly detail?: string;
}

/** Something that is done to every resource. */
export type Action = 'apply' | 'check' | 'remove';

/**
 * Applies, checks or removes resources, one after the other; a later one may need an earlier one, and they are removed
 * in the opposite order. Each run starts from what is there, so that one that was cut off can be repeated. A resource that
 * the server refuses does not keep the others from being made.
 *
 * @param report called with each outcome
 * @throws UnreachableError if a server cannot be reached
 */
export async function processResources(
  resources: readonly Resource[],
  action: Action,
  report: (outcome: Outcome) => void,
): Promise<void> {
  for (const resource of action === 'remove' ? resources.toReversed() : resources) {
    report({ resource: resource.name, ...(await processResource(resource, action)) });
  }
}

async function processResource(resource: Resource, action: Action): Promise<Omit<Outcome, 'resource'>> {
  try {
    const current = await resource.read();
    if (action === 'remove') {
      if (current === undefined) return { result: 'absent' };
      await resource.remove();
      return { result: 'removed' };
    }
    const differences = current === undefined ? [] : findDifferences(resource.expected, current);
    if (current !== undefined && differences.length === 0) return { result: 'unchanged' };
    const { fixed } = resource;
    const unchangeable = differences.filter(({ path }) => fixed?.has(path) === true);
    if (action === 'apply' && (current === undefined || unchangeable.length < differences.length)) {
      await resource.write(current);
    }
    if (fixed !== undefined && unchangeable.length > 0) {
      return { result: 'differs', detail: `${describe(unchangeable)}; ${fixed.advice}` };
    }
    if (action === 'check') {
      return current === undefined ? { result: 'missing' } : { result: 'differs', detail: describe(differences) };
    }
    return current === undefined ? { result: 'created' } : { result: 'updated', detail: describe(differences) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { result: 'failed', detail: describeError(error) };
  }
}

function describe(differences: readonly Difference[]): string {
  const [first] = differences;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  return `${first!.path || 'value'}: ${first!.problem}${more}`;
}

const PROBLEMS: readonly Outcome['result'][] = ['missing', 'differs', 'failed'];

/** Returns whether the outcome makes the exit code 1. */
export function isProblem({ result }: Outcome): boolean {
  return PROBLEMS.includes(result);
}

/** Returns the outcome as a line for `output`. */
export function formatOutcome(outcome: Outcome, output: Output): string {
  const { resource, result, detail } = outcome;
  const style = isProblem(outcome) ? 'red' : result === 'unchanged' || result === 'absent' ? 'dim' : 'green';
  const shown = paintFor(output)(style, result.padEnd(9));
  return `${shown}  ${resource}${detail === undefined ? '' : `: ${detail}`}\n`;
}

/** Returns how many outcomes there are of each kind, such as `2 created, 1 unchanged`. */
export function summarize(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, ({ result }) => result);
  return [...counts].map(([result, those]) => `${those.length} ${result}`).join(', ') || 'nothing to do';
}
