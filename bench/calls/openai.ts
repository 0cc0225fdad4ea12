import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { recordedFetch } from './recorded-azure.ts';

/** The module `openai`, as far as the bench uses it, the same in all majors. */
export type OpenAIModule = Pick<typeof import('openai'), 'AzureOpenAI'>;
export type Client = InstanceType<OpenAIModule['AzureOpenAI']>;

const require = createRequire(import.meta.url);

/** The name under which the package's own development dependencies have a major. */
function packageOf(major: number): string {
  return major === 7 ? 'openai' : `openai${major}`;
}

export function openaiVersion(major: number): string {
  return (require(`${packageOf(major)}/version`) as { VERSION: string }).VERSION;
}

/** Peers that load `openai` themselves get the major that is measured. */
export function resolveOpenAITo(major: number): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier === 'openai' ? packageOf(major) : specifier, context),
  });
}

/** A copy of `openai` that nobody else has: what is patched in it, or optimised for it, is so for one column alone. */
export function loadOwnOpenAI(major: number): OpenAIModule {
  const name = packageOf(major);
  forgetOpenAI(name);
  const openai = require(name) as OpenAIModule;
  // An instrumentation that is made later instruments what it finds loaded.
  forgetOpenAI(name);
  return openai;
}

function forgetOpenAI(name: string): void {
  const folder = dirname(require.resolve(name)) + sep;
  for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file];
}

/** A client as an application has it, except that its `fetch` has the answers in memory. */
export function recordedClient(openai: OpenAIModule): Client {
  return new openai.AzureOpenAI({
    endpoint: 'https://example-resource.openai.azure.com',
    apiKey: 'none',
    apiVersion: '2024-10-21',
    fetch: recordedFetch(),
  });
}
