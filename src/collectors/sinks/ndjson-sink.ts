import type { Document } from '../pipeline/document.ts';
import { ACCEPTED } from '../pipeline/sink.ts';
import type { Outcome, Sink } from '../pipeline/sink.ts';
import { AppendFile } from './append-file.ts';
import { dataStreamName } from './data-stream-name.ts';
import { groupWrites } from './group-writes.ts';
import type { Encoded } from './group-writes.ts';
import { OutputStream } from './output-stream.ts';
import { SinkFileError } from './sink-file-error.ts';

/** Options of {@link ndjsonSink}. */
export type NdjsonSinkOptions =
  | {
      /** A file that only grows, made readable by its owner alone if it is not there. */
      readonly path: string;
      readonly stream?: never;
    }
  | {
      /** Such as `process.stdout`; the sink does not end it. */
      readonly stream: NodeJS.WritableStream;
      readonly path?: never;
    };

/** What is written at once: with `fdatasync` after it, fewer and larger is faster. */
const FLUSH_BYTES = 8_000_000;

/** What a person can mend while the collector waits. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE', 'ETIMEDOUT', 'ESTALE']);

interface Line extends Encoded {
  readonly text: string;
}

/**
 * Documents as JSON, one a line: the fields of the document with `_index` (its data stream, such as
 * `logs-azure_openai.logs-default`) and `_id`.
 *
 * A file's documents are accepted when they are on the disk (`fdatasync`, one for all that are waiting). A document that
 * comes again, after a crash, is written again, with the same `_id`; a line that a crash cut off ends where it was cut,
 * and its document comes again too. A file that was renamed is made anew, so `logrotate` needs no signal.
 *
 * A stream's documents are accepted when the stream has handed them on; it is never given more than it takes.
 *
 * @returns a write throws a `SinkFileError` if the file can't be opened, and an `OutputClosedError` if the stream's
 *   reader has gone; a full disk is `retry`
 */
export function ndjsonSink({ path, stream }: NdjsonSinkOptions): Sink {
  const output = path === undefined ? new OutputStream(stream) : new AppendFile(path);
  const append = (text: string): Promise<void> =>
    output instanceof AppendFile ? output.append(text) : output.write(text);
  return groupWrites<Line>(
    // What comes while a group is being written makes the next one.
    { flushBytes: FLUSH_BYTES, flushInterval: 0, concurrency: 1 },
    {
      encode: lineOf,
      send: async (lines) => {
        const outcome = await outcomeOf(append(lines.map(({ text }) => text).join('')));
        return lines.map(() => outcome);
      },
      close: async () => output.close(),
    },
  );
}

function lineOf({ id, dataStream, fields }: Document): Line {
  const text = `${JSON.stringify({ ...fields, _index: dataStreamName(dataStream), _id: id })}\n`;
  return { text, bytes: text.length };
}

async function outcomeOf(appended: Promise<void>): Promise<Outcome> {
  try {
    await appended;
    return ACCEPTED;
  } catch (error) {
    if (error instanceof SinkFileError && PASSING.has(error.code ?? '')) {
      return { status: 'retry', reason: error.message };
    }
    throw error;
  }
}
