import type { Keep } from './store.ts';

/** Options of the server. */
export interface ElasticsearchOptions {
  /** @default 0, a free one */
  readonly port?: number;
  /** @default '9.1.0' */
  readonly version?: string;
  /** The accepted API key, as in the header `Authorization: ApiKey`. @default any, and none */
  readonly apiKey?: string;
  /** The accepted `user:password`. @default any, and none */
  readonly basic?: string;
  /** Index privileges that the credentials have. @default all */
  readonly privileges?: readonly string[];
  /** Larger requests are refused with 413, in bytes after gzip is undone. @default 104857600, as `http.max_content_length` */
  readonly maxContentLength?: number;
  /** @default 'documents' */
  readonly keep?: Keep;
  /** Speaks HTTPS with this key and certificate, in PEM. @default HTTP */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Sends the header that says that this is Elasticsearch. @default true */
  readonly product?: boolean;
  /** Prefix of all paths. @default none */
  readonly prefix?: string;
}
