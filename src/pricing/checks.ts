/** Returns the problems of a value, as sentences that begin with its path. */
export type Check = (value: unknown, path: string) => string[];

/** Checks a value without looking inside it. */
function value(expected: string, holds: (value: unknown) => boolean): Check {
  return (found, path) => (holds(found) ? [] : [`${path} must be ${expected}, not ${show(found)}`]);
}

export const text: Check = value('a text', (found) => typeof found === 'string' && found.trim() !== '');

export const flag: Check = value('true or false', (found) => typeof found === 'boolean');

export const positiveInteger: Check = value(
  'a positive whole number',
  (found) => Number.isSafeInteger(found) && (found as number) > 0,
);

/** Checks a price. It is a whole number of pico-USD per token, and small enough to be multiplied exactly. */
export const amount: Check = value(
  'an amount from 0 to 9000 with at most six decimals',
  (found) => typeof found === 'number' && found >= 0 && found <= 9000 && Number(found.toFixed(6)) === found,
);

export const day: Check = value(
  'a day as YYYY-MM-DD',
  (found) =>
    typeof found === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(found) &&
    !Number.isNaN(Date.parse(found)) &&
    new Date(found).toISOString().startsWith(found),
);

export function oneOf(names: readonly string[]): Check {
  return value(`one of ${names.join(', ')}`, (found) => typeof found === 'string' && names.includes(found));
}

export function listOf(item: Check): Check {
  return (found, path) => {
    if (!Array.isArray(found) || found.length === 0)
      return [`${path} must be a list that is not empty, not ${show(found)}`];
    return found.flatMap((one, index) => item(one, `${path}[${index}]`));
  };
}

/** Checks an object of known fields. An unknown field is a problem, since it may be a misspelt price. */
export function fields<T>(checks: { readonly [name in keyof T]-?: Check }, required: readonly (keyof T)[] = []): Check {
  return (found, path) => {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) {
      return [`${path || 'it'} must be an object, not ${show(found)}`];
    }
    const inside = (name: string) => (path ? `${path}.${name}` : name);
    const missing = required
      .filter((name) => !Object.hasOwn(found, name))
      .map((name) => `${inside(String(name))} is missing`);
    const wrong = Object.entries(found).flatMap(([name, one]) => {
      if (!Object.hasOwn(checks, name))
        return [`${inside(name)} is not a known field (${Object.keys(checks).join(', ')})`];
      return one === undefined ? [] : checks[name as keyof T](one, inside(name));
    });
    return [...missing, ...wrong];
  };
}

function show(found: unknown): string {
  if (typeof found === 'number' || typeof found === 'bigint' || found === undefined) return String(found);
  return JSON.stringify(found)?.slice(0, 60) ?? typeof found;
}
