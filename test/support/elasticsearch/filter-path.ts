/**
 * Elasticsearch's `filter_path`: the parts of an answer that are sent. Names are separated by dots, alternatives by commas, `*` is
 * any name, and arrays are passed through.
 */
export function filterPath(value: unknown, filter: string): unknown {
  return (
    keep(
      value,
      filter.split(',').map((path) => path.split('.')),
    ) ?? {}
  );
}

function keep(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) {
    const kept = value.map((item) => keep(item, paths)).filter((item) => item !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const rest = paths.filter(([first]) => first === '*' || first === name).map((path) => path.slice(1));
    const part = rest.length === 0 ? undefined : keep(member, rest);
    return part === undefined ? [] : [[name, part]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
