import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { buildAnnouncement, readPackage } from './loaded-clients.ts';
import { SOCKET_MODULES } from './socket-classes.ts';

/**
 * The module hook: adds one statement to each module of `openai` that defines a class of clients or sockets. Whatever
 * path and name an application loads it by (`openai`, `openai/azure`, `openai/client`, an alias), that module is loaded,
 * and no module is wrapped or replaced.
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

/** Where the package's folder is, from the file. */
const DEFINITIONS: readonly { file: RegExp; className: RegExp; root: string }[] = [
  // `index` defines the class in openai 4, `client` since.
  { file: /^file:.*\/(?:index|client)\.m?js(?:\?|$)/, className: /\bclass (OpenAI)\b/, root: '.' },
  ...SOCKET_MODULES.map((module) => ({
    file: new RegExp(`^file:.*/${module}\\.m?js(?:\\?|$)`),
    className: /\bclass (ResponsesWS|OpenAIRealtimeWS|OpenAIRealtimeWebSocket)\b/,
    root: '../'.repeat(module.split('/').length - 1),
  })),
];

/** For `module.register()`: runs in the thread of the hooks. */
export async function load(
  url: string,
  context: LoadHookContext,
  nextLoad: (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput | Promise<LoadFnOutput>,
): Promise<LoadFnOutput> {
  return observeOpenAI(url, await nextLoad(url, context));
}
