import { type MessagePort, Worker } from 'node:worker_threads';
import { StoreError } from './errors.ts';

/** A call of a function in a worker thread. */
interface Call {
  readonly id: number;
  readonly argument: unknown;
}

/** Its result, or the message of its error. */
interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  /** Of the error: that of a `StoreError`. */
  readonly isPassing?: boolean;
}

/** A worker thread that answers calls. */
export class RemoteWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #onMessage: (message: unknown) => void;
  #next = 0;
  #ended: Error | undefined;

  /**
   * @param name the file of the worker, without its extension
   * @param onMessage called with messages that answer no call
   */
  constructor(name: 'writer-worker' | 'reader-worker', data: object, onMessage: (message: unknown) => void = () => {}) {
    this.#onMessage = onMessage;
    this.#worker = new Worker(workerFile(name), {
      workerData: data,
      // node:sqlite is experimental before Node.js 24.15, and says so.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (message: Reply) => this.#onReply(message));
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#end(new Error('the worker has ended')));
  }

  /** Resolves when the worker is ready; rejects if it cannot start. */
  ready(): Promise<void> {
    return this.call(undefined) as Promise<void>;
  }

  /** @param transfer buffers that the worker takes over */
  call(argument: unknown, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const waiting = Promise.withResolvers<unknown>();
    const id = this.#next++;
    this.#waiting.set(id, waiting);
    this.#worker.postMessage({ id, argument } satisfies Call, [...transfer]);
    return waiting.promise;
  }

  /** Ends the thread at once. Calls that are not answered reject. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #onReply(message: Reply): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) {
      this.#onMessage(message);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting.resolve(message.result);
    else waiting.reject(new StoreError(message.error, { isPassing: message.isPassing === true }));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Answers the calls that arrive, one after another. Calls that wait already are handed over together. */
export function answerCalls(port: MessagePort, answer: (calls: readonly unknown[]) => readonly Outcome[]): void {
  let queue: Call[] = [];
  port.on('message', (call: Call) => {
    queue.push(call);
    if (queue.length > 1) return;
    // Lets the messages that have arrived meanwhile join.
    setImmediate(() => {
      const calls = queue;
      queue = [];
      const outcomes = answer(calls.map(({ argument }) => argument));
      calls.forEach(({ id }, index) => port.postMessage({ id, ...outcomes[index] } satisfies Reply));
    });
  });
}

/** The result of a call, or the message of its error. */
export type Outcome = Pick<Reply, 'result' | 'error' | 'isPassing'>;

/** In src/ the workers are beside this file, in dist/ beside the folder of this chunk. */
function workerFile(name: string): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./${name}.ts` : `../${name}.cjs`, import.meta.url);
}
