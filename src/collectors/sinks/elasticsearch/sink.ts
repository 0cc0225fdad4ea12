import { MissingPackageError } from '../../missing-package-error.ts';
import type { Document } from '../../contracts/document.ts';
import type { Outcome, Sink } from '../../contracts/sink.ts';
import { dataStreamName } from '../data-stream-name.ts';
import { groupWrites } from '../group-writes.ts';
import { bytesOf, RequestSize } from '../request-size.ts';
import { type BulkItem, bulkItems, FILTER_PATH } from './bulk-answer.ts';
import { bulkLine } from './bulk-line.ts';
import type { BulkLine } from './bulk-line.ts';
import { checkConnection, connect } from './client.ts';
import { ElasticsearchAccessError, ElasticsearchSetupError } from './errors.ts';
import { itemOutcome } from './item-outcome.ts';
import { nodeNames, withoutSecrets } from './node-names.ts';
import type { ElasticsearchClient, ElasticsearchSinkOptions } from './options.ts';
import { type RequestFailure, requestFailure } from './request-failure.ts';

/**
 * Documents in data streams of Elasticsearch 8 or 9, by bulk requests of `create` with the document's id. Nothing is
 * stored twice in one backing index; after a rollover between two attempts it may be, since Elasticsearch looks for an
 * id in the newest one alone.
 *
 * Of the outcomes: 2xx and a version conflict are `accepted`; 429, 5xx, no connection, no answer and one that is not
 * Elasticsearch's own are `retry`, with the `Retry-After` that was sent; 400 and its like are `rejected` with
 * Elasticsearch's reason. A request that is too large, or invalid, is sent again in halves, so that only the documents to
 * blame are rejected: for their size, after they were refused for a while.
 *
 * @returns a write throws an {@link ElasticsearchAccessError} for 401 and 403 of Elasticsearch, an
 *   {@link ElasticsearchSetupError} for what waiting does not repair, and a `MissingPackageError` if
 *   `@elastic/elasticsearch` is not installed
 * @throws ElasticsearchSetupError if the options can't be used
 */
export function elasticsearchSink(options: ElasticsearchSinkOptions): Sink {
  return bulkSink(options, ({ dataStream }) => dataStreamName(dataStream));
}

/** The same with other names. @param indexOf the data stream, or index, that a document goes to */
export function bulkSink(options: ElasticsearchSinkOptions, indexOf: (document: Document) => string): Sink {
  checkConnection(options);
  const { flushBytes = 5_000_000, flushInterval = 20, concurrency = 2 } = options;
  const bulk = new Bulk(options, flushBytes);
  return groupWrites<BulkLine>(
    {
      get flushBytes() {
        return bulk.size.most;
      },
      flushInterval,
      concurrency,
    },
    {
      encode: (document) => bulkLine(document, indexOf(document)),
      send: (lines) => bulk.send(lines),
      close: () => bulk.close(),
    },
  );
}

/** What is thrown here to end the pipeline; everything else is an error of the client's. */
const FINAL = [ElasticsearchAccessError, ElasticsearchSetupError, MissingPackageError];

/** Sends bulk requests. */
class Bulk {
  readonly size: RequestSize;
  readonly #options: ElasticsearchSinkOptions;
  readonly #querystring: Record<string, string>;
  #client: Promise<ElasticsearchClient> | undefined;
  /** Whether a request was answered as Elasticsearch does: the options are right, then. */
  #answered = false;

