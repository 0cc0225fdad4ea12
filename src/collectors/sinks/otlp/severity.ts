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

/** Of a record without a level, a failure is an error, everything else information. */
export function severityNumber(level: string | undefined, failed: boolean): number {
  return SEVERITIES.get(level?.toLowerCase() ?? '') ?? (failed ? 17 : 9);
}
