import type { DeadLetters } from '../../contracts/dead-letters.ts';
import { type Document, dataStreamName } from '../../contracts/document.ts';
import { ACCEPTED, type Outcome, type Sink } from '../../contracts/sink.ts';
import { type Encoded, groupWrites } from '../group-writes.ts';
import { forAll } from '../request-size.ts';
import { OutputClosedError, SinkFileError } from './errors.ts';
import { RecentLines } from './recent-lines.ts';
import { testFile } from './test.ts';

/** Options of {@link ndjsonSink}. */
export type NdjsonSinkOptions =
  | {
      /** A file that only grows. It is created, readable only by its owner, if it does not exist. */
      readonly path: string;
      readonly stream?: never;
    }
  | {
      /** A stream such as `process.stdout`. The sink does not end it. */
      readonly stream: NodeJS.WritableStream;
      readonly path?: never;
    };

/** Bytes that are written at once. Each write ends with `fdatasync`, so a few large ones are faster. */
const FLUSH_BYTES = 8_000_000;

/** Errors that a person can repair while the collector waits. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'ETIMEDOUT', 'ESTALE']);

interface Line extends Encoded {
  readonly text: string;
}

/**
 * Creates a sink that writes documents as JSON, one in a line: the fields of the document, `_index` (its data stream, such
 * as `logs-azure_openai.logs-default`) and `_id`.
 *
 * - A file accepts documents when they are on the disk (`fdatasync`, one for all that wait). A document that is read again
 *   is not written again if it is among the last 100,000 of the file; after a restart, among its last 16 MB. A line that a
 *   crash cut off is removed, and its document is written again. A file that was renamed is created again, so `logrotate`
 *   needs no signal. A file has one writer.
 * - A stream accepts documents when it has passed them on. It is never given more than it takes.
 *
 * @returns a sink whose `write` throws a {@link SinkFileError} if the file can't be opened, and an
 *   {@link OutputClosedError} if the reader of the stream is gone. A full disk is `retry`
 */
export function ndjsonSink({ path, stream }: NdjsonSinkOptions): Sink {
  // Lines begin to differ from those of other documents here: see `encodeLine`.
  const output = path === undefined ? openStream(stream) : new RecentLines(path, ',"_index":');
  const sink = groupWrites<Line>({
    flushBytes: () => FLUSH_BYTES,
    // Documents that arrive during a write are the next group.
    flushInterval: 0,
    concurrency: 1,
    encode: encodeLine,
    send: async (lines) => forAll(lines, await readOutcome(output.append(lines.map(({ text }) => text)))),
    close: () => output.close(),
  });
  return path === undefined ? sink : { ...sink, test: () => testFile(path) };
}

/** The order counts: `_index` and `_id` at the end of a line are its key. */
function encodeLine({ id, dataStream, fields }: Document): Line {
  const { _index, _id, ...rest } = fields;
  const text = JSON.stringify({ ...rest, _index: dataStreamName(dataStream), _id: id });
  return { text, bytes: text.length };
}

async function readOutcome(appended: Promise<void>): Promise<Outcome> {
  try {
    await appended;
    return ACCEPTED;
  } catch (error) {
    if (!(error instanceof SinkFileError && PASSING.has(error.code ?? ''))) throw error;
    return { status: 'retry', reason: error.message };
  }
}

function openStream(stream: NodeJS.WritableStream): Pick<RecentLines, 'append' | 'close'> {
  let hasFailed = false;
  // The callback of a write gets the error too. Without a listener, the event would end the process.
  const onError = (): void => undefined;
  stream.on('error', onError);
  return {
    append: (lines) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      stream.write([...lines, ''].join('\n'), (error) => {
        if (!error) return resolve();
        hasFailed = true;
        reject(new OutputClosedError(error));
      });
      return promise;
    },
    close: async () => {
      // The event may follow the callback.
      if (!hasFailed) stream.off('error', onError);
    },
  };
}

/**
 * Stores dead letters in a file, one JSON object in a line: `{"@timestamp", "reason", "origin", "body"}`, where
 * `@timestamp` is the time at which the letter was written, in ISO 8601. A write settles when its lines are on the disk
 * (`fdatasync`). A letter with the origin and body of a recent one, which a crash repeats, is not written again.
 *
 * @param path created with the first letter, readable only by its owner, since bodies may hold prompts
 * @returns a destination whose `write` rejects with a {@link SinkFileError} if the file can't be written
 */
export function fileDeadLetters(path: string): DeadLetters {
  const lines = new RecentLines(path, ',"origin":');
  return {
    write: async (letters) => {
      const written = new Date().toISOString();
      await lines.append(
        letters.map(({ reason, origin, body }) => JSON.stringify({ '@timestamp': written, reason, origin, body })),
      );
    },
    test: () => testFile(path),
    close: () => lines.close(),
  };
}
