import { afterEach, expect } from 'vitest';
import type { Outcome, Sink } from '../../../src/collectors/contracts/sink.ts';

const started: AsyncDisposableStack[] = [];
afterEach(async () => started.pop()?.[Symbol.asyncDispose]());

/** Closes the sink, then the server behind it, at the end of the test. */
export function untilTestEnds<S extends AsyncDisposable>(sink: Sink, server: S): { sink: Sink; server: S } {
  const disposables = new AsyncDisposableStack();
  disposables.use(server);
  disposables.defer(() => sink.close());
  started.push(disposables);
  return { sink, server };
}

export function statuses(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ status }) => status);
}

/** Returns the error of a write that throws. */
export function catchError(write: Promise<unknown>): Promise<Error> {
  return write.then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
}
