import type { Attributes } from '@opentelemetry/api';
import { processWide, remember } from '../../process-wide.ts';
import { asCount } from '../json.ts';
import type { ContainerUse, ToolUse } from '../operations/tool-use.ts';
import * as names from '../semconv/attributes.ts';

/** The containers seen so far. A session is billed once, and serves many responses. */
const containers = processWide('code-interpreter-containers', () => new Map<string, true>());

/** Counts the sessions that started with a response, which are its new containers; 1 if the calls name no container. */
export function countStartedSessions(use: ContainerUse | undefined): number | undefined {
  if (!use) return undefined;
  const started = use.containers.filter((id) => !containers.has(id));
  for (const id of started) remember(containers, id, true);
  return use.containers.length > 0 ? started.length : 1;
}

/** Numbers of sessions that started with a response; undefined for a tool that was not used. */
export interface StartedSessions {
  readonly codeInterpreter: number | undefined;
  readonly shell: number | undefined;
}

export function buildToolAttributes(use: ToolUse, sessions: StartedSessions): Attributes {
  const { webSearches, fileSearches, codeInterpreter, shell, images } = use;
  return {
    [names.AZURE_OPENAI_TOOL_USAGE_WEB_SEARCH_CALLS]: webSearches || undefined,
    [names.AZURE_OPENAI_TOOL_USAGE_FILE_SEARCH_CALLS]: fileSearches || undefined,
    [names.AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_CALLS]: codeInterpreter?.calls,
    [names.AZURE_OPENAI_TOOL_USAGE_CODE_INTERPRETER_SESSIONS]: sessions.codeInterpreter,
    [names.AZURE_OPENAI_TOOL_USAGE_SHELL_CALLS]: shell?.calls,
    [names.AZURE_OPENAI_TOOL_USAGE_SHELL_SESSIONS]: sessions.shell,
    [names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_CALLS]: images?.calls,
    [names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_INPUT_TOKENS]: asCount(images?.usage?.['input_tokens']),
    [names.AZURE_OPENAI_TOOL_USAGE_IMAGE_GENERATION_OUTPUT_TOKENS]: asCount(images?.usage?.['output_tokens']),
  };
}
