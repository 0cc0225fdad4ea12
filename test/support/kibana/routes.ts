/** A request, parsed. */
export interface StackRequest {
  readonly method: string;
  /** Without the space and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Parsed JSON; undefined if it is none. */
  readonly body: any;
}

/** An answer: JSON, or a text. */
export interface StackAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers a request whose path fits; `id` is the last part of the pattern. */
export type Handler = (request: StackRequest, id: string) => StackAnswer;

/** Routes: `METHOD /path/{id}` → handler. */
export type Routes = Readonly<Record<string, Handler>>;

/** Returns the answer of the first route that fits; 404 without one. */
export function route(routes: Routes, request: StackRequest): StackAnswer {
  for (const [pattern, handler] of Object.entries(routes)) {
    const [method, path] = pattern.split(' ', 2) as [string, string];
    if (method !== request.method) continue;
    const source = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replace('{id}', '([^/]+)');
    const found = new RegExp(`^${source}$`).exec(request.path);
    if (found) return handler(request, decodeURIComponent(found[1] ?? ''));
  }
  return {
    status: 404,
    body: { statusCode: 404, error: 'Not Found', message: `no route ${request.method} ${request.path}` },
  };
}

export function ok(body: unknown): StackAnswer {
  return { status: 200, body };
}

export function notFound(message: string): StackAnswer {
  return { status: 404, body: { statusCode: 404, error: 'Not Found', message } };
}

export function badRequest(message: string): StackAnswer {
  return { status: 400, body: { statusCode: 400, error: 'Bad Request', message } };
}
