import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RetailItem } from '../../../src/pricing/retail/retail-items.ts';
import { run } from './command.ts';
import { type RetailAnswers, retailItem, startRetailServer } from './retail-server.ts';

/** The file that is written. */
export const OUT: string = join(mkdtempSync(join(tmpdir(), 'refresh-')), 'prices.json');
export const GPT_4_1: RetailItem[] = [
  retailItem('gpt 4.1 Inp glbl Tokens', 0.0018),
  retailItem('gpt 4.1 cached Inp glbl Tokens', 0.00045),
  retailItem('gpt 4.1 Outp glbl Tokens', 0.0072),
];

interface Refreshed {
  code: number;
  out: string;
  err: string;
  /** The filters of the requests. */
  filters: string[];
}

/** Runs `prices refresh` against a server with these answers. */
export async function refresh(answers: RetailAnswers, ...args: string[]): Promise<Refreshed> {
  await using server = await startRetailServer(answers);
  return { ...(await run(['prices', 'refresh', '--out', OUT, '--url', server.url, ...args])), filters: server.filters };
}
