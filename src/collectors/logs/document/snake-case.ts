const names = new Map<string, string>();
/** Names come from outside: what is remembered must have an end. */
const MAX_NAMES = 4096;
const MAX_NAME_LENGTH = 128;

/**
 * A name as Elastic's integration writes it: `callerIpAddress` becomes `caller_ip_address`, `APIName` becomes
 * `apiname`. An underscore is set between a small letter a-z and the capitals A-Z after it.
 */
export function snakeCase(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const converted = name.replace(/_?([a-z])([A-Z]+)/g, '$1_$2').toLowerCase();
  if (names.size < MAX_NAMES && name.length <= MAX_NAME_LENGTH) names.set(name, converted);
  return converted;
}
