import { OutputClosedError } from './output-closed-error.ts';

/** Writes to a stream of the caller's, which is never ended here. */
export class OutputStream {
  readonly #stream: NodeJS.WritableStream;
  #hasFailed = false;
  readonly #onError = (): void => undefined;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    // A reader that has gone is told to the write, too; without a listener it would end the process.
    stream.on('error', this.#onError);
  }

  /**
   * Settles when the stream has handed the text on.
   *
   * @throws OutputClosedError if nobody takes it any more
   */
  write(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#stream.write(text, (error) => {
      if (!error) return resolve();
      this.#hasFailed = true;
      reject(new OutputClosedError(error));
    });
    return promise;
  }

  close(): void {
    // The event may come after the write was told.
    if (!this.#hasFailed) this.#stream.off('error', this.#onError);
  }
}
