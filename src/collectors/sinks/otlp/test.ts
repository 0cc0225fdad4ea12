import { type CheckResult, fail, type Finding, ok } from '../../contracts/finding.ts';
import type { Endpoint } from '../../../otlp/endpoint.ts';
import { type OtlpResponse, readConnectionFailure, readExportResponse } from './outcome.ts';
import { EMPTY } from './request.ts';
import { post } from './send.ts';

const TIMEOUT = 20_000;
const URL_ACTION = 'See OTEL_EXPORTER_OTLP_ENDPOINT: it is the one for HTTP, mostly port 4318.';

/** Sends an export without records, which every receiver takes and none stores. */
export async function* testOtlp(endpoint: Endpoint): AsyncGenerator<Finding, void, void> {
  yield { id: 'otlp', title: 'OTLP endpoint', ...(await checkEndpoint(endpoint)) };
}

async function checkEndpoint(endpoint: Endpoint): Promise<CheckResult> {
  const { origin } = new URL(endpoint.url);
  let response: OtlpResponse;
  try {
    response = await post({ ...endpoint, timeout: TIMEOUT }, EMPTY.logs);
  } catch (error) {
    return fail(`${origin}: ${readConnectionFailure(error).reason}`, URL_ACTION);
  }
  const { status } = response;
  if (status === 401 || status === 403) return fail(`${origin} answers ${status}`, 'See OTEL_EXPORTER_OTLP_HEADERS.');
  if (status < 200 || status >= 300) return fail(`${origin} answers ${status}`, URL_ACTION);
  if (readExportResponse(response) !== undefined) return ok(`${origin} takes OTLP/HTTP`);
  return fail(`${origin} answers ${status}, but not as an OTLP receiver does`, URL_ACTION);
}
