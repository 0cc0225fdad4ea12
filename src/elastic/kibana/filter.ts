/** A condition on documents. It is written as KQL for Kibana, as a query for Elasticsearch, and as ES|QL for alert rules. */
export type Filter =
  | { readonly field: string; readonly is: string | number | boolean }
  | { readonly field: string; readonly startsWith: readonly string[] }
  | { readonly field: string; readonly exists: true }
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter };

/** A field has one of the values. */
export function isOneOf(field: string, values: readonly (string | number | boolean)[]): Filter {
  return { any: values.map((is) => ({ field, is })) };
}

/** All of the conditions that are there. */
export function allOf(...filters: readonly (Filter | undefined)[]): Filter | undefined {
  const present = filters.filter((filter) => filter !== undefined);
  return present.length > 1 ? { all: present } : present[0];
}

/** Writes a filter in the Kibana Query Language; the empty text is every document. */
export function toKql(filter: Filter | undefined): string {
  if (filter === undefined) return '';
  if ('all' in filter) return filter.all.map(toOperand).join(' and ');
  if ('any' in filter) return filter.any.map(toOperand).join(' or ');
  if ('not' in filter) return `not ${toOperand(filter.not)}`;
  if ('exists' in filter) return `${filter.field} : *`;
  if ('is' in filter) return `${filter.field} : ${quote(filter.is)}`;
  const patterns = filter.startsWith.map((prefix) => `${prefix}*`);
  return `${filter.field} : ${patterns.length > 1 ? `(${patterns.join(' or ')})` : patterns[0]}`;
}

function toOperand(filter: Filter): string {
  const isCompound = 'all' in filter || 'any' in filter;
  return isCompound ? `(${toKql(filter)})` : toKql(filter);
}

/** Writes a filter as a query of Elasticsearch, with which Kibana's KQL would find the same documents. */
export function toQuery(filter: Filter | undefined): object {
  if (filter === undefined) return { match_all: {} };
  if ('all' in filter) return { bool: { filter: filter.all.map(toQuery) } };
  if ('any' in filter) return { bool: { should: filter.any.map(toQuery), minimum_should_match: 1 } };
  if ('not' in filter) return { bool: { must_not: [toQuery(filter.not)] } };
  if ('exists' in filter) return { exists: { field: filter.field } };
  if ('is' in filter) return { term: { [filter.field]: filter.is } };
  const prefixes = filter.startsWith.map((prefix) => ({ prefix: { [filter.field]: prefix } }));
  return prefixes.length > 1 ? { bool: { should: prefixes, minimum_should_match: 1 } } : prefixes[0]!;
}

/** Writes a filter as a condition of ES|QL. */
export function toEsql(filter: Filter): string {
  if ('all' in filter) return `(${filter.all.map(toEsql).join(' AND ')})`;
  if ('any' in filter) return `(${filter.any.map(toEsql).join(' OR ')})`;
  if ('not' in filter) return `NOT (${toEsql(filter.not)})`;
  if ('exists' in filter) return `${filter.field} IS NOT NULL`;
  if ('is' in filter) return `${filter.field} == ${quote(filter.is)}`;
  return `(${filter.startsWith.map((prefix) => `STARTS_WITH(${filter.field}, ${quote(prefix)})`).join(' OR ')})`;
}

/** Quotes a value for KQL and ES|QL, which agree on how texts are quoted. */
function quote(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
