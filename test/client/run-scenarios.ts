// Usage: node --expose-gc run-scenarios.ts <column as JSON> [scenario]
// Runs every scenario and prints what each saw, as JSON. Started by runScenarios in column.ts.
import { type Telemetry, loadOpenAI, observe, listStrays, readOpenAIVersion } from './application.ts';
import type { Column, Report, Run } from './column.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';
import { startScriptedSockets } from '../support/azure-openai/scripted-sockets.ts';
import { scenarios } from './scenarios/index.ts';
import { type Scenario, type Stage, seen } from './scenarios/stage.ts';

const [columnAsJson = '', only] = process.argv.slice(2);
const column = JSON.parse(columnAsJson) as Column;

const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(seen(error)));

const { spans, warnings }: Telemetry = { spans: { started: 0, ended: 0 }, warnings: [] };
const onLoaded = column.observed && (await observe(column.observed, column.moduleSystem, { spans, warnings }));
const openai = await loadOpenAI(column);
onLoaded?.(openai);

const version = readOpenAIVersion(column);
// Not `await using`, which Node.js 22 does not know.
const requests: string[] = [];
const onRequest = (request: string): void => void requests.push(request);
const azure = await startScriptedAzure(onRequest);
const sockets = await startScriptedSockets(onRequest);
const reports: Record<string, Report> = {};
for (const [name, scenario] of Object.entries(scenarios)) {
  if (!only || name === only) reports[name] = await run(scenario);
}
await sockets[Symbol.asyncDispose]();
await azure[Symbol.asyncDispose]();
const result: Run = { version, reports, warnings, strays: column.observed ? listStrays(column.observed) : [] };
process.stdout.write(JSON.stringify(result, undefined, 1));

async function run(scenario: Scenario): Promise<Report> {
  unhandled.length = requests.length = 0;
  spans.started = spans.ended = 0;
  const module = openai as { AzureOpenAI: new (options: object) => unknown };
  const client = new module.AzureOpenAI({ endpoint: azure.url, apiKey: 'key', apiVersion: '2024-10-21' });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const load = (subpath: string): Promise<any> => loadOpenAI({ ...column, openai: `${column.openai}/${subpath}` });
  const stage: Stage = {
    client,
    openai,
    major,
    minor,
    endpoint: azure.url,
    sockets: sockets.url,
    load,
    requests,
    answered,
    collect,
  };
  const report: Report = { unhandled: [], requests: [] };
  try {
    report.value = await scenario(stage);
  } catch (error) {
    report.error = seen(error);
  }
  await settled();
  report.unhandled = [...unhandled];
  report.requests = requests.toSorted();
  if (column.observed) report.spans = { ...spans };
  return report;
}

/** Waits until rejections have been reported and unreferenced streams have been collected. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (spans.started !== spans.ended) globalThis.gc?.();
    else if (round > 2) return;
  }
}

/** Waits by turns of the event loop, not by time: the server is in this process, so a slow machine slows both. */
async function answered(): Promise<void> {
  for (let turn = 0; turn < 25; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function collect(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    globalThis.gc?.();
  }
}
