import type { Attributes } from '@opentelemetry/api';
import type { JsonObject } from '../json.ts';
import * as names from '../semconv/attributes.ts';
import type { ContentSettings } from './content.ts';
import {
  type Message,
  type MessageKind,
  type MessageMapping,
  type OutputMessage,
  type Part,
  type ToolDefinition,
  redactMessages,
  writeBoundedJson,
} from './index.ts';

/** The messages of a call in the format of the conventions, before anything is redacted or cut. */
export interface CapturedMessages {
  inputMessages: Message[];
  systemInstructions: Part[];
  /** Only types and names. Descriptions and parameters may be large, and the conventions omit them by default. */
  toolDefinitions: ToolDefinition[];
  /** Empty until there is a response. */
  outputMessages: OutputMessage[];
}

/** Maps the messages of a request. Called when the call starts, since the application may change its request later. */
export function captureRequestMessages(mapping: MessageMapping, body: JsonObject): CapturedMessages {
  return {
    inputMessages: mapping.input(body),
    systemInstructions: mapping.systemInstructions?.(body) ?? [],
    toolDefinitions: mapping.toolDefinitions?.(body) ?? [],
    outputMessages: [],
  };
}

const FIELDS: readonly [field: keyof CapturedMessages, kind: MessageKind, attribute: string][] = [
  ['systemInstructions', 'system_instructions', names.GEN_AI_SYSTEM_INSTRUCTIONS],
  ['inputMessages', 'input', names.GEN_AI_INPUT_MESSAGES],
  ['outputMessages', 'output', names.GEN_AI_OUTPUT_MESSAGES],
  ['toolDefinitions', 'tool_definitions', names.GEN_AI_TOOL_DEFINITIONS],
];

/** Returns the messages as attributes of a span: as JSON, first redacted and then cut. */
export function buildMessageAttributes(messages: CapturedMessages, settings: ContentSettings): Attributes {
  const attributes: Attributes = {};
  for (const [field, kind, attribute] of FIELDS) {
    const items = messages[field];
    if (items.length === 0) continue;
    const redacted = settings.redact
      ? redactMessages<Message | Part | ToolDefinition>(items, kind, settings.redact)
      : items;
    attributes[attribute] = redacted && writeBoundedJson(redacted, settings.maxContentLength);
  }
  return attributes;
}

/** Parses the attributes of {@link buildMessageAttributes} for an event, whose values are structures. */
export function parseMessageAttributes(attributes: Attributes): Record<string, unknown> {
  const entries = Object.entries(attributes).filter(([, json]) => typeof json === 'string');
  return Object.fromEntries(entries.map(([name, json]) => [name, JSON.parse(json as string) as unknown]));
}
