import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusedCredentialError } from '../../../src/collectors/metrics/errors.ts';
import { APP, AzureStandIn, errorReply, isBatch } from '../../support/azure-resource-manager/index.ts';
import { account } from './support/accounts.ts';
import { Collector, credential, sum } from './support/collector.ts';
import { diagMessages } from './support/diag-messages.ts';
import { TestClock } from './support/test-clock.ts';

const START = Date.parse('2026-03-01T11:55:00Z');

describe('credentials', () => {
  const messages = diagMessages();
  let azure: AzureStandIn;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock('2026-03-01T12:03:20Z');
    azure = await new AzureStandIn({ accounts: [account('a')], now: clock.now }).start();
  });
  afterEach(() => azure.stop());

  it('an expired token is replaced', async () => {
    // With this, a token is never used twice.
    azure.entraId.expiresIn = 0;
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    const before = azure.entraId.tokenRequests;
    azure.entraId.expireTokens();
    await collector.after(300);
    await collector.stop();
    expect(azure.entraId.tokenRequests).toBeGreaterThan(before);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 600_000));
    expect(messages.warnings).toEqual([]);
  });

  it('a request whose token expired on the way is retried', async () => {
    const reply = errorReply(401, 'ExpiredAuthenticationToken', 'The access token has expired.');
    azure.addFault({ on: ({ path }) => isBatch(path), times: 1, reply });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    expect(collector.documents).toEqual([]);
    await collector.after(1);
    await collector.stop();
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 300_000));
    expect(messages.warnings).toEqual([]);
  });

  it('each service gets one token, which is used until it expires', async () => {
    await Collector.run(azure, clock, {}, 2);
    expect(azure.entraId.tokenRequests).toBe(2);
  });

  it('refused credentials end the collection with an error that says what to check and hides the secret', async () => {
    const collector = new Collector(azure, clock, { credential: credential(azure, 'not-the-secret') });
    await collector.ended();
    expect(collector.error).toBeInstanceOf(RefusedCredentialError);
    const { message } = collector.error as Error;
    expect(message).toContain('AADSTS7000215');
    expect(message).toContain('client_secret');
    expect(message).not.toContain('not-the-secret');
  });

  it('Azure Resource Manager is used when only the token for the batch API is refused', async () => {
    azure.addFault({
      on: ({ path, body }) => path.endsWith('/token') && body.includes('metrics.monitor.azure.com'),
      reply: { status: 400, body: { error: 'invalid_resource', error_description: 'AADSTS500011: not found' } },
    });
    const collector = await Collector.run(azure, clock, { groups: ['tokens'] });
    expect(azure.requests.some(({ path }) => isBatch(path))).toBe(false);
    expect(sum(collector.documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', START, START + 300_000));
    expect(messages.warnings).toEqual([expect.stringContaining('batch API')]);
  });

  it('an unreachable Entra ID is retried', async () => {
    const removeFault = azure.addFault({ on: ({ path }) => path.startsWith(`/${APP.tenantId}/`), reply: 'drop' });
    const collector = new Collector(azure, clock, { groups: ['tokens'] });
    await collector.settled();
    removeFault();
    await collector.after(1);
    await collector.stop();
    expect(collector.error).toBeUndefined();
    expect(collector.documents.length).toBeGreaterThan(0);
  });
});
