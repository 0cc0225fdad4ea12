/**
 * What is used of a client of `@elastic/elasticsearch`, 8 or 9.
 *
 * @see https://www.elastic.co/docs/reference/elasticsearch/clients/javascript
 */
export interface ElasticsearchClient {
  readonly transport: {
    request(
      params: {
        readonly method: string;
        readonly path: string;
        readonly body?: Record<string, unknown>;
        readonly bulkBody?: string;
        readonly querystring?: Record<string, string>;
      },
      options: { readonly maxRetries: number; readonly meta: true; readonly signal: AbortSignal },
    ): Promise<ElasticsearchAnswer>;
  };
  close(): Promise<void>;
}

/** What a client's request resolves to. */
export interface ElasticsearchAnswer {
  readonly body: unknown;
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The class `Client` of `@elastic/elasticsearch`. */
export type ElasticsearchClientClass = new (options: Record<string, unknown>) => ElasticsearchClient;

/** How to reach Elasticsearch. */
export interface ElasticsearchConnection {
  /** URL, or URLs, such as `https://localhost:9200`. Either this, `cloudId` or `client` is needed. */
  readonly node?: string | readonly string[];
  /** Of a deployment in Elastic Cloud. */
  readonly cloudId?: string;
  /** As Kibana shows it: `encoded`, or `id:api_key` in the format of Beats. */
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Certificate authority of the node's certificate, in PEM. @default those of Node.js */
  readonly ca?: string;
  /** SHA-256 fingerprint of the certificate authority, in hexadecimal, as Elasticsearch prints at its first start. */
  readonly caFingerprint?: string;
  /** Sent with each request. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** gzip for requests. @default true with `cloudId`, else false */
  readonly compression?: boolean;
  /** Longest time for one request and its answer, in milliseconds. @default 30000 */
  readonly requestTimeout?: number;
  /**
   * The class to make a client of.
   * @default that of the `@elastic/elasticsearch` that is installed, loaded when it is first needed
   */
  readonly Client?: ElasticsearchClientClass;
  /** A client of the caller's own, in place of all of these but `requestTimeout`; it is not closed. */
  readonly client?: ElasticsearchClient;
}

/** Options of `elasticsearchSink`. */
export interface ElasticsearchSinkOptions extends ElasticsearchConnection {
  /**
   * A bulk request is sent when it has so many bytes, before compression. After a 413 it stays below what was too much.
   * @default 5000000
   */
  readonly flushBytes?: number;
  /**
   * How long a smaller one waits for more documents, in milliseconds.
   * @default 20: no more than 50 small requests a second, and a batch is not held up for long by its last documents
   */
  readonly flushInterval?: number;
  /** Bulk requests on their way at once. @default 2 */
  readonly concurrency?: number;
  /**
   * Ingest pipeline, or `_none` for none. Documents are stored as they are: a pipeline that expects records as Azure
   * sends them would spoil them.
   * @default the data stream's own
   */
  readonly pipeline?: string;
  /**
   * Data streams that `test` asks for the privileges on. Each document is stored in its own.
   * @default those of the collectors in the namespace `default`
   */
  readonly dataStreams?: readonly string[];
}
