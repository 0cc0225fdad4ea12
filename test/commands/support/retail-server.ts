import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RetailItem } from '../../../src/pricing/retail/retail-items.ts';

/** A stand-in for Azure's Retail Prices API. */
export interface RetailServer extends AsyncDisposable {
  readonly url: string;
  /** The `$filter` of every request, in order. */
  readonly filters: string[];
}

/** How the stand-in answers: pages of items by service, and answers that go before them. */
export interface RetailAnswers {
  readonly pages?: Readonly<Record<string, readonly (readonly Partial<RetailItem>[])[]>>;
  /** Statuses of the first answers. */
  readonly statuses?: number[];
  /** A body to answer instead of pages. */
  readonly body?: string;
}

/** Starts a stand-in that pages by `$skip`, and links to the next page at Azure's address, as Azure does. */
export async function startRetailServer({ pages = {}, statuses = [], body }: RetailAnswers): Promise<RetailServer> {
  const filters: string[] = [];
  const left = [...statuses];
  const server = createServer((request, response) => {
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
    const next = page + 1 < items.length ? `https://prices.azure.com:443/api/retail/prices?${query}` : null;
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
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/retail/prices`,
    filters,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** An item as the API gives it, in force since long ago. */
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
