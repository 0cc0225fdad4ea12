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

const CLOSED = new StoreError('the store is closed');

/** A worker thread that answers calls. If it ends, such as for lack of memory, the next call starts it again. */
export class RemoteWorker {
  readonly #name: string;
  readonly #data: object;
  readonly #onMessage: (error: string | undefined) => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #next = 0;
  #isClosed = false;

  /**
   * @param name the file of the worker, without its extension
   * @param onMessage called for messages that answer no call, with their error
   */
  constructor(
    name: 'writer-worker' | 'reader-worker',
    data: object,
    onMessage: (error: string | undefined) => void = () => {},
  ) {
    this.#name = name;
    this.#data = data;
    this.#onMessage = onMessage;
  }

  /** Starts the thread. Resolves when it is ready; rejects if it cannot start. */
  ready(): Promise<void> {
    return this.call(undefined) as Promise<void>;
  }

  /** @param transfer buffers that the worker takes over */
  call(argument: unknown, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(CLOSED);
    const waiting = Promise.withResolvers<unknown>();
    const id = this.#next++;
    this.#waiting.set(id, waiting);
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, argument } satisfies Call, [...transfer]);
    return waiting.promise;
  }

  /** Ends the thread for good. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.terminate(CLOSED);
  }

  /**
   * Ends the thread at once.
   *
   * @param reason the error of the calls that are not answered
   */
  async terminate(reason: Error): Promise<void> {
    const worker = this.#worker;
    this.#end(worker, reason);
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerFile(this.#name), {
      workerData: this.#data,
      // node:sqlite is experimental before Node.js 24.15, and says so.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.on('message', (message: Reply) => this.#onReply(message));
    worker.on('error', (error) => this.#end(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#end(worker, new Error('the thread of the store has ended')));
    return worker;
  }

  #onReply(message: Reply): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) {
      this.#onMessage(message.error);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting.resolve(message.result);
    else waiting.reject(new StoreError(message.error, { isPassing: message.isPassing === true }));
  }

  #end(worker: Worker | undefined, error: Error): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/**
 * Answers the calls that arrive, one after another. Calls that wait already are handed over together.
 *
 * @param answer yields the outcome of each call in their order, as soon as it is known
 */
export function answerCalls(port: MessagePort, answer: (calls: readonly unknown[]) => Iterable<Outcome>): void {
  let queue: Call[] = [];
  port.on('message', (call: Call) => {
    queue.push(call);
    if (queue.length > 1) return;
    // Lets the messages that have arrived meanwhile join.
    setImmediate(() => {
      const calls = queue;
      queue = [];
      let index = 0;
      for (const outcome of answer(calls.map(({ argument }) => argument))) {
        port.postMessage({ id: calls[index]!.id, ...outcome } satisfies Reply);
        index += 1;
      }
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
