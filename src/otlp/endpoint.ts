import { readVariable } from '../environment.ts';
import { OtlpEndpointError } from './endpoint-error.ts';

/** A signal, by its path. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** Options set in code, which take precedence over the variables. */
export interface EndpointOptions {
  readonly endpoint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly compression?: 'gzip' | 'none';
  readonly timeout?: number;
  readonly env?: Environment;
}

/** The destination of a signal over HTTP. */
export interface Endpoint {
  /** Without credentials. */
  readonly url: string;
  readonly headers: Headers;
  readonly gzip: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

const PREFIX = 'OTEL_EXPORTER_OTLP';

/**
 * Returns the destination of a signal, by options and by the variables of OpenTelemetry's exporters.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 * @throws OtlpEndpointError if the URL or a header can't be used
 */
export function endpointOf(signal: Signal, options: EndpointOptions = {}): Endpoint {
  const { env = process.env } = options;
  const variable = (name: string): string | undefined => variableOf(env, signal, name);
  const url = urlOf(signal, options.endpoint, env);
  const shown = `${url.origin}${url.pathname}`;
  const headers = new Headers({ 'content-type': 'application/json' });
  addCredentials(headers, url);
  const given = [
    ...parseHeaders(env[`${PREFIX}_HEADERS`]),
    ...parseHeaders(env[`${PREFIX}_${signal.toUpperCase()}_HEADERS`]),
  ];
  for (const [name, value] of [...given, ...Object.entries(options.headers ?? {})]) {
    try {
      headers.set(name, value);
    } catch {
      // The error would show the value.
      throw new OtlpEndpointError(shown, `can't be sent the header "${name}": its name or value is not valid in HTTP`);
    }
  }
  return {
    url: `${shown}${url.search}`,
    headers,
    gzip: (options.compression ?? variable('COMPRESSION')) === 'gzip',
    timeout: options.timeout ?? positive(variable('TIMEOUT')) ?? 10_000,
  };
}

/**
 * Returns the destination of a signal over gRPC: a URL without a path, or `host:port`, which is reached by TLS unless
 * `OTEL_EXPORTER_OTLP_INSECURE` is true.
 *
 * @throws OtlpEndpointError if the URL or a header can't be used
 */
export function grpcEndpointOf(signal: Signal): Endpoint {
  const { env } = process;
  const given = variableOf(env, signal, 'ENDPOINT') ?? 'http://localhost:4317';
  const scheme = variableOf(env, signal, 'INSECURE')?.toLowerCase() === 'true' ? 'http' : 'https';
  const url = given.includes('://') ? given : `${scheme}://${given}`;
  const endpoint = endpointOf(signal, { endpoint: url });
  return { ...endpoint, url: new URL(endpoint.url).origin };
}

type Environment = Readonly<Record<string, string | undefined>>;

function variableOf(env: Environment, signal: Signal, name: string): string | undefined {
  return findVariable(signal, name, env)?.value;
}

/** Finds the variable of OTLP that applies to a signal: that of one signal takes precedence over that of all. */
export function findVariable(
  signal: Signal,
  name: string,
  env: Environment = process.env,
): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of [`${PREFIX}_${signal.toUpperCase()}_${name}`, `${PREFIX}_${name}`]) {
    const value = readVariable(variable, env);
    if (value !== undefined) return { variable, value };
  }
  return undefined;
}

function urlOf(signal: Signal, endpoint: string | undefined, env: Environment): URL {
  const ofSignal = `${PREFIX}_${signal.toUpperCase()}_ENDPOINT`;
  const own = endpoint === undefined ? env[ofSignal]?.trim() : undefined;
  const base = endpoint ?? env[`${PREFIX}_ENDPOINT`]?.trim();
  // An endpoint of one signal is used as it is.
  const url = URL.parse(own || `${(base || 'http://localhost:4318').replace(/\/+$/, '')}/v1/${signal}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const source = endpoint === undefined ? ` (${own ? ofSignal : `${PREFIX}_ENDPOINT`})` : '';
    throw new OtlpEndpointError(
      `of ${signal}${source}`,
      'must be a URL with http or https, such as http://localhost:4318',
    );
  }
  return url;
}

/** `fetch` refuses a URL with credentials. */
function addCredentials(headers: Headers, { username, password }: URL): void {
  if (username === '' && password === '') return;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
}

/** Parses `key=value,key=value` with percent-encoded values; skips a part without a key. */
export function parseHeaders(text = ''): [name: string, value: string][] {
  return text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())]] : [];
  });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return number > 0 && Number.isFinite(number) ? number : undefined;
}
