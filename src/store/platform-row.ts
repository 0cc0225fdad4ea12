/** A record of a call that Azure itself reports, from the collectors of logs. */
export interface PlatformCall {
  /** The document's id: a record that is stored again is stored once. */
  readonly id: string;
  /** µs since 1970. */
  readonly time: number;
  /** Such as `RequestResponse`. */
  readonly category: string | null;
  /** Name of the Azure OpenAI resource. */
  readonly resource: string | null;
  readonly deployment: string | null;
  readonly model: string | null;
  readonly operation: string | null;
  /** The caller's address, as far as Azure reports it. */
  readonly caller: string | null;
  /** `apim-request-id`, which the span of the call has too. */
  readonly requestId: string | null;
  /** HTTP status. */
  readonly status: number | null;
  /** µs. */
  readonly dur: number | null;
  readonly input: number | null;
  readonly output: number | null;
  /** The whole document. */
  readonly document: object;
}

/** Values of Azure Monitor at a time, from the collector of metrics. */
export interface PlatformMetric {
  readonly id: string;
  /** µs since 1970. */
  readonly time: number;
  readonly resource: string | null;
  readonly deployment: string | null;
  /** The whole document. */
  readonly document: object;
}
