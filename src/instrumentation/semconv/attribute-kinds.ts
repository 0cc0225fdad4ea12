/** What docs/attributes.md tells of an attribute. Nothing at run time reads this: a test holds it to what is emitted. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: 'string' | 'int' | 'double' | 'boolean' | 'string[]' | 'boolean[]' | 'int[]';
  /** Of a quantity: UCUM, or the currency. */
  readonly unit?: string;
  /** When it is there. */
  readonly when: string;
  readonly example: string;
}

type Type = AttributeDefinition['type'];
type Define = (name: string, when: string, example: string) => AttributeDefinition;

export const define =
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
export const seconds: Define = define('double', 's');
