import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPOSITORY } from '../client/column.ts';

const exec = promisify(execFile);

/** Prints the cost with which a span is exported, with the processor before and behind the one that exports. */
const APP = `
const sdk = require(process.argv[2]);
const { AzureOpenAICostProcessor } = require('opentelemetry-instrumentation-azure-openai/cost-processor');
const { InMemorySpanExporter, SimpleSpanProcessor } = sdk;
const Provider = sdk.TracerProvider ?? sdk.BasicTracerProvider;
const costs = [true, false].map((isBefore) => {
  const exported = [];
  const exporter = { export: (spans, done) => (exported.push(...structuredClone(spans.map((s) => s.attributes))), done({ code: 0 })), shutdown: async () => {} };
  const exporting = new SimpleSpanProcessor(sdk.TracerProvider ? { exporter } : exporter);
  const ours = new AzureOpenAICostProcessor();
  const spanProcessors = isBefore ? [ours, exporting] : [exporting, ours];
  const provider = new Provider({ spanProcessors });
  provider.getTracer('peer').startSpan('chat', { attributes: {
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'azure.ai.openai', 'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
    'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 } }).end();
  return exported[0].cost ?? null;
});
console.log(JSON.stringify(costs));
`;

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cost-processor-'));
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder, REPOSITORY], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder, filename);
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test.each([
  // The older ones have no hook for a span that is about to end.
  ['@opentelemetry/sdk-trace-base@1.30', '@opentelemetry/api@1.9', [0.00056, null]],
  ['@opentelemetry/sdk-trace-base@2.0', '@opentelemetry/api@1.9', [0.00056, null]],
  ['@opentelemetry/sdk-trace-base@2', '@opentelemetry/api@1.9', [0.00056, 0.00056]],
  ['@opentelemetry/sdk-trace@3', '@opentelemetry/api@1.10', [0.00056, 0.00056]],
])('spans of %s are exported with a cost', { timeout: 180_000 }, async (sdk, api, costs) => {
  const app = join(folder, sdk.replaceAll(/\W/g, '-'));
  await exec('npm', ['install', '--no-audit', '--no-fund', '--prefix', app, sdk, api, tarball]);
  await writeFile(join(app, 'app.cjs'), APP);
  const { stdout } = await exec(process.execPath, ['app.cjs', sdk.slice(0, sdk.lastIndexOf('@'))], { cwd: app });
  expect(JSON.parse(stdout)).toEqual(costs);
});
