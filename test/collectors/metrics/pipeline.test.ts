import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metricsSource } from '../../../src/collectors/metrics/azure-monitor-metrics.ts';
import { fileCursorStore } from '../../../src/collectors/metrics/cursor-stores.ts';
import { metricsMapper } from '../../../src/collectors/metrics/documents.ts';
import type { Document } from '../../../src/collectors/contracts/document.ts';
import { runPipeline } from '../../../src/collectors/pipeline/run-pipeline.ts';
import { ACCEPTED } from '../../../src/collectors/contracts/sink.ts';
import { AzureStandIn, localhostCertificate } from '../../support/azure-resource-manager/index.ts';
import { accounts, SUBSCRIPTION } from './support/accounts.ts';
import { credential, repeatedIds, sum } from './support/collector.ts';
import { TestClock } from './support/test-clock.ts';

it('pipelines that are stopped at any time store everything once', async () => {
  const clock = new TestClock('2026-03-01T12:03:20Z');
  const azure = await new AzureStandIn({ accounts: accounts(60), now: clock.now }).start();
  const folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  const stored = new Map<string, Document>();

  /** @param documents the number that the sink accepts before it stops the pipeline */
  async function run(documents: number): Promise<void> {
    const stop = new AbortController();
    let room = documents;
    const pipeline = runPipeline({
      source: metricsSource(
        {
          credential: credential(azure),
          subscriptionIds: [SUBSCRIPTION],
          groups: ['tokens', 'requests', 'models_usage'],
          resourceManagerEndpoint: azure.origin,
          metricsEndpoint: azure.metricsEndpoint,
          tlsOptions: { ca: localhostCertificate },
          cursors: fileCursorStore(join(folder, 'cursors.json')),
        },
        clock,
      ),
      mapper: metricsMapper(),
      sink: {
        write: async (all) =>
          all.map((document) => {
            room -= 1;
            if (room < 0) {
              stop.abort();
              return { status: 'retry', reason: 'full', after: 1 };
            }
            stored.set(document.id, document);
            return ACCEPTED;
          }),
        close: async () => {},
      },
      deadLetters: { write: async () => {}, close: async () => {} },
      signal: stop.signal,
      stopTimeout: 20,
    });
    await Promise.race([clock.whenSleeping(), pipeline]);
    // Gives the last batch time to reach the sink.
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await pipeline;
  }

  for (const documents of [700, 10, 1500, 0, 2000]) {
    await run(documents);
    clock.advance(60_000);
  }
  await run(Infinity);

  const [from, to] = [Date.parse('2026-03-01T11:55:00Z'), Date.parse('2026-03-01T12:05:00Z')];
  const documents = [...stored.values()];
  expect(repeatedIds(documents)).toEqual([]);
  expect(sum(documents, 'generated_tokens')).toBe(azure.total('GeneratedTokens', from, to));
  expect(sum(documents, 'requests')).toBe(azure.total('AzureOpenAIRequests', from, to));
  expect(sum(documents, 'output_tokens')).toBe(azure.total('OutputTokens', from, to));
  await azure.stop();
  await rm(folder, { recursive: true });
});
