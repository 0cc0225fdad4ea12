import type { TokenCredential } from '@azure/identity';

/** An answer of Azure Resource Manager that is no success. */
export class ResourceManagerError extends Error {
  override readonly name = 'ResourceManagerError';
  readonly status: number;
  /** Such as `AuthorizationFailed`. */
  readonly code: string | undefined;

  constructor(path: string, status: number, code: string | undefined) {
    super(`Azure Resource Manager answers ${status}${code === undefined ? '' : ` (${code})`} to GET ${path}`);
    this.status = status;
    this.code = code;
  }
}

/** Reads Azure Resource Manager: all that the checks need are a few GETs. */
export interface ResourceManager {
  /** One resource. */
  get<T>(path: string, apiVersion: string): Promise<T>;
  /** All pages of a list. */
  list<T>(path: string, apiVersion: string): Promise<T[]>;
}

const TIMEOUT = 20_000;

/** @param endpoint without a slash at its end, such as `https://management.azure.com` */
export function resourceManager(endpoint: string, credential: TokenCredential): ResourceManager {
  async function request(url: URL): Promise<unknown> {
    const token = await credential.getToken(`${endpoint}/.default`);
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token?.token ?? ''}`, accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const body = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
    if (!response.ok) throw new ResourceManagerError(url.pathname, response.status, body.error?.code);
    return body;
  }
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
  };
}

function urlOf(endpoint: string, path: string, apiVersion: string): URL {
  return new URL(`${endpoint}${path}?api-version=${apiVersion}`);
}

/** A token goes to no other host than the one that it is for. */
function nextPage(endpoint: string, link: string | undefined): URL | undefined {
  const url = link ? URL.parse(link) : undefined;
  return url && url.origin === new URL(endpoint).origin ? url : undefined;
}
