import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect } from 'vitest';
import type { MessageKind } from '../../../src/instrumentation/messages/index.ts';

type Json = any;

/** The definition that a part of a type must match, beyond the schemas themselves: see test/fixtures/semconv/README.md. */
const DEFINITIONS: Record<string, string> = {
  text: 'TextPart',
  reasoning: 'ReasoningPart',
  tool_call: 'ToolCallRequestPart',
  tool_call_response: 'ToolCallResponsePart',
  server_tool_call: 'ServerToolCallPart',
  server_tool_call_response: 'ServerToolCallResponsePart',
  blob: 'BlobPart',
  file: 'FilePart',
  uri: 'UriPart',
};

const FILES: Record<MessageKind, string> = {
  input: 'gen-ai-input-messages',
  output: 'gen-ai-output-messages',
  system_instructions: 'gen-ai-system-instructions',
  tool_definitions: 'gen-ai-tool-definitions',
};

const ajv = new Ajv({ validateFormats: false });

const validators = Object.fromEntries(
  Object.entries(FILES).map(([kind, file]) => {
    const path = new URL(`../../fixtures/semconv/${file}.json`, import.meta.url);
    ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')), file);
    return [kind, ajv.getSchema(file)!];
  }),
) as Record<MessageKind, ValidateFunction>;

/** Fails unless `value`, as JSON carries it, is valid against the conventions' schema of `kind`. */
export function expectValid(value: unknown, kind: MessageKind): void {
  const json: Json = JSON.parse(JSON.stringify(value));
  expectPasses(validators[kind], json);
  const parts = kind === 'system_instructions' ? json : kind === 'tool_definitions' ? [] : json.flatMap(readParts);
  for (const part of parts) if (Object.hasOwn(DEFINITIONS, part.type)) expectPart(part);
  const functions = kind === 'tool_definitions' ? json.filter((tool: Json) => tool.type === 'function') : [];
  for (const tool of functions) expectPasses(definition('tool_definitions', 'FunctionToolDefinition'), tool);
}

function readParts(message: Json): Json[] {
  return message.parts;
}

function expectPart(part: Json): void {
  expectPasses(definition('input', DEFINITIONS[part.type]!), part);
}

function definition(kind: MessageKind, name: string): ValidateFunction {
  return ajv.getSchema(`${FILES[kind]}#/$defs/${name}`)!;
}

function expectPasses(validate: ValidateFunction, value: unknown): void {
  validate(value);
  expect(validate.errors ?? [], JSON.stringify(value)).toEqual([]);
}
