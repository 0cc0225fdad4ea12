import type { ModuleSystem, Run } from '../client/column.ts';
import { type Comparison, compare, isApplicable, isSame } from '../client/compare.ts';
import type { NodeVersion, OpenAIVersion, Sdk } from './cells.ts';

/** One application of the matrix. */
export interface Cell {
  openai: OpenAIVersion;
  moduleSystem: ModuleSystem;
  node: NodeVersion;
  sdk: Sdk;
}

/** The results of the scenarios in a cell. */
export interface Result extends Cell {
  /** The number of scenarios about something that this `openai` has. */
  scenarios: number;
  spansUnended: number;
  failures: Record<string, Comparison>;
}

/** @param auto the run with `streamUsage: 'auto'`; `always`, with `'always'` */
export function createResult(cell: Cell, bare: Run, auto: Run, always: Run): Result {
  const result: Result = { ...cell, scenarios: 0, spansUnended: 0, failures: {} };
  for (const [scenario, report] of Object.entries(bare.reports)) {
    if (!isApplicable(report)) continue;
    result.scenarios += 1;
    const comparisons = [
      compare(report, auto.reports[scenario]!, 'auto'),
      compare(report, always.reports[scenario]!, 'always'),
    ];
    for (const { observed } of comparisons) result.spansUnended += observed.spansUnended;
    const failure = comparisons.find((comparison) => !isSame(comparison));
    if (failure) result.failures[scenario] = failure;
  }
  return result;
}
