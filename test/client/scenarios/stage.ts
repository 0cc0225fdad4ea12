/** Everything that a scenario works with. */
export interface Stage {
  /** The client, an AzureOpenAI; `any`, since the types of openai 4 to 7 differ. */
  client: any;
  /** The module `openai`. */
  openai: any;
  major: number;
  minor: number;
  endpoint: string;
  /** The endpoint of sockets, which are encrypted as Realtime has them. */
  sockets: string;
  /** Loads another module of this `openai`, as the application loads `openai` itself. */
  load(subpath: string): Promise<any>;
  /** Method, path and body of each request that the server got so far. */
  requests: readonly string[];
  /** Waits until requests have been answered and the effects have been seen. */
  answered(): Promise<void>;
  /** Runs the garbage collector. */
  collect(): Promise<void>;
}

/** The result of a scenario about something that this `openai` does not have. */
export const NOT_IN_THIS_VERSION = 'not in this version of openai';

export type Scenario = (stage: Stage) => Promise<unknown>;

const messages = [{ role: 'user', content: 'Say hello' }];

/** Returns a new request each time, since the client up to 4.55 takes `model` out of it. */
export const plain = (): { model: string; messages: object[] } => ({ model: 'plain', messages });
export const streamed = (): object => ({ ...plain(), stream: true });

/** Returns everything that an application can see of an error. */
export function seen(error: any): unknown {
  if (!(error instanceof Error)) return { thrown: String(error) };
  const { status, code, param, type, name, message } = error as Error & Record<string, unknown>;
  return {
    class: error.constructor.name,
    keys: Object.keys(error).toSorted(),
    name,
    message: message.replaceAll(/127\.0\.0\.1:\d+/g, 'host').replaceAll(/"trace":.*/g, ''),
    status,
    code,
    param,
    type,
    cause: error.cause instanceof Error ? error.cause.constructor.name : undefined,
  };
}

/** Returns the result of `action`, or its error, as a value. */
export async function outcome(action: () => unknown): Promise<unknown> {
  try {
    return { value: await action() };
  } catch (error) {
    return { error: seen(error) };
  }
}

/** Returns all chunks. */
export async function readAll(stream: any): Promise<unknown[]> {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** Returns all chunks, and how the stream ended. */
export async function readToEnd(stream: any): Promise<unknown> {
  const chunks: unknown[] = [];
  const end = await outcome(async () => {
    for await (const chunk of stream) chunks.push(chunk);
  });
  return { chunks, end };
}

/** Returns a fetch that answers from memory, so that only microtasks run until the application sees the answer. */
export function fetchFromMemory(body: string, contentType: string): (url: unknown) => Promise<Response> {
  return async () => new Response(body, { headers: { 'content-type': contentType } });
}

/** Counts the microtasks that run until `promise` is settled: instrumentation may not add one. */
export async function microtasksUntil(promise: PromiseLike<unknown>): Promise<number> {
  let count = 0;
  let settled = false;
  const stop = (): void => void (settled = true);
  promise.then(stop, stop);
  const tick = (): void => {
    if (settled || count > 10_000) return;
    count += 1;
    queueMicrotask(tick);
  };
  tick();
  while (!settled) await new Promise((resolve) => setImmediate(resolve));
  return count;
}

/** Returns the resource with the helpers: `beta.chat.completions` in 4, `chat.completions` since 5. */
export function helpers({ client, major }: Stage): any {
  return major === 4 ? client.beta.chat.completions : client.chat.completions;
}

/** Returns an object whose properties are getters, and how often each was read. */
export function counted(values: object): { object: any; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const getters = Object.entries(values).map(([name, value]) => {
    const get = (): unknown => {
      reads[name] = (reads[name] ?? 0) + 1;
      return value;
    };
    return [name, { enumerable: true, configurable: true, get }] as const;
  });
  return { object: Object.defineProperties({}, Object.fromEntries(getters)), reads };
}

/** Returns a client without retries that uses `fetch`. */
export function clientWith({ openai, endpoint }: Stage, fetch: () => Promise<unknown>): any {
  return new openai.AzureOpenAI({ endpoint, apiKey: 'key', apiVersion: '2024-10-21', maxRetries: 0, fetch });
}
