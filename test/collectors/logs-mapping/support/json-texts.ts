/** Parts of JSON that TypeScript lacks; with them every number keeps its text. */
interface JsonWithSource {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
  parse(text: string, reviver: (key: string, value: unknown, context: { source: string }) => unknown): unknown;
}

const { rawJSON, isRawJSON, parse } = JSON as unknown as JsonWithSource;

export function parseWithTexts(text: string): unknown {
  return parse(text, (_key, value, { source }) => (typeof value === 'number' ? rawJSON(source) : value));
}

/** Returns the same text for the same JSON, whatever the order of names. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value), null, 1);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item));
  if (typeof value !== 'object' || value === null || isRawJSON(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
