import { request } from 'node:http';
import { expect, test } from 'vitest';
import type { Dashboard } from '../../src/dashboard/server.ts';
import { startNode } from '../support/run-app.ts';
import { startTestDashboard } from './start-dashboard.ts';

/** Sends a request with a Host of its own, which `fetch` does not. */
function get(dashboard: Dashboard, headers: Record<string, string>, path = '/api/values'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: dashboard.port, host: '127.0.0.1', path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test.each<[what: string, headers: Record<string, string>, status: number]>([
  ['localhost as its Host', { host: 'localhost:4318' }, 200],
  ['127.0.0.1 as its Host', { host: '127.0.0.1:4318' }, 200],
  ['a Host that a stranger lets point here', { host: 'evil.example' }, 403],
  ['a Host that begins like localhost', { host: 'localhost.evil.example' }, 403],
  ['the Origin of another site', { host: 'localhost', origin: 'https://evil.example' }, 403],
  ['a null Origin', { host: 'localhost', origin: 'null' }, 403],
  ['its own Origin', { host: 'localhost:1', origin: 'http://localhost:1' }, 200],
  ['the Origin of another port of this machine', { host: 'localhost:1', origin: 'http://localhost:2' }, 403],
  ['the page itself behind it', { host: 'localhost', 'sec-fetch-site': 'same-origin' }, 200],
  ['a page of another site behind it', { host: 'localhost', 'sec-fetch-site': 'cross-site' }, 403],
  ['a page of another port behind it', { host: 'localhost', 'sec-fetch-site': 'same-site' }, 403],
])('a request with %s is answered with %o %i', async (_, headers, status) => {
  const { dashboard } = await startTestDashboard();
  expect(await get(dashboard, headers)).toBe(status);
});

test.each<[what: string, path: string, destination: string, status: number]>([
  ['a link to a view', '/calls?range=7d', 'document', 200],
  ['a link to data', '/api/calls.csv', 'document', 403],
  ['a frame', '/calls', 'iframe', 403],
  ['a script', '/app.js', 'script', 403],
])('%s on a page of another site, %s as %s, is answered with %i', async (_, path, destination, status) => {
  const { dashboard } = await startTestDashboard();
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': destination };
  expect(await get(dashboard, { host: 'localhost', ...headers }, path)).toBe(status);
});

test('a server with a token answers only requests that have it', async () => {
  const { dashboard } = await startTestDashboard({ token: 'a-token' });
  const host = 'dashboard.internal';
  expect(await get(dashboard, { host })).toBe(401);
  expect(await get(dashboard, { host, cookie: 'azure_openai_otel_token=wrong' })).toBe(401);
  expect(await get(dashboard, { host, authorization: 'Bearer a-token' })).toBe(200);
  expect(await get(dashboard, { host }, '/v1/traces')).toBe(401);
  const link = await fetch(`${dashboard.url}/calls?token=a-token&range=7d`, { redirect: 'manual' });
  const cookie = link.headers.get('set-cookie')!;
  expect([link.status, link.headers.get('location')]).toEqual([303, '/calls?range=7d']);
  expect(cookie).toContain('HttpOnly; SameSite=Lax');
  expect(await get(dashboard, { host, cookie: cookie.split(';')[0]! })).toBe(200);
});

test.each([
  ['a short one', 'secret'],
  ['one that no cookie can hold', 'a;b'.repeat(10)],
])('a token of the environment is refused if it is %s', async (_, token) => {
  const env = { AZURE_OPENAI_OTEL_DASHBOARD_TOKEN: token };
  const { code, stderr } = await startNode(['dist/cli.js', 'dashboard', '--host', '0.0.0.0', '--memory'], env).ended;
  expect([code, stderr]).toEqual([2, expect.stringContaining('must have at least 16 letters or digits')]);
});

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

test.each<[what: string, path: string, method: string, status: number]>([
  ['the page', '/calls', 'GET', 200],
  ['a script of the page', '/app.js', 'GET', 200],
  ['a file that does not exist', '/nothing.txt', 'GET', 404],
  ['data', '/api/overview', 'GET', 200],
  ['wrong parameters', '/api/overview?from=x', 'GET', 400],
  ['an export', '/api/calls.csv', 'GET', 200],
  ['the stream of changes', '/api/changes', 'GET', 200],
  ['telemetry that is refused', '/v1/traces', 'POST', 415],
  ['a method that is not supported', '/', 'DELETE', 405],
])('an answer with %s has all headers of security, and is not kept', async (_, path, method, status) => {
  const { dashboard } = await startTestDashboard();
  const abort = new AbortController();
  const response = await fetch(dashboard.url + path, { method, signal: abort.signal });
  expect([response.status, Object.fromEntries(response.headers)]).toEqual([
    status,
    expect.objectContaining({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    }),
  ]);
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
  abort.abort();
});
