/** Thrown if an OTLP endpoint refuses everything it is sent: credentials, path or certificate are wrong. */
export class OtlpEndpointError extends Error {
  override readonly name = 'OtlpEndpointError';
  /** Without credentials. */
  readonly url: string;
  /** HTTP status of the answer; absent if there was none. */
  readonly status: number | undefined;

  constructor(url: string, what: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(`The OTLP endpoint ${url} ${what}`, { cause });
    this.url = url;
    this.status = status;
  }
}
