/** Thrown if Elasticsearch refuses the credentials (401), or they lack privileges (403). */
export class ElasticsearchAccessError extends Error {
  override readonly name = 'ElasticsearchAccessError';
  /** URLs of the nodes, without credentials. */
  readonly nodes: readonly string[];
  readonly status: 401 | 403;
  /** The reason that Elasticsearch gives. */
  readonly reason: string;

  constructor(nodes: readonly string[], status: 401 | 403, reason: string, dataStreams: readonly string[]) {
    const problem =
      status === 401
        ? 'refuses the credentials. Check the API key, or user name and password'
        : `does not allow to write to ${dataStreams.join(', ')}. ` +
          'The API key or user needs the index privileges create_doc and auto_configure on them';
    super(`${nameNodes(nodes)} ${problem} (${status} ${reason})`);
    this.nodes = nodes;
    this.status = status;
    this.reason = reason;
  }
}

/** Thrown if documents can't be sent because of how Elasticsearch is set up, or how the sink is configured. */
export class ElasticsearchSetupError extends Error {
  override readonly name = 'ElasticsearchSetupError';
  /** URLs of the nodes, without credentials. */
  readonly nodes: readonly string[];
  /** HTTP status of the answer; absent if there was none. */
  readonly status: number | undefined;

  constructor(nodes: readonly string[], problem: string, status?: number) {
    super(`${nameNodes(nodes)} ${problem}`);
    this.nodes = nodes;
    this.status = status;
  }
}

/** Thrown if a dead letter is not stored. Its batch is not acknowledged then. */
export class DeadLettersError extends Error {
  override readonly name = 'DeadLettersError';
  /** The reason that Elasticsearch gives. */
  readonly reason: string;

  constructor(reason: string) {
    super(`Elasticsearch does not store a dead letter: ${reason}`);
    this.reason = reason;
  }
}

function nameNodes(nodes: readonly string[]): string {
  return nodes.length === 0 ? 'Elasticsearch' : `Elasticsearch at ${nodes.join(', ')}`;
}
