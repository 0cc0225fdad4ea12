import { type CheckResult, fail, type Finding, ok } from '../../contracts/finding.ts';
import type { Endpoint } from '../../../otlp/endpoint.ts';
import { type OtlpResponse, readConnectionFailure, readExportResponse } from './outcome.ts';
import { EMPTY } from './request.ts';
import { post, type Signal } from './send.ts';

const TIMEOUT = 20_000;
const URL_ACTION = 'See OTEL_EXPORTER_OTLP_ENDPOINT: it is the one for HTTP, mostly port 4318.';

/** Sends an export without records of each signal, which every receiver takes and none stores. */
export async function* testOtlp(endpoints: Readonly<Record<Signal, Endpoint>>): AsyncGenerator<Finding, void, void> {
  const results = await Promise.all(SIGNALS.map((signal) => checkEndpoint(signal, endpoints[signal])));
  const failed = results.filter(({ status }) => status === 'fail');
  const shown = failed.length > 0 ? failed : results;
  const detail = [...new Set(shown.map((result) => result.detail))].join('; ');
  yield { id: 'otlp', title: 'OTLP endpoint', ...shown[0]!, detail };
}

const SIGNALS = ['logs', 'metrics'] as const;

async function checkEndpoint(signal: Signal, endpoint: Endpoint): Promise<CheckResult> {
  const { origin } = new URL(endpoint.url);
  let response: OtlpResponse;
  try {
    response = await post({ ...endpoint, timeout: TIMEOUT }, EMPTY[signal]);
  } catch (error) {
    return fail(`${origin}: ${readConnectionFailure(error).reason}`, URL_ACTION);
  }
  const { status } = response;
  const answer = `${origin} answers ${signal} with ${status}`;
  if (status === 401 || status === 403) return fail(answer, 'See OTEL_EXPORTER_OTLP_HEADERS.');
  if (status < 200 || status >= 300) return fail(answer, URL_ACTION);
  if (readExportResponse(response) !== undefined) return ok(`${origin} takes OTLP/HTTP`);
  return fail(`${answer}, but not as an OTLP receiver does`, URL_ACTION);
}
