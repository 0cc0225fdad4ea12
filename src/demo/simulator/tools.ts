import { type JsonObject, objectOf, stringOf } from '../../json.ts';
import type { Prompt } from './prompt.ts';
import { createSample } from './samples.ts';

/** A function that the model may call. */
export interface Tool {
  name: string;
  /** JSON schema of its arguments. */
  parameters: unknown;
}

/** Whether the model may, must or must not call one: `auto`, `required`, `none`, or the name of the one that it must call. */
export type ToolChoice = 'auto' | 'required' | 'none' | { name: string };

/** A call of a function that the model requests. */
export interface ToolCall {
  id: string;
  name: string;
  /** JSON, as text. */
  arguments: string;
}

/** Reads a tool as chat completions (`{function: {name, …}}`) or the responses API (`{name, …}`) define it. */
export function readTool(definition: JsonObject): Tool {
  const members = definition['function'] === undefined ? definition : objectOf(definition['function']);
  return { name: stringOf(members['name']) ?? '', parameters: members['parameters'] };
}

/** Reads the `tool_choice` of either API. */
export function readToolChoice(value: unknown): ToolChoice {
  if (value === 'required' || value === 'none') return value;
  const name = stringOf(objectOf(objectOf(value)['function'])['name']) ?? stringOf(objectOf(value)['name']);
  return name === undefined ? 'auto' : { name };
}

/**
 * Returns the tools that the model calls: the one that it must call, else those whose name shares a word of four letters or more
 * with the question ("What is the weather in Paris?" calls `get_weather`).
 */
export function toolsCalled(tools: readonly Tool[], choice: ToolChoice, prompt: Prompt): Tool[] {
  if (choice === 'none') return [];
  if (typeof choice === 'object') return tools.filter((tool) => tool.name === choice.name);
  if (prompt.answersTool) return [];
  const asked = tools.filter((tool) => namedIn(prompt.question, tool.name));
  return asked.length === 0 && choice === 'required' ? tools.slice(0, 1) : asked;
}

/** The arguments for a call, as JSON. */
export function argumentsFor(tool: Tool, prompt: Prompt): string {
  return JSON.stringify(createSample(tool.parameters, prompt.question));
}

function namedIn(question: string, name: string): boolean {
  const words = name.split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u).filter((word) => word.length >= 4);
  return words.some((word) => question.toLowerCase().includes(word.toLowerCase()));
}
