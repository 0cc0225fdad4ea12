/** Thrown if Azure's Retail Prices API cannot be reached or answers something else than prices. */
export class RetailPricesError extends Error {
  override readonly name = 'RetailPricesError';
  readonly url: string;
  /** HTTP status of the last answer; absent if there was none. */
  readonly status: number | undefined;

  constructor(url: string, what: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(`Azure's Retail Prices API at ${url} ${what}`, { cause });
    this.url = url;
    this.status = status;
  }
}
