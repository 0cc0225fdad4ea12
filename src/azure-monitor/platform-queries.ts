/** A query of the Log Analytics workspace that the diagnostic settings of Azure OpenAI send resource logs to. */
export interface PlatformQuery {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly kql: string;
}

const REQUESTS = `AzureDiagnostics
| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES" and Category == "RequestResponse"
| extend deployment = tostring(parse_json(properties_s).modelDeploymentName), status = toint(ResultSignature)
| where isnotempty(deployment)`;

/** Queries of the platform's own records of requests, which nothing samples. They are no part of the workbook. */
export const PLATFORM_QUERIES: readonly PlatformQuery[] = [
  {
    id: 'requests',
    title: 'Requests in the resource logs',
    description: 'All requests to a deployment, from every application.',
    kql: `${REQUESTS}
| summarize
    requests = count(),
    failed = countif(status >= 400),
    throttled = countif(status == 429),
    p95_ms = percentile(DurationMs, 95)
    by Resource, deployment
| order by requests desc, deployment asc`,
  },
  {
    id: 'requests-without-a-call',
    title: 'Requests without a stored call',
    description:
      'Requests that no application has reported as a call, or whose call was not sampled. Needs the calls in the same workspace.',
    kql: `let calls = AppDependencies
| extend CorrelationId = tostring(Properties["azure.service.request.id"])
| where isnotempty(CorrelationId)
| distinct CorrelationId;
${REQUESTS}
| join kind=leftanti calls on CorrelationId
| summarize requests = count(), callers = dcount(CallerIPAddress) by Resource, deployment, OperationName
| order by requests desc, deployment asc`,
  },
];
