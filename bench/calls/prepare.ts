import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { Column } from './columns.ts';
import type { Runner } from './measure.ts';
import { loadOwnOpenAI, recordedClient, resolveOpenAITo } from './openai.ts';
import { DroppingSdk } from './spans.ts';

/** Makes columns ready to be called, each with a copy of `openai` and an SDK of its own. Once in a process. */
export async function prepare(major: number, columns: readonly Column[]): Promise<Runner[]> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  resolveOpenAITo(major);
  // Each openai is loaded before the first instrumentation is made, since that hooks the module loader for the others too.
  const copies = columns.map((column) => ({ ...column, openai: loadOwnOpenAI(major) }));
  const loaded = [];
  for (const { load, ...column } of copies) loaded.push({ ...column, instrument: await load?.() });
  return loaded.map(({ name, openai, instrument, ...options }) => {
    if (!instrument) return { name, client: recordedClient(openai) };
    const sdk = new DroppingSdk(options);
    instrument(openai, sdk);
    return { name, client: recordedClient(openai), sdk };
  });
}
