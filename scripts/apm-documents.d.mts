/**
 * The documents that Elastic APM makes of an export request.
 *
 * @param request a request of OTLP's JSON: `resourceSpans`, `resourceLogs` or `resourceMetrics`
 */
export function documentsOf(request: object): Record<string, unknown>[];
