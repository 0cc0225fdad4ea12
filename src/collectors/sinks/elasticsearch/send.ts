import type { Document } from '../../contracts/document.ts';
import type { Outcome, Rejected } from '../../contracts/sink.ts';
import { MissingPackageError } from '../../optional-package.ts';
import type { Encoded } from '../group-writes.ts';
import { forAll, type RequestSize, totalBytes } from '../request-size.ts';
import type { Mask } from '../safe-text.ts';
import { connect, connectionMask, nodeNames } from './client.ts';
import { ElasticsearchAccessError, ElasticsearchSetupError } from './errors.ts';
import type { ElasticsearchClient, ElasticsearchSinkOptions } from './options.ts';
import { type BulkItem, type Failure, FILTER_PATH, readFailure, readItems, readOutcome } from './outcome.ts';

/** A document as a part of a bulk request: action and source. */
export interface BulkLine extends Encoded {
  /** Two lines, each with its newline. */
  readonly text: string;
  /** Name of the data stream or index. */
  readonly index: string;
}

/** Longest `_id` in Elasticsearch. A longer one makes the whole request invalid. */
const MAX_ID_BYTES = 512;

/** Encodes a document. `create` never overwrites: a document that is stored already is answered with 409. */
export function encodeLine({ id, fields }: Document, index: string): BulkLine | Rejected {
  const idBytes = Buffer.byteLength(id);
  if (idBytes === 0 || idBytes > MAX_ID_BYTES) {
    return { status: 'rejected', reason: `its _id has ${idBytes} bytes; Elasticsearch takes 1 to ${MAX_ID_BYTES}` };
  }
  const text = `${JSON.stringify({ create: { _index: index, _id: id } })}\n${JSON.stringify(fields)}\n`;
  return { text, bytes: Buffer.byteLength(text), index };
}

/** Errors that end the pipeline. All others come from the client. */
const PERMANENT = [ElasticsearchAccessError, ElasticsearchSetupError, MissingPackageError];

/** Sends bulk requests. */
export class BulkSender {
  readonly #options: ElasticsearchSinkOptions;
  readonly #size: RequestSize;
  readonly #mask: Mask;
  #client: Promise<ElasticsearchClient> | undefined;
  /** Whether Elasticsearch has answered a request, so that the options must be right. */
  #hasAnswered = false;

  constructor(options: ElasticsearchSinkOptions, size: RequestSize) {
    this.#options = options;
    this.#size = size;
    this.#mask = connectionMask(options);
  }

  async send(lines: readonly BulkLine[]): Promise<readonly Outcome[]> {
    try {
      return this.#readOutcomes(await this.#request(lines), lines);
    } catch (error) {
      if (PERMANENT.some((type) => error instanceof type)) throw error;
      return this.#recover(readFailure(error, this.#mask), lines);
    }
  }

  async close(): Promise<void> {
    if (this.#options.client !== undefined) return;
    await (await this.#client?.catch(() => undefined))?.close();
  }

  /** Returns the client, which is created for the first request. */
  connect(): Promise<ElasticsearchClient> {
    this.#client ??= connect(this.#options).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #request(lines: readonly BulkLine[]): Promise<unknown> {
    const { pipeline, requestTimeout = 30_000 } = this.#options;
    const { transport } = await this.connect();
    const { body, statusCode, headers } = await transport.request(
      {
        method: 'POST',
        path: '/_bulk',
        bulkBody: lines.map(({ text }) => text).join('') || '\n',
        querystring: { filter_path: FILTER_PATH, ...(pipeline !== undefined && { pipeline }) },
      },
      { maxRetries: 0, meta: true, signal: AbortSignal.timeout(requestTimeout) },
    );
    // The client takes a redirect for a success.
    if ((statusCode ?? 0) >= 300) throw { name: 'ResponseError', meta: { body, statusCode, headers } };
    return body;
  }

  #readOutcomes(response: unknown, lines: readonly BulkLine[]): readonly Outcome[] {
    const items = readItems(response, lines.length);
    if (items === undefined) {
      return forAll(lines, { status: 'retry', reason: 'the answer is not the response to a bulk request' });
    }
    this.#hasAnswered = true;
    this.#size.onAccepted(totalBytes(lines));
    return items.map((item, position) => this.#readOutcome(item, lines[position] as BulkLine));
  }

  #readOutcome(item: BulkItem, { index }: BulkLine): Outcome {
    const outcome = readOutcome(item);
    if (outcome.status === 'accepted') return outcome;
    const reason = this.#mask(outcome.reason);
    switch (outcome.status) {
      case 'forbidden':
        throw this.#accessError(403, reason, [index]);
      case 'missing':
        throw this.#setupError(`has no data stream ${index} and does not create it: ${reason}`, item.status);
      default:
        return { ...outcome, reason };
    }
  }

  /** Returns the outcomes of a request that failed as a whole. */
  async #recover(failure: Failure, lines: readonly BulkLine[]): Promise<readonly Outcome[]> {
    const reason = this.#mask(failure.reason);
    switch (failure.status) {
      case 'retry':
        return forAll(lines, { ...failure, reason });
      case 'split':
        if (lines.length > 1) return this.#size.halve(lines, failure.tooLarge, (half) => this.send(half));
        if (!failure.tooLarge) return [{ status: 'rejected', reason }];
        if (await this.#answersEmptyRequest()) return [this.#size.onTooLarge(totalBytes(lines), 'Elasticsearch')];
        return [{ status: 'retry', reason: 'HTTP 413 for requests of any size' }];
      case 'refused':
        throw this.#accessError(failure.code, reason, [...new Set(lines.map(({ index }) => index))]);
      case 'unusable':
        // A proxy may send a page of its own while Elasticsearch behind it restarts.
        if (this.#hasAnswered) return forAll(lines, { status: 'retry', reason });
        throw this.#setupError(reason, failure.code);
    }
  }

  /** Reports whether Elasticsearch itself answers a request without documents. If not, a 413 is not about the size. */
  async #answersEmptyRequest(): Promise<boolean> {
    try {
      return readItems(await this.#request([]), 0) !== undefined;
    } catch (error) {
      const failure = readFailure(error, this.#mask);
      return failure.status === 'split' && !failure.tooLarge;
    }
  }

  #accessError(code: 401 | 403, reason: string, dataStreams: readonly string[]): ElasticsearchAccessError {
    return new ElasticsearchAccessError(nodeNames(this.#options), code, reason, dataStreams);
  }

  #setupError(reason: string, code?: number): ElasticsearchSetupError {
    return new ElasticsearchSetupError(nodeNames(this.#options), reason, code);
  }
}
