import { createServer } from 'node:http';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import type { RetailItem } from '../../../src/pricing/retail/retail-items.ts';

/** A server in the place of Azure's Retail Prices API. */
export interface RetailServer extends AsyncDisposable {
  readonly url: string;
  /** The `$filter` of every request, in order. */
  readonly filters: string[];
}

/** The answers: pages of items by service, and answers that come before them. */
export interface RetailAnswers {
  readonly pages?: Readonly<Record<string, readonly (readonly Partial<RetailItem>[])[]>>;
  /** Statuses of the first answers. */
  readonly statuses?: number[];
  /** A body to answer instead of pages. */
  readonly body?: string;
  /** Resolves when the server may answer. @default it answers at once */
  readonly delay?: Promise<void>;
  /** Returns the link to the page after `query`. @default the next page at Azure's address */
  readonly link?: (query: URLSearchParams) => string;
}

/** Starts a server that pages by `$skip`, and links to the next page at Azure's address, as Azure does. */
export async function startRetailServer({
  pages = {},
  statuses = [],
  body,
  delay,
  link = (query) => `https://prices.azure.com:443/api/retail/prices?${query}`,
}: RetailAnswers): Promise<RetailServer> {
  const filters: string[] = [];
  const left = [...statuses];
  const server = createServer(async (request, response) => {
    await delay;
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const filter = query.get('$filter') ?? '';
    filters.push(filter);
    const status = left.shift();
    if (status !== undefined) return void response.writeHead(status, { 'retry-after': '0' }).end('busy');
    if (body !== undefined) return void response.end(body);
    const service = /serviceName eq '([^']*)'/.exec(filter)?.[1] ?? '';
    const page = Number(query.get('$skip') ?? 0);
    const items = pages[service] ?? [];
    query.set('$skip', String(page + 1));
    const next = page + 1 < items.length ? link(query) : null;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        BillingCurrency: 'USD',
        Items: items[page] ?? [],
        NextPageLink: next,
        Count: items[page]?.length ?? 0,
      }),
    );
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server, 0)}/api/retail/prices`;
  return { url, filters, [Symbol.asyncDispose]: () => closeServer(server) };
}

/** Returns an item of the API, in force for a long time. */
export function retailItem(meterName: string, retailPrice: number, more: Partial<RetailItem> = {}): RetailItem {
  return {
    productName: 'Azure OpenAI',
    meterName,
    retailPrice,
    unitOfMeasure: '1K',
    effectiveStartDate: '2025-04-01T00:00:00Z',
    tierMinimumUnits: 0,
    ...more,
  };
}
