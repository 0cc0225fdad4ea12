import { isDeepStrictEqual } from 'node:util';
import type { Observation, Report } from './column.ts';
import { NOT_IN_THIS_VERSION } from './scenarios/stage.ts';

/** The sight of a scenario with the bare client and with the observed one, in one shape to be compared. */
export interface Comparison {
  bare: Sight;
  observed: Sight;
}

/** Everything that the application and the server see, and whether anything was observed. */
type Sight = Omit<Report, 'spans'> & { isObserved: boolean; spansUnended: number };

export function compare(bare: Report, observed: Report, streamUsage: Observation['streamUsage']): Comparison {
  const { started, ended } = observed.spans!;
  // Without a span nothing was observed, and no difference would prove nothing.
  const isObservable = bare.requests.length > 0;
  return {
    bare: { ...sight(bare, streamUsage), isObserved: isObservable, spansUnended: 0 },
    observed: {
      ...sight(observed, streamUsage),
      isObserved: isObservable && started > 0,
      spansUnended: started - ended,
    },
  };
}

export function isSame({ bare, observed }: Comparison): boolean {
  return isDeepStrictEqual(bare, observed);
}

/** True if the scenario is about something that this `openai` has. */
export function isApplicable(bare: Report): boolean {
  return bare.value !== NOT_IN_THIS_VERSION;
}

function sight(report: Report, streamUsage: Observation['streamUsage']): Omit<Report, 'spans'> {
  const { value, error, unhandled } = report;
  // Only the request for the usage may differ, and only if the user asks for it.
  const hidden = streamUsage === 'always' ? /,"stream_options":\{[^}]*\}/ : '';
  return { value, error, unhandled, requests: report.requests.map((request) => request.replace(hidden, '')) };
}
