/** Names come from outside: what is remembered must have an end. */
const MAX_NAMES = 4096;
const MAX_NAME_LENGTH = 128;

/** A function of names that remembers its results: a few hundred names come again in every record. */
export function remembered<T>(convert: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const converted = convert(name);
    if (known.size < MAX_NAMES && name.length <= MAX_NAME_LENGTH) known.set(name, converted);
    return converted;
  };
}

/**
 * A name as Elastic's integration writes it: `callerIpAddress` becomes `caller_ip_address`, `APIName` becomes
 * `apiname`. An underscore is set between a small letter a-z and the capitals A-Z after it.
 */
export const snakeCase: (name: string) => string = remembered((name) =>
  name.replace(/_?([a-z])([A-Z]+)/g, '$1_$2').toLowerCase(),
);
