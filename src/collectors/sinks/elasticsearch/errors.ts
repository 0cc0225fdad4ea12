/** Thrown if Elasticsearch refuses the credentials (401), or what they allow does not suffice (403). */
export class ElasticsearchAccessError extends Error {
  override readonly name = 'ElasticsearchAccessError';
  /** Without credentials. */
  readonly nodes: readonly string[];
  readonly status: 401 | 403;
  /** Elasticsearch's own words. */
  readonly reason: string;

  constructor(nodes: readonly string[], status: 401 | 403, reason: string, dataStreams: readonly string[]) {
    const what =
      status === 401
        ? 'refuses the credentials. Check the API key, or user name and password'
        : `does not allow to write to ${dataStreams.join(', ')}. ` +
          'The API key or user needs the index privileges create_doc and auto_configure on them';
    super(`${called(nodes)} ${what} (${status} ${reason})`);
    this.nodes = nodes;
    this.status = status;
    this.reason = reason;
  }
}

/** Thrown if documents can't be sent to Elasticsearch as it is, or as the sink is configured. */
export class ElasticsearchSetupError extends Error {
  override readonly name = 'ElasticsearchSetupError';
  /** Without credentials. */
  readonly nodes: readonly string[];
  /** HTTP status of the answer; absent if there was none. */
  readonly status: number | undefined;

  constructor(nodes: readonly string[], what: string, status?: number) {
    super(`${called(nodes)} ${what}`);
    this.nodes = nodes;
    this.status = status;
  }
}

function called(nodes: readonly string[]): string {
  return nodes.length === 0 ? 'Elasticsearch' : `Elasticsearch at ${nodes.join(', ')}`;
}
