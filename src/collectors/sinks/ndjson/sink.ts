import type { Document } from '../../contracts/document.ts';
import { ACCEPTED } from '../../contracts/sink.ts';
import type { Outcome, Sink } from '../../contracts/sink.ts';
import { AppendFile } from './append-file.ts';
import { dataStreamName } from '../data-stream-name.ts';
import { groupWrites } from '../group-writes.ts';
import type { Encoded } from '../group-writes.ts';
import { OutputStream } from './output-stream.ts';
import { RecentLines } from './recent-lines.ts';
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
 * comes again after a crash is not written again, if it is among the last 100,000 of the file; a line that the crash cut
 * off is taken away, and its document is written again. A file that was renamed is made anew, so `logrotate` needs no
 * signal. A file has one writer.
 *
 * A stream's documents are accepted when the stream has handed them on; it is never given more than it takes.
 *
 * @returns a write throws a `SinkFileError` if the file can't be opened, and an `OutputClosedError` if the stream's
 *   reader has gone; a full disk is `retry`
 */
export function ndjsonSink({ path, stream }: NdjsonSinkOptions): Sink {
  const output = path === undefined ? streamOutput(stream) : fileOutput(path);
  return groupWrites<Line>(
    // What comes while a group is being written makes the next one.
    { flushBytes: FLUSH_BYTES, flushInterval: 0, concurrency: 1 },
    {
      encode: lineOf,
      send: async (lines) => {
        const outcome = await outcomeOf(output.append(lines.map(({ text }) => text)));
        return lines.map(() => outcome);
      },
      close: async () => output.close(),
    },
  );
}

interface LineOutput {
  append(lines: readonly string[]): Promise<void>;
  close(): void | Promise<void>;
}

function fileOutput(path: string): LineOutput {
  const file = new AppendFile(path);
  const lines = new RecentLines(file, path, ',"_index":');
  return { append: (appended) => lines.append(appended), close: () => file.close() };
}

function streamOutput(stream: NodeJS.WritableStream): LineOutput {
  const output = new OutputStream(stream);
  return { append: (lines) => output.write([...lines, ''].join('\n')), close: () => output.close() };
}

function lineOf({ id, dataStream, fields }: Document): Line {
  const { _index, _id, ...rest } = fields;
  // In this order, at the end: lines are told apart by it.
  const text = JSON.stringify({ ...rest, _index: dataStreamName(dataStream), _id: id });
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