  constructor(options: ElasticsearchSinkOptions, maxBytes: number) {
    this.#options = options;
    this.size = new RequestSize(maxBytes);
    this.#querystring = {
      filter_path: FILTER_PATH,
      ...(options.pipeline !== undefined && { pipeline: options.pipeline }),
    };
  }

  async send(lines: readonly BulkLine[]): Promise<readonly Outcome[]> {
    try {
      return this.#outcomes(await this.#request(await this.#connected(), lines), lines);
    } catch (error) {
      if (FINAL.some((type) => error instanceof type)) throw error;
      return this.#failed(error, lines);
    }
  }

  async close(): Promise<void> {
    if (this.#options.client !== undefined) return;
    await (await this.#client?.catch(() => undefined))?.close();
  }

  #connected(): Promise<ElasticsearchClient> {
    this.#client ??= connect(this.#options).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #request(client: ElasticsearchClient, lines: readonly BulkLine[]): Promise<unknown> {
    const { body, statusCode, headers } = await client.transport.request(
      {
        method: 'POST',
        path: '/_bulk',
        bulkBody: lines.map(({ text }) => text).join('') || '\n',
        querystring: this.#querystring,
      },
      { maxRetries: 0, meta: true, signal: AbortSignal.timeout(this.#options.requestTimeout ?? 30_000) },
    );
    // To the client, a redirect is no error.
    if ((statusCode ?? 0) >= 300) throw { name: 'ResponseError', meta: { body, statusCode, headers } };
    return body;
  }

  #outcomes(answer: unknown, lines: readonly BulkLine[]): readonly Outcome[] {
    const items = bulkItems(answer, lines.length);
    if (items === undefined) return all(lines, { status: 'retry', reason: 'the answer is not that of a bulk request' });
    this.#answered = true;
    this.size.accepted(bytesOf(lines));
    return items.map((item, position) => this.#outcome(item, lines[position] as BulkLine));
  }

  #outcome(item: BulkItem, { index }: BulkLine): Outcome {
    const found = itemOutcome(item);
    const outcome = 'reason' in found ? { ...found, reason: withoutSecrets(found.reason, this.#options) } : found;
    switch (outcome.status) {
      case 'forbidden':
        throw this.#accessError(403, outcome.reason, [index]);
      case 'missing':
        throw this.#setupError(`has no data stream ${index} and makes none: ${outcome.reason}`, item.status);
      default:
        return outcome;
    }
  }

  async #failed(error: unknown, lines: readonly BulkLine[]): Promise<readonly Outcome[]> {
    const failure = this.#failure(error);
    const reason = withoutSecrets(failure.reason, this.#options);
    switch (failure.status) {
      case 'retry':
        return all(lines, { ...failure, reason });
      case 'split':
        if (lines.length > 1) return this.size.halves(lines, failure.tooLarge, (half) => this.send(half));
        return [failure.tooLarge ? await this.#tooLarge(lines[0] as BulkLine) : { status: 'rejected', reason }];
      case 'refused':
        throw this.#accessError(failure.code, reason, [...new Set(lines.map(({ index }) => index))]);
      case 'unusable':
        // A proxy may show a page of its own while Elasticsearch behind it restarts.
        if (this.#answered) return all(lines, { status: 'retry', reason });
        throw this.#setupError(reason, failure.code);
    }
  }

  /** A 413 is about the size only if an empty request is answered otherwise, and in Elasticsearch's own words. */
  async #tooLarge({ bytes }: BulkLine): Promise<Outcome> {
    const reason = `it has ${bytes} bytes, more than Elasticsearch takes (413)`;
    const refused = (): Outcome => ({
      status: 'retry',
      reason,
      refused: true,
      refusedSince: this.size.refusedSince(bytes),
    });
    try {
      const items = bulkItems(await this.#request(await this.#connected(), []), 0);
      return items === undefined ? { status: 'retry', reason } : refused();
    } catch (error) {
      const failure = this.#failure(error);
      if (failure.status === 'split' && !failure.tooLarge) return refused();
      return { status: 'retry', reason: `HTTP 413 for requests of any size` };
    }
  }

  #failure(error: unknown): RequestFailure {
    return requestFailure(error, (text) => withoutSecrets(text, this.#options));
  }

  #accessError(code: 401 | 403, reason: string, dataStreams: readonly string[]): ElasticsearchAccessError {
    return new ElasticsearchAccessError(nodeNames(this.#options), code, reason, dataStreams);
  }

  #setupError(reason: string, code?: number): ElasticsearchSetupError {
    return new ElasticsearchSetupError(nodeNames(this.#options), reason, code);
  }
}

function all(lines: readonly BulkLine[], outcome: Outcome): readonly Outcome[] {
  return lines.map(() => outcome);
}
