import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { announcement, packageOf } from './loaded-clients.ts';

/**
 * The module hook: adds one statement to the module of `openai` that defines the class of the client. Whatever path and
 * name an application loads it by (`openai`, `openai/azure`, `openai/client`, an alias), that module is loaded, and no
 * module is wrapped or replaced.
 *
 * @returns `output`, or a copy of it with the statement
 */
export function observeOpenAI(url: string, output: LoadFnOutput): LoadFnOutput {
  if (output.source == null || !CLIENT_FILE.test(url)) return output;
  const source = typeof output.source === 'string' ? output.source : new TextDecoder().decode(output.source);
  if (!/\bclass OpenAI\b/.test(source)) return output;
  const { name, version } = packageOf(url);
  return name === 'openai' ? { ...output, source: source + announcement(version) } : output;
}

/** `index` defines the class in openai 4, `client` since. */
const CLIENT_FILE = /^file:.*\/(?:index|client)\.m?js(?:\?|$)/;

/** For `module.register()`: runs in the thread of the hooks. */
export async function load(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput | Promise<LoadFnOutput>,
): Promise<LoadFnOutput> {
  return observeOpenAI(url, await nextLoad(url, context));
}
