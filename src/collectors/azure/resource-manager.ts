import type { TokenCredential } from '@azure/identity';
import { retryAfter } from '../../otlp/retry-after.ts';

/** An answer of Azure Resource Manager that is no success. */
export class ResourceManagerError extends Error {
  override readonly name = 'ResourceManagerError';
  readonly status: number;
  /** Such as `AuthorizationFailed`. */
  readonly code: string | undefined;
  /** Milliseconds that a throttled or busy service asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(request: string, status: number, code: string | undefined, wait?: number) {
    super(`Azure Resource Manager answers ${status}${code === undefined ? '' : ` (${code})`} to ${request}`);
    this.status = status;
    this.code = code;
    this.retryAfter = wait;
  }
}

/** Reads Azure Resource Manager: a few GETs for the checks, and questions that are sent as POST. */
export interface ResourceManager {
  /** One resource. */
  get<T>(path: string, apiVersion: string): Promise<T>;
  /** All pages of a list. */
  list<T>(path: string, apiVersion: string): Promise<T[]>;
  /**
   * The answer to a question, as text: its numbers have all their digits.
   *
   * @param link the next page of an earlier answer, instead of the path. One to another host is refused
   */
  ask(path: string, apiVersion: string, question: object, link?: string): Promise<string>;
}

const TIMEOUT = 20_000;
/** Sums over a month take the service a while. */
const QUESTION_TIMEOUT = 120_000;

/** @param endpoint without a slash at its end, such as `https://management.azure.com` */
export function resourceManager(endpoint: string, credential: TokenCredential): ResourceManager {
  async function send(url: URL, question?: object): Promise<string> {
    const token = await credential.getToken(`${endpoint}/.default`);
    const response = await fetch(url, {
      headers: {
        authorization: `Bearer ${token?.token ?? ''}`,
        accept: 'application/json',
        ...(question && { 'content-type': 'application/json' }),
      },
      ...(question && { method: 'POST', body: JSON.stringify(question) }),
      signal: AbortSignal.timeout(question ? QUESTION_TIMEOUT : TIMEOUT),
    });
    const text = await response.text();
    if (response.ok) return text;
    const request = `${question ? 'POST' : 'GET'} ${url.pathname}`;
    const { error } = parseObject(text) as { error?: { code?: string } };
    throw new ResourceManagerError(request, response.status, error?.code, longestWait(response.headers));
  }
  const request = async (url: URL): Promise<unknown> => parseObject(await send(url));
  return {
    get: async <T>(path: string, apiVersion: string) => (await request(urlOf(endpoint, path, apiVersion))) as T,
    list: async <T>(path: string, apiVersion: string) => {
      const items: T[] = [];
      let next: URL | undefined = urlOf(endpoint, path, apiVersion);
      while (next) {
        const page = (await request(next)) as { value?: T[]; nextLink?: string };
        items.push(...(page.value ?? []));
        next = nextPage(endpoint, page.nextLink);
      }
      return items;
    },
    ask: async (path, apiVersion, question, link) => {
      const url = link === undefined ? urlOf(endpoint, path, apiVersion) : nextPage(endpoint, link);
      if (url === undefined) throw new TypeError('the next page of Azure Resource Manager is on another host');
      return send(url, question);
    },
  };
}

/** Parses a body; a proxy may answer something that is no JSON. */
function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

/** Services have quotas of several kinds, each with a header such as `x-ms-ratelimit-…-qpu-retry-after`. */
function longestWait(headers: Headers): number | undefined {
  const waits = [...headers].flatMap(([name, value]) =>
    /(?:^|-)retry-after$/.test(name) ? (retryAfter(value) ?? []) : [],
  );
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function urlOf(endpoint: string, path: string, apiVersion: string): URL {
  return new URL(`${endpoint}${path}?api-version=${apiVersion}`);
}

/** A token goes to no other host than the one that it is for. */
function nextPage(endpoint: string, link: string | undefined): URL | undefined {
  const url = link ? URL.parse(link) : undefined;
  return url && url.origin === new URL(endpoint).origin ? url : undefined;
}
