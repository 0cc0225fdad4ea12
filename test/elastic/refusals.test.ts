import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSend, sendOk } from '../../src/setup/http.ts';
import { startStack } from '../support/kibana/stack.ts';
import { results, setup } from './support/setup.ts';

/** Sends one request to a server, and returns the message of the error with its causes. */
async function failureOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = await sendOk(createSend({ url, headers: {}, timeout: 150 }), 'GET', '/').then(
      () => undefined,
      (reason: Error) => reason,
    );
    return `${error?.message.replace(url, 'URL')}: ${(error?.cause as Error | undefined)?.message ?? 'no cause'}`;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a server', () => {
  const late = 'URL cannot be reached: no whole answer within 0.15 seconds';

  test('that never answers ends the wait', async () => {
    expect(await failureOf(() => undefined)).toBe(late);
  });

  test('that stops after the headers ends the wait', async () => {
    expect(await failureOf((_, response) => response.writeHead(200, { 'content-length': 10 }).flushHeaders())).toBe(
      late,
    );
  });

  test('that sends one byte after the other ends the wait', async () => {
    const drip: RequestListener = (_, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    expect(await failureOf(drip)).toBe(late);
  });

  test('that closes in the middle of the answer is reported', async () => {
    const cut: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('{', () => response.destroy());
    };
    expect(await failureOf(cut)).toBe('URL cannot be reached: aborted');
  });

  test('that redirects is reported with where to, without what may be secret there', async () => {
    const redirect: RequestListener = (_, response) =>
      response.writeHead(301, { location: 'https://login.example/?token=secret' }).end();
    expect(await failureOf(redirect)).toBe(
      'GET / was answered with 301: the server redirects to https://login.example: no cause',
    );
  });

  test('that answers with a page is reported', async () => {
    expect(await failureOf((_, response) => response.writeHead(403).end('<html>Sign in</html>'))).toBe(
      'GET / was answered with 403: the answer is a page, not JSON: no cause',
    );
  });
});

/** Every kind of request, as `POST /_transform/{id}/_start`. */
function kindOf(method: string, path: string): string {
  return `${method} ${path.replace(/azure-openai-otel[\w-]*/, '{id}').replace('datafeed-{id}', '{id}')}`;
}

describe.each([
  ['apply', [], [404, 409, 500]],
  ['check', ['--check'], [500]],
  ['remove', ['--remove'], [403]],
] as const)('a server that refuses each kind of request in turn, on %s', (action, options, statuses) => {
  test.each(statuses)(
    'with %i: is reported, and the next run succeeds',
    async (status) => {
      const kinds = new Set<string>();
      await using whole = await startStack();
      if (action !== 'apply') await setup(whole);
      whole.intercept = ({ method, path }) => void kinds.add(kindOf(method, path));
      await setup(whole, ...options);
      const wrong: string[] = [];
      for (const kind of kinds) {
        await using stack = await startStack();
        if (action !== 'apply') await setup(stack);
        stack.intercept = ({ method, path }) =>
          kindOf(method, path) === kind ? { status, body: { message: 'refused by the test' } } : undefined;
        const { code, out, err } = await setup(stack, ...options);
        if (/\n\s+at /.test(err + out) || ![0, 1].includes(code)) wrong.push(`${kind}: ${err}${out}`);
        stack.intercept = () => undefined;
        const again = await setup(stack, ...(action === 'check' ? [] : options));
        if (again.code !== 0) wrong.push(`${kind}: then ${again.err}${again.out}`);
        if (action === 'remove') {
          if (stack.cluster.things.size > 0) wrong.push(`${kind}: ${[...stack.cluster.things.keys()].join()} is left`);
          continue;
        }
        const check = await setup(stack, '--check');
        if (check.code !== 0) wrong.push(`${kind}: in the end ${check.out}`);
        // A run that reports success must have made everything, or have named what it left out.
        if (
          code === 0 &&
          !out.includes('skipped ') &&
          action === 'apply' &&
          Object.keys(results(again.out)).join() !== 'unchanged'
        ) {
          wrong.push(`${kind}: no failure was reported, and then ${again.out.trim().split('\n').at(-1)}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
