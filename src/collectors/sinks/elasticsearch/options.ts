/**
 * The part of a client of `@elastic/elasticsearch` 8 or 9 that the sink uses.
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

/** Result of a request of the client. */
export interface ElasticsearchAnswer {
  readonly body: unknown;
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The class `Client` of `@elastic/elasticsearch`. */
export type ElasticsearchClientClass = new (options: Record<string, unknown>) => ElasticsearchClient;

/** How to reach Elasticsearch: by `node`, `cloudId` or `client`. */
export interface ElasticsearchConnection {
  /** One or several URLs, such as `https://localhost:9200`. */
  readonly node?: string | readonly string[];
  /** Cloud id of a deployment in Elastic Cloud. */
  readonly cloudId?: string;
  /** API key as Kibana shows it: `encoded`, or `id:api_key` in the format of Beats. */
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Certificate of the authority that signed the node's certificate, in PEM. @default those that Node.js trusts */
  readonly ca?: string;
  /** Headers of each request. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Compresses requests with gzip. @default true with `cloudId`, else false */
  readonly compression?: boolean;
  /** Longest time for one request and its answer, in milliseconds. @default 30000 */
  readonly requestTimeout?: number;
  /**
   * The class of the client.
   * @default the one of the installed `@elastic/elasticsearch`, loaded with the first write
   */
  readonly Client?: ElasticsearchClientClass;
  /** A client of the caller, which replaces all other options except `requestTimeout`. The sink does not close it. */
  readonly client?: ElasticsearchClient;
}

/** Options of `elasticsearchSink`. */
export interface ElasticsearchSinkOptions extends ElasticsearchConnection {
  /**
   * Size at which a bulk request is sent, in bytes before compression. After a 413, requests are smaller for a while.
   * @default 5000000
   */
  readonly flushBytes?: number;
  /**
   * How long a smaller request waits for more documents, in milliseconds. The default sends at most 50 small requests a
   * second, and delays a batch only a little.
   * @default 20
   */
  readonly flushInterval?: number;
  /** Bulk requests in flight. @default 2 */
  readonly concurrency?: number;
  /**
   * Ingest pipeline, or `_none`. Documents need none: a pipeline that expects Azure's own records would damage them.
   * @default the one of the data stream
   */
  readonly pipeline?: string;
  /**
   * Data streams that `test` asks for the privileges on. Each document is stored in its own.
   * @default those of the collectors in the namespace `default`
   */
  readonly dataStreams?: readonly string[];
}
