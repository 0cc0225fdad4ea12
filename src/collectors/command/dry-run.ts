import type { DeadLetters } from '../contracts/dead-letters.ts';
import { ACCEPTED, type Sink } from '../contracts/sink.ts';
import type { Batch, Source } from '../contracts/source.ts';
import { dataStreamName } from '../sinks/data-stream-name.ts';
import type { ConsoleLog } from './console-log.ts';
import type { Output } from '../../cli/io.ts';

/**
 * Writes documents as the NDJSON sink does, and stores nothing.
 *
 * @param onEnough called once `limit` documents are written; what comes after is left out
 */
export function dryRunSink(output: Output, limit: number, onEnough: () => void): Sink {
  let count = 0;
  return {
    write: async (documents) => {
      for (const { id, dataStream, fields } of documents.slice(0, limit - count)) {
        output.write(`${JSON.stringify({ ...fields, _index: dataStreamName(dataStream), _id: id })}\n`);
      }
      count = Math.min(limit, count + documents.length);
      if (count === limit) onEnough();
      return documents.map(() => ACCEPTED);
    },
    close: async () => {},
  };
}

/** Reports dead letters, and stores none. */
export function dryRunDeadLetters(log: ConsoleLog): DeadLetters {
  return {
    write: async (letters) => {
      for (const { reason, origin } of letters) log.warn(`would be a dead letter: ${reason} ${JSON.stringify(origin)}`);
    },
    close: async () => {},
  };
}

/** A source whose batches are never acknowledged: whoever reads next gets them again. */
export function unacknowledged<R>(source: Source<R>): Source<R> {
  return {
    read: async function* (signal: AbortSignal): AsyncIterable<Batch<R>> {
      for await (const batch of source.read(signal)) {
        const { records, partition, lag } = batch;
        yield { records, ...(partition !== undefined && { partition }), ...(lag && { lag }), ack: async () => {} };
      }
    },
    close: () => source.close(),
  };
}
