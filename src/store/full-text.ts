import type { AttributeValue, ReceivedSpan } from '../receiver/telemetry.ts';

/** The longest text of a call that is searched, and the longest attribute, in characters. */
const MAX_TEXT = 64 * 1024;
const MAX_ATTRIBUTE = 4 * 1024;

/** Attributes with the content of a call. */
const CONTENT = ['response', 'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions'];

/**
 * Returns the texts by which a call is found: its content, and its other attributes, with those of its resource, as
 * `name value`, so that the phrase of both finds an attribute with a value.
 */
export function fullText(span: ReceivedSpan): [body: string, attributes: string] {
  const { attributes, resource, status, traceId, spanId } = span;
  const content = CONTENT.flatMap((name) => textsIn(attributes[name]));
  const others = [...Object.entries(attributes), ...Object.entries(resource)].filter(
    ([name]) => !CONTENT.includes(name),
  );
  const pairs = others.flatMap(([name, value]) =>
    [value].flat().map((one) => `${name} ${plainText(one)}`.slice(0, MAX_ATTRIBUTE)),
  );
  return [
    [...content, status.message].join('\n').slice(0, MAX_TEXT),
    [traceId, spanId, ...pairs].join('\n').slice(0, MAX_TEXT),
  ];
}

function plainText(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Returns the texts in a value; JSON is looked into, so that its escapes and names are not searched. */
function textsIn(value: AttributeValue | undefined): string[] {
  if (typeof value !== 'string') return value === undefined ? [] : [JSON.stringify(value)];
  try {
    return leaves(JSON.parse(value));
  } catch {
    // It was cut, or is not JSON.
    return [value];
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
