import type { DeadLetters } from '../../contracts/dead-letters.ts';
import { AppendFile } from './append-file.ts';
import { RecentLines } from './recent-lines.ts';

/**
 * Dead letters in a file, one JSON object a line: `{"@timestamp", "reason", "origin", "body"}`, where `@timestamp` is
 * when the letter was written, in ISO 8601. A write settles when its lines are on the disk (`fdatasync`). A letter that
 * comes again after a crash, with the same origin and body, is not written again.
 *
 * @param path made when it is first needed, readable by its owner alone: bodies may hold prompts
 * @returns a write rejects with a `SinkFileError` if the file can't be written
 */
export function fileDeadLetters(path: string): DeadLetters {
  const file = new AppendFile(path);
  const lines = new RecentLines(file, path, ',"origin":');
  return {
    write: async (letters) => {
      const written = new Date().toISOString();
      await lines.append(
        letters.map(({ reason, origin, body }) => JSON.stringify({ '@timestamp': written, reason, origin, body })),
      );
    },
    close: () => file.close(),
  };
}
