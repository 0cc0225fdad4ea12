import type { DeadLetters } from '../pipeline/dead-letters.ts';
import { AppendFile } from './append-file.ts';

/**
 * Dead letters in a file, one JSON object a line: `{"@timestamp", "reason", "origin", "body"}`, where `@timestamp` is
 * when the letter was written, in ISO 8601. A write settles when its lines are on the disk (`fdatasync`). A batch that
 * comes again after a crash writes its letters again; they have the same `origin`.
 *
 * @param path made when it is first needed, readable by its owner alone: bodies may hold prompts
 * @returns a write rejects with a `SinkFileError` if the file can't be written
 */
export function fileDeadLetters(path: string): DeadLetters {
  const file = new AppendFile(path);
  return {
    write: async (letters) => {
      if (letters.length === 0) return;
      const written = new Date().toISOString();
      const lines = letters.map(
        ({ reason, origin, body }) => `${JSON.stringify({ '@timestamp': written, reason, origin, body })}\n`,
      );
      await file.append(lines.join(''));
    },
    close: () => file.close(),
  };
}
