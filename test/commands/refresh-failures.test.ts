import { describe, expect, it, vi } from 'vitest';
import { run } from './support/command.ts';
import { GPT_4_1, OUT, refresh } from './support/refresh.ts';
import { type RetailAnswers, startRetailServer } from './support/retail-server.ts';

function withoutSkip(query: URLSearchParams): URLSearchParams {
  const first = new URLSearchParams(query);
  first.delete('$skip');
  return first;
}

describe('failures of prices refresh', () => {
  it.each<[why: string, answers: RetailAnswers, message: RegExp]>([
    ['the region does not exist', {}, /lists nothing for the region "eastus2"/],
    ['the API refuses', { statuses: [400] }, /answered 400 Bad Request/],
    ['the API goes on failing', { statuses: [500, 500, 500, 500, 500, 500] }, /answered 500/],
    ['the answer is not JSON', { body: '<html>' }, /did not answer JSON/],
    [
      'a page links to itself',
      { pages: { 'Foundry Models': [GPT_4_1, []] }, link: (query) => `?${withoutSkip(query)}` },
      /links to a page that it has listed before/,
    ],
    ['the answer is something else', { body: '{"Items":[{"meterName":1}]}' }, /JSON that is not a page of prices/],
  ])('prices refresh fails with the reason if %s', async (_why, answers, message) => {
    const { code, err } = await refresh(answers);
    expect(err).toMatch(message);
    expect(code).toBe(1);
  });

  it('prices refresh fails if the API does not answer in time', async () => {
    const { timeout } = AbortSignal;
    const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 50));
    const { promise, resolve } = Promise.withResolvers<void>();
    await using server = await startRetailServer({ pages: { 'Foundry Models': [GPT_4_1] }, delay: promise });
    const { code, err } = await run(['prices', 'refresh', '--out', OUT, '--url', server.url]);
    spy.mockRestore();
    resolve();
    expect(err).toMatch(/did not answer within 60 s/);
    expect(code).toBe(1);
  });

  it('prices refresh fails if the API cannot be reached', async () => {
    const { code, err } = await run(['prices', 'refresh', '--out', OUT, '--url', 'http://127.0.0.1:1/']);
    expect(err).toMatch(/at http:\/\/127\.0\.0\.1:1\/.+ cannot be reached/);
    expect(code).toBe(1);
  });

  it('prices refresh fails if the file cannot be written', async () => {
    await using server = await startRetailServer({ pages: { 'Foundry Models': [GPT_4_1] } });
    const { code, err } = await run(['prices', 'refresh', '--out', '/no/such/folder/prices.json', '--url', server.url]);
    expect(err).toMatch(/no such file or directory/);
    expect(code).toBe(1);
  });

  it.each([
    [['refresh'], 'say where to write, with --out <file>'],
    [['refresh', '--out', OUT, '--currency', 'EUR'], 'there is no --currency EUR'],
    [['refresh', '--wrong'], '--wrong is no option'],
  ])('prices refresh refuses an invalid command line: %s', async (args, message) => {
    const { code, err } = await run(['prices', ...args]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
