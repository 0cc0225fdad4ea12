import { describe, expect, test } from 'vitest';
import { REGISTER, type Run, expectCalls, installApp, ours, runApp, versions } from './environment.ts';

/** A framework that sits on `openai`. */
interface Framework {
  name: string;
  /** The application, in apps/. */
  app: string;
  packages: string[];
  /** The calls of the application: the number of spans of each name. */
  calls: Record<string, number>;
}

const CHAT = 'chat gpt-4.1-mini';
const EMBEDDINGS = 'embeddings text-embedding-3-small';

const FRAMEWORKS: Framework[] = [
  {
    name: 'LangChain',
    app: 'langchain.mjs',
    packages: ['@langchain/openai', '@langchain/core', 'zod'],
    calls: { [CHAT]: 4, [EMBEDDINGS]: 2 },
  },
  { name: 'the Agents SDK', app: 'agents.mjs', packages: ['@openai/agents', 'openai', 'zod'], calls: { [CHAT]: 10 } },
  {
    name: 'LlamaIndex',
    app: 'llamaindex.mjs',
    packages: ['@llamaindex/openai', '@llamaindex/core', '@llamaindex/env', 'zod'],
    calls: { [CHAT]: 3, [EMBEDDINGS]: 1 },
  },
  { name: 'Azure AI Projects', app: 'ai-projects.mjs', packages: ['@azure/ai-projects'], calls: { [CHAT]: 4 } },
  {
    name: 'Instructor',
    app: 'instructor.mjs',
    packages: ['@instructor-ai/instructor', 'openai@4', 'zod@3'],
    calls: { [CHAT]: 4 },
  },
];

const NODE = ['node', '--import', REGISTER];

describe.each(FRAMEWORKS)('$name', ({ app, packages, calls }) => {
  test('each call has one span, with its cost, and the application sees the same', async () => {
    const folder = await installApp(['@opentelemetry/sdk-node', ...packages]);
    console.log(await versions(folder, packages));
    const bare = await runApp(folder, ['node', app], { until: [] });
    const until = ['app', 'azure.openai.client.cost'];
    const run = await runApp(folder, [...NODE, app], { until });
    const names = Object.entries(calls).flatMap(([name, count]) => Array.from({ length: count }, () => name));
    expectCalls(run, names);
    expect(run.seen).toBe(bare.seen);
    expect(run.seen).not.toMatch(/Error|^$/);
    if (app === 'ai-projects.mjs') await expectWarning(folder, names);
  }, 300_000);
});

/** Azure AI Projects has spans of its own, if an application asks for them. */
async function expectWarning(folder: string, names: string[]): Promise<void> {
  const env = { TRACING: '1', AZURE_EXPERIMENTAL_ENABLE_GENAI_TRACING: 'true' };
  const both: Run = await runApp(folder, [...NODE, 'ai-projects.mjs'], { env });
  expect(ours(both)).toHaveLength(names.length);
  expect(both.output.split('@azure/ai-projects traces openai too')).toHaveLength(2);
  expect(both.output).toContain('Leave tracingOptions out');
}
