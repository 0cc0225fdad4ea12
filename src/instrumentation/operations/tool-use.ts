import { type JsonObject, asArray, asCount, asObject, asText } from '../json.ts';

/** The hosted tools that a response used. A tool that is absent was not used. */
export interface ToolUse {
  /** Number of billed searches; null if it is not known. */
  readonly webSearches?: number | null | undefined;
  readonly fileSearches?: number | undefined;
  readonly codeInterpreter?: ContainerUse | undefined;
  /** Only hosted shells. A local shell is a tool of the application. */
  readonly shell?: ContainerUse | undefined;
  readonly images?: ImageToolUse | undefined;
}

export interface ContainerUse {
  readonly calls: number;
  /** Ids of the containers, without duplicates; empty if no call names one. */
  readonly containers: readonly string[];
}

interface ImageToolUse {
  readonly calls: number;
  /** As a `Usage` of the pricing; null if images were made and their tokens are not known. */
  readonly usage: JsonObject | null;
  /** The models named by the tools of the response, without duplicates. */
  readonly models: readonly string[];
  /** The tokens of models that write SVG, from the calls. */
  readonly svg: readonly JsonObject[];
}

/** Reads the output items of a response, and its `tool_usage`, which has the billed numbers. */
export function readToolUse(response: JsonObject): ToolUse | undefined {
  const calls = new Map<unknown, JsonObject[]>();
  for (const item of asArray(response['output']) ?? []) {
    const call = asObject(item);
    const type = call?.['type'];
    if (!call || typeof type !== 'string' || !type.endsWith('_call')) continue;
    const known = calls.get(type);
    if (known) known.push(call);
    else calls.set(type, [call]);
  }
  const usage = asObject(response['tool_usage']);
  if (calls.size === 0 && !usage) return undefined;
  const ofType = (type: string): readonly JsonObject[] => calls.get(type) ?? [];
  const shell = ofType('shell_call').filter(
    (call) => asObject(call['environment'])?.['type'] === 'container_reference',
  );
  return {
    webSearches:
      (asCount(asObject(usage?.['web_search'])?.['num_requests']) ??
        ofType('web_search_call').filter(isSearch).length) + BING_CALLS.flatMap(ofType).length,
    fileSearches: ofType('file_search_call').length,
    codeInterpreter: countContainers(ofType('code_interpreter_call').map((call) => call['container_id'])),
    shell: countContainers(shell.map((call) => asObject(call['environment'])?.['container_id'])),
    images: imageToolUse(response, ofType('image_generation_call'), asObject(usage?.['image_gen'])),
  };
}

/** Returns the tools with a number above 0 in `tool_usage` that are not known here. */
export function listUnknownTools(response: JsonObject): string[] {
  const usage = asObject(response['tool_usage']) ?? {};
  return Object.keys(usage).filter((tool) => !KNOWN_TOOLS.includes(tool) && countsAnything(usage[tool]));
}

const KNOWN_TOOLS = ['image_gen', 'web_search'];

function countsAnything(usage: unknown): boolean {
  if (typeof usage === 'number') return usage > 0;
  return Object.values(asObject(usage) ?? {}).some(countsAnything);
}

/** The web search tools of Foundry agents, which have the same price. */
const BING_CALLS = ['bing_grounding_call', 'bing_custom_search_preview_call'];

function countContainers(ids: readonly unknown[]): ContainerUse | undefined {
  return ids.length > 0 ? { calls: ids.length, containers: distinct(ids) } : undefined;
}

/** False for opening a page or finding text in it, which is not billed: https://learn.microsoft.com/azure/foundry/openai/how-to/web-search */
function isSearch(call: JsonObject): boolean {
  return (asText(asObject(call['action'])?.['type']) ?? 'search') === 'search';
}

function imageToolUse(
  response: JsonObject,
  calls: readonly JsonObject[],
  usage: JsonObject | undefined,
): ImageToolUse | undefined {
  const isCounted = (asCount(usage?.['input_tokens']) ?? 0) + (asCount(usage?.['output_tokens']) ?? 0) > 0;
  const isMade = calls.some((call) => call['status'] !== 'failed');
  if (!isCounted && !isMade) return undefined;
  return {
    calls: calls.length,
    usage: isCounted && usage ? imageUsage(usage) : null,
    models: listImageModels(response['tools']),
    svg: calls.map((call) => asObject(call['svg_usage'])).filter((svg) => svg !== undefined),
  };
}

/** Converts the usage to the form of other APIs: here, cached tokens are outside of the details and have other names. */
function imageUsage(usage: JsonObject): JsonObject {
  const cached = asObject(usage['cached_tokens_details']);
  if (usage['cached_tokens'] == null && !cached) return usage;
  return {
    ...usage,
    input_tokens_details: {
      ...asObject(usage['input_tokens_details']),
      cached_tokens: usage['cached_tokens'],
      ...(cached && {
        cached_tokens_details: {
          text_tokens: cached['cached_text_tokens'],
          image_tokens: cached['cached_image_tokens'],
        },
      }),
    },
  };
}

/** Returns the models named by the image tools among `tools`, without duplicates. */
export function listImageModels(tools: unknown): string[] {
  return distinct(findImageTools(tools).map((tool) => tool['model']));
}

export function findImageTools(tools: unknown): JsonObject[] {
  return (asArray(tools) ?? []).map(asObject).filter((tool) => tool?.['type'] === 'image_generation') as JsonObject[];
}

function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map(asText).filter((text) => text !== undefined))];
}
