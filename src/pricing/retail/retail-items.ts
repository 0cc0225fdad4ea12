import { setTimeout as wait } from 'node:timers/promises';

/** @see https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
export const RETAIL_PRICES_URL = 'https://prices.azure.com/api/retail/prices';

/** Azure renamed the service in 2026; other clouds, and recordings, still have the old name. */
const SERVICE_NAMES = ['Foundry Models', 'Cognitive Services'];
const ATTEMPTS = 6;
const LONGEST_WAIT_SECONDS = 60;
/** For an answer with its body. */
const TIMEOUT_SECONDS = 60;
const TIMED_OUT = `did not answer within ${TIMEOUT_SECONDS} s`;

/** An item of the API, as far as this package reads it. `effectiveStartDate` is an ISO 8601 timestamp. */
export interface RetailItem {
  readonly productName: string;
  readonly meterName: string;
  /** USD for one `unitOfMeasure`. */
  readonly retailPrice: number;
  readonly unitOfMeasure: string;
  readonly effectiveStartDate: string;
  readonly tierMinimumUnits: number;
}

/** Thrown if Azure's Retail Prices API cannot be reached or answers anything but prices. */
export class RetailPricesError extends Error {
  override readonly name = 'RetailPricesError';
  readonly url: string;
  /** HTTP status of the last answer; absent if there was none. */
  readonly status: number | undefined;

  constructor(url: string, what: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(`Azure's Retail Prices API at ${url} ${what}`, { cause });
    this.url = url;
    this.status = status;
  }
}

/**
 * Fetches the prices of everything that Azure OpenAI meters in a region, page after page.
 *
 * @param region an Azure region, as in `eastus2`; global prices are listed in every region
 * @param baseUrl where the API is. @default RETAIL_PRICES_URL
 * @throws RetailPricesError
 */
export async function fetchRetailItems(region: string, baseUrl: string = RETAIL_PRICES_URL): Promise<RetailItem[]> {
  for (const serviceName of SERVICE_NAMES) {
    const items = (await fetchPages(baseUrl, serviceName, region)).filter(isOfAzureOpenAI);
    if (items.length > 0) return items;
  }
  throw new RetailPricesError(
    baseUrl,
    `lists nothing for the region "${region}": is it an Azure region's name, as in eastus2?`,
  );
}

function isOfAzureOpenAI({ productName }: RetailItem): boolean {
  return productName.startsWith('Azure OpenAI');
}

async function fetchPages(baseUrl: string, serviceName: string, region: string): Promise<RetailItem[]> {
  const url = new URL(baseUrl);
  url.searchParams.set('api-version', '2023-01-01-preview');
  const filter = { serviceName, armRegionName: region, priceType: 'Consumption' };
  url.searchParams.set(
    '$filter',
    Object.entries(filter)
      .map(([name, is]) => `${name} eq '${is}'`)
      .join(' and '),
  );
  const items: RetailItem[] = [];
  const seen = new Set<string>();
  for (;;) {
    seen.add(url.href);
    const page = await fetchPage(url.href);
    items.push(...page.Items);
    if (!page.NextPageLink) return items;
    // The query alone, so that a mirror of the API is not left after its first page.
    const next = URL.parse(page.NextPageLink, url.href);
    if (!next) throw new RetailPricesError(url.href, 'links to a next page that is no URL');
    url.search = next.search;
    if (seen.has(url.href)) throw new RetailPricesError(url.href, 'links to a page that it has listed before');
  }
}

interface Page {
  readonly Items: RetailItem[];
  readonly NextPageLink?: string | null;
}

async function fetchPage(url: string): Promise<Page> {
  const response = await fetchPatiently(url);
  const page = (await response.json().catch((cause: unknown) => {
    throw new RetailPricesError(url, isTimeout(cause) ? TIMED_OUT : 'did not answer JSON', {
      status: response.status,
      cause,
    });
  })) as Partial<Page> | null;
  if (!Array.isArray(page?.Items) || !page.Items.every(isRetailItem)) {
    throw new RetailPricesError(url, 'answered JSON that is not a page of prices', { status: response.status });
  }
  return page as Page;
}

function isRetailItem(item: unknown): item is RetailItem {
  const { productName, meterName, retailPrice, unitOfMeasure, effectiveStartDate } = (item ??
    {}) as Partial<RetailItem>;
  const texts = [productName, meterName, unitOfMeasure, effectiveStartDate];
  return typeof retailPrice === 'number' && texts.every((text) => typeof text === 'string');
}

/** Retries where the API throttles or fails, after its Retry-After. */
async function fetchPatiently(url: string): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) }).catch(
      (cause: unknown) => {
        throw new RetailPricesError(url, isTimeout(cause) ? TIMED_OUT : 'cannot be reached', { cause });
      },
    );
    if (response.ok) return response;
    const isPassing = response.status === 429 || response.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) {
      throw new RetailPricesError(url, `answered ${response.status} ${response.statusText}`, {
        status: response.status,
      });
    }
    await response.body?.cancel();
    await wait(secondsToWait(response, attempt) * 1000);
  }
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError';
}

function secondsToWait(response: Response, attempt: number): number {
  const asked = response.headers.get('retry-after');
  const seconds = asked !== null && /^\d+$/.test(asked) ? Number(asked) : 2 ** (attempt - 1);
  return Math.min(seconds, LONGEST_WAIT_SECONDS);
}
