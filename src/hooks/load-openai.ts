import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { buildAnnouncement, readPackage } from './loaded-clients.ts';
import { SOCKET_MODULES } from './socket-classes.ts';

/**
 * The module hook. It adds one statement to each module of `openai` that defines a class of clients or sockets. Every
 * entry (`openai`, `openai/azure`, `openai/client`, an alias) loads that module, and no module is wrapped or replaced.
 *
 * @returns `output`, or a copy of it with the statement
 */
export function observeOpenAI(url: string, output: LoadFnOutput): LoadFnOutput {
  const definition = output.source == null ? undefined : DEFINITIONS.find(({ file }) => file.test(url));
  if (!definition) return output;
  const source = typeof output.source === 'string' ? output.source : new TextDecoder().decode(output.source!);
  const className = definition.className.exec(source)?.[1];
  if (className === undefined) return output;
  const { name, version } = readPackage(new URL(definition.root, url));
  return name === 'openai' ? { ...output, source: source + buildAnnouncement(className, version) } : output;
}

/** The modules to change. `root` is the path from the module to the folder of the package. */
const DEFINITIONS: readonly { file: RegExp; className: RegExp; root: string }[] = [
  // The class is in `index` in openai 4, and in `client` in later versions.
  { file: /^file:.*\/(?:index|client)\.m?js(?:\?|$)/, className: /\bclass (OpenAI)\b/, root: '.' },
  ...SOCKET_MODULES.map((module) => ({
    file: new RegExp(`^file:.*/${module}\\.m?js(?:\\?|$)`),
    className: /\bclass (ResponsesWS|OpenAIRealtimeWS|OpenAIRealtimeWebSocket)\b/,
    root: '../'.repeat(module.split('/').length - 1),
  })),
];

/** The hook for `module.register()`, which runs in a thread of its own. */
export async function load(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput | Promise<LoadFnOutput>,
): Promise<LoadFnOutput> {
  return observeOpenAI(url, await nextLoad(url, context));
}
