import { createHash } from 'node:crypto';
import type { DeadLetters } from '../../contracts/dead-letters.ts';
import { type DeadLetter, type Document, dataStreamName } from '../../contracts/document.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { Sink } from '../../contracts/sink.ts';
import { groupWrites } from '../group-writes.ts';
import { RequestSize } from '../request-size.ts';
import { checkConnection } from './client.ts';
import { DeadLettersError } from './errors.ts';
import type { ElasticsearchClient, ElasticsearchSinkOptions } from './options.ts';
import { BulkSender, encodeLine } from './send.ts';
import { testDeadLetters, testSink } from './test.ts';

/**
 * Creates a sink that stores documents in data streams of Elasticsearch 8 or 9. It sends bulk requests of `create` with
 * the id of the document, so nothing is stored twice in one backing index. A rollover between two attempts may store a
 * document twice, since Elasticsearch looks for an id only in the newest backing index.
 *
 * Outcomes:
 * - `accepted`: 2xx and a version conflict.
 * - `retry`: 429, 5xx, no connection, no answer, and an answer that does not come from Elasticsearch, with its
 *   `Retry-After`.
 * - `rejected`: 400 and the like, with the reason that Elasticsearch gives. A request that is too large or invalid is sent
 *   again in halves, so that only the documents at fault are rejected: for their size, after a limited time of refusals.
 *
 * @returns a sink whose `write` throws an {@link ElasticsearchAccessError} if Elasticsearch answers 401 or 403, an
 *   {@link ElasticsearchSetupError} on another permanent failure, and a `MissingPackageError` if
 *   `@elastic/elasticsearch` is not installed
 * @throws ElasticsearchSetupError if an option is invalid
 */
export function elasticsearchSink(options: ElasticsearchSinkOptions): Sink {
  return bulkSink(
    options,
    ({ dataStream }) => dataStreamName(dataStream),
    (connect) => testSink(connect, options),
  );
}

/** @param nameIndex returns the data stream, or index, of a document */
function bulkSink(
  options: ElasticsearchSinkOptions,
  nameIndex: (document: Document) => string,
  test: (connect: () => Promise<ElasticsearchClient>) => AsyncIterable<Finding>,
): Required<Sink> {
  checkConnection(options);
  const { flushBytes = 5_000_000, flushInterval = 20, concurrency = 2 } = options;
  const size = new RequestSize(flushBytes);
  const sender = new BulkSender(options, size);
  const sink = groupWrites({
    flushBytes: () => size.limit,
    flushInterval,
    concurrency,
    encode: (document) => encodeLine(document, nameIndex(document)),
    send: (lines) => sender.send(lines),
    close: () => sender.close(),
  });
  return { ...sink, test: () => test(() => sender.connect()) };
}

/** Options of {@link elasticsearchDeadLetters}. */
export interface ElasticsearchDeadLettersOptions extends Omit<ElasticsearchSinkOptions, 'dataStreams'> {
  /** Last part of the data stream's name. @default 'default' */
  readonly namespace?: string;
  /** Another data stream, or index. @default `logs-azure_openai.dead_letter-{namespace}` */
  readonly index?: string;
}

const DATASET = 'azure_openai.dead_letter';

/**
 * Stores dead letters in a data stream. `error.message` is the reason, `event.original` the body, `origin` a JSON text,
 * and `@timestamp` the time at which the letter was written. Its id is made of origin and body, so a letter of a batch
 * that is read again is stored once.
 *
 * @returns a destination whose `write` rejects if a letter is not stored, with a {@link DeadLettersError} or the error of
 *   `elasticsearchSink`
 * @throws ElasticsearchSetupError if an option is invalid
 */
export function elasticsearchDeadLetters(options: ElasticsearchDeadLettersOptions): DeadLetters {
  const { namespace = 'default', index, ...connection } = options;
  const dataStream = { type: 'logs', dataset: DATASET, namespace } as const;
  const target = index ?? `logs-${DATASET}-${namespace}`;
  const sink = bulkSink(
    connection,
    () => target,
    (connect) => testDeadLetters(connect, connection, target),
  );
  return {
    write: async (letters) => {
      const outcomes = await sink.write(
        letters.map((letter) => ({
          id: hashLetter(letter),
          dataStream,
          fields: { ...letterFields(letter), ...(index === undefined && { data_stream: dataStream }) },
        })),
      );
      for (const outcome of outcomes) {
        if (outcome.status !== 'accepted') throw new DeadLettersError(outcome.reason);
      }
    },
    test: () => sink.test(),
    close: () => sink.close(),
  };
}

function hashLetter({ origin, body }: DeadLetter): string {
  return createHash('sha256')
    .update(JSON.stringify([origin, body]))
    .digest('base64url');
}

/** The origin is one text. As an object, the first letter would set the types of its fields and so refuse other letters. */
function letterFields({ reason, origin, body }: DeadLetter): Document['fields'] {
  return {
    '@timestamp': new Date().toISOString(),
    error: { message: reason },
    event: { original: body },
    origin: JSON.stringify(origin),
  };
}
