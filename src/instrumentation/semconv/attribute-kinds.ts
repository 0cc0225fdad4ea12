import * as names from './attributes.ts';

/** An attribute, as docs/attributes.md describes it. It is not used at run time; a test compares it with emitted spans. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: 'string' | 'int' | 'double' | 'boolean' | 'string[]' | 'boolean[]' | 'int[]';
  /** The unit of a number: UCUM, or the currency. */
  readonly unit?: string;
  /** The condition under which it is set. */
  readonly when: string;
  readonly example: string;
}

type Type = AttributeDefinition['type'];
type Define = (name: string, when: string, example: string) => AttributeDefinition;

const define =
  (type: Type, unit?: string): Define =>
  (name, when, example) => ({
    name,
    type,
    ...(unit && { unit }),
    when,
    example,
  });

export const text: Define = define('string');
export const texts: Define = define('string[]');
export const flag: Define = define('boolean');
export const count: Define = define('int');
export const tokens: Define = define('int', '{token}');
export const number: Define = define('double');
export const usd: Define = define('double', 'USD');
export const nanoUsd: Define = define('int', 'nano-USD');
export const seconds: Define = define('double', 's');

/** A field of the verdicts on the prompt, and on the completion, where it is an array with an item for each choice. */
export function verdicts(
  field: string,
  type: 'string' | 'boolean',
  example: string,
  when?: string,
): AttributeDefinition[] {
  return [
    define(type)(
      `${names.AZURE_OPENAI_CONTENT_FILTER_PROMPT}.{category}.${field}`,
      when ?? 'Azure judged the prompt',
      example,
    ),
    define(`${type}[]`)(
      `${names.AZURE_OPENAI_CONTENT_FILTER_COMPLETION}.{category}.${field}`,
      when ?? 'Azure judged the completion; one for each choice',
      type === 'string' ? `["${example}"]` : `[${example}]`,
    ),
  ];
}
