/** `SeverityNumber` of OpenTelemetry, by the levels of Azure Monitor: their names, and the numbers of API Management. */
const SEVERITIES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    verbose: 5,
    debug: 5,
    5: 5,
    informational: 9,
    information: 9,
    info: 9,
    4: 9,
    warning: 13,
    3: 13,
    error: 17,
    2: 17,
    critical: 21,
    1: 21,
  }),
);

/** A severity as a log record has it. */
export interface Severity {
  readonly severityNumber: number;
  readonly severityText: string;
}

/** Of a record without a level, a failure is an error, everything else information. */
export function severity(level: string | undefined, failed: boolean): Severity {
  return {
    severityNumber: SEVERITIES.get(level?.toLowerCase() ?? '') ?? (failed ? 17 : 9),
    severityText: level ?? (failed ? 'ERROR' : 'INFO'),
  };
}
