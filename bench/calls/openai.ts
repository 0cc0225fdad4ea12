import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { recordedFetch } from './recorded-azure.ts';

/** The part of the module `openai` that the bench uses, the same in all majors. */
export type OpenAIModule = Pick<typeof import('openai'), 'AzureOpenAI'>;
export type Client = InstanceType<OpenAIModule['AzureOpenAI']>;

const require = createRequire(import.meta.url);

/** Returns the name of a major in the package's development dependencies. */
function findPackage(major: number): string {
  return major === 7 ? 'openai' : `openai${major}`;
}

export function openaiVersion(major: number): string {
  return (require(`${findPackage(major)}/version`) as { VERSION: string }).VERSION;
}

/** Gives peers that load `openai` themselves the measured major. */
export function resolveOpenAITo(major: number): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier === 'openai' ? findPackage(major) : specifier, context),
  });
}

/** Loads a separate copy of `openai`, so that patches and optimisations of one column do not affect another. */
export function loadOwnOpenAI(major: number): OpenAIModule {
  const name = findPackage(major);
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

/** Creates a client as an application does, with a `fetch` that has the answers in memory. */
export function recordedClient(openai: OpenAIModule): Client {
  return new openai.AzureOpenAI({
    endpoint: 'https://example-resource.openai.azure.com',
    apiKey: 'none',
    apiVersion: '2024-10-21',
    fetch: recordedFetch(),
  });
}
