/** What a scenario has at hand, and how it tells what it saw. */

export interface Stage {
  /** The client, of the class AzureOpenAI: `any`, since no one type is that of four majors. */
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
  /** Lets what was asked be answered, and what came of it be noticed. */
  answered(): Promise<void>;
  /** Lets the garbage collector take what is let go. */
  collect(): Promise<void>;
}

/** What a scenario sees if this `openai` does not have yet, or has no more, what it is about. */
export const NOT_IN_THIS_VERSION = 'not in this version of openai';

export type Scenario = (stage: Stage) => Promise<unknown>;

/** What an application can see of an error. */
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

/** What comes of `action`, as a value. */
export async function outcome(action: () => unknown): Promise<unknown> {
  try {
    return { value: await action() };
  } catch (error) {
    return { error: seen(error) };
  }
}

/** All chunks. */
export async function readAll(stream: any): Promise<unknown[]> {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** All chunks, then how the stream ended. */
export async function readToEnd(stream: any): Promise<unknown> {
  const chunks: unknown[] = [];
  const end = await outcome(async () => {
    for await (const chunk of stream) chunks.push(chunk);
  });
  return { chunks, end };
}
