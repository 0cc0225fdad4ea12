import { describe, expect, test } from 'vitest';
import { REGISTER, REPOSITORY, exec, expectCalls, installApp, ours, runApp } from './environment.ts';

interface Example {
  folder: string;
  command: string[];
  /** The number of its calls. */
  calls: number;
  /** The name of the span above the calls, if there is one. */
  parent?: string;
}

const IMPORT = ['node', '--import', REGISTER];

const EXAMPLES: Example[] = [
  { folder: 'langchain', command: [...IMPORT, 'app.mjs'], calls: 2 },
  { folder: 'agents', command: [...IMPORT, 'app.mjs'], calls: 2, parent: 'invoke_agent forecaster' },
  { folder: 'azure-functions', command: ['node', 'functions-host.mjs'], calls: 1, parent: 'chat function' },
  { folder: 'typescript-sdk-3', command: ['npm', 'start'], calls: 1 },
];

describe.each(EXAMPLES)('examples/$folder', ({ folder: name, command, calls, parent }) => {
  test('each call has one span with its cost', async () => {
    const source = `${REPOSITORY}examples/${name}`;
    const folder = await installApp([], undefined, source);
    if (name === 'typescript-sdk-3') await exec('npm', ['run', 'check'], { cwd: folder });
    // The Agents SDK needs a newer API version than its client takes from the environment.
    const env = name === 'agents' ? { OPENAI_API_VERSION: '2025-03-01-preview' } : {};
    const run = await runApp(folder, command, { env, prints: false, until: ['azure.openai.client.cost'] });
    if (parent)
      expectCalls(
        run,
        Array.from({ length: calls }, () => 'chat gpt-4.1-mini'),
        parent,
      );
    expect(
      ours(run).map(({ attributes }) => attributes['cost']),
      run.output,
    ).toEqual(Array.from({ length: calls }, () => expect.any(Number)));
    expect(run.output).not.toMatch(/Error/);
    if (name === 'azure-functions') expect(run.spans.every(({ traceId }) => traceId === 'a'.repeat(32))).toBe(true);
    if (name === 'typescript-sdk-3') expect(ours(run)[0]?.attributes).toMatchObject({ 'app.tenant': 'contoso' });
  }, 300_000);
});
