import { stat } from 'node:fs/promises';
import { checkStore } from '../../../store/store.ts';
import { fail, type Finding, ok } from '../../contracts/finding.ts';
import { SinkFileError } from '../ndjson/errors.ts';
import { findWriteProblem } from '../ndjson/test.ts';

const ACTION = 'Name the file of "azure-openai-otel dashboard", or one that does not exist yet.';

/** Checks that a file is a store that can be written, or that it can be made. */
export async function* testStore(path: string): AsyncGenerator<Finding, void, void> {
  const place = { id: 'local', title: `Store ${path}` };
  const code = await findWriteProblem(path);
  if (code !== undefined) {
    yield { ...place, ...fail(new SinkFileError(path, { code, message: code }).message, ACTION) };
    return;
  }
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  try {
    if (size > 0) await checkStore(path);
    yield { ...place, ...ok(size > 0 ? `${path} can be written` : `${path} can be made`) };
  } catch (error) {
    yield { ...place, ...fail((error as Error).message, ACTION) };
  }
}
