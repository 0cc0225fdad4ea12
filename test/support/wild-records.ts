import fc from 'fast-check';
import { toRawJson } from '../../src/collectors/contracts/document.ts';
import { DEFAULT_CATEGORIES } from '../../src/collectors/logs/record-options.ts';

/** Names of the fields that documents have, so that their values get shapes that the API does not have. */
const KNOWN = `
  additionalProperties annotations arguments audio backendRequestBody backendResponseBody backendResponseHeaders
  backendTime callerIpAddress category choices code completion_tokens content content_filter_result
  content_filter_results context correlationId created custom_blocklists data default details durationMs embedding error
  event filtered finish_reason format function hate identity index innererror input instructions isRequestSuccess items
  json_schema lastError level location logprob logprobs max_tokens message messages metadata method model name object
  operationName output parameters prompt_filter_results prompt_tokens properties requestLength requestMessages
  requestTime resourceId response_format responseCode responseHeaders responseMessages responseTime resultSignature
  schema self_harm severity sku stream summary temperature tenant text time token_logprobs tokens tool_calls
  tool_choice tools top_logprobs top_p truncated type url usage`
  .trim()
  .split(/\s+/);

/** Names that an engine refuses, takes for paths, or reserves. */
const ODD = [
  ['', ' ', '\t', '\u00a0', '\u001c', '.', '..', '.a', 'a.', 'a..b', 'a.b', 'a.b.c', 'a', ' a', 'a ', 'a. .b', '\0'],
  ['a\0b', '\ud800', 'x\udc00y', '_id', '_source', '_index', '__proto__', 'constructor', 'toJSON', 'rawJSON', '*', '"'],
  ['n'.repeat(300), 'ü'.repeat(500), 'é', '\u{1f600}', '@timestamp', '-', '0', 'null'],
].flat();

const NAME = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...KNOWN) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

/** Texts that are longer than any engine indexes. */
const LONG = fc.constantFrom('x'.repeat(40_000), 'ü'.repeat(20_000));

const SHORT = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 'true', '', ' ', 0, -0, 1, 400, 321.75, 1e300, -1e21, 2 ** 53, 2 ** 63),
  fc.constantFrom('1e400', '-1e999', '99999999999999999999999', '638481757794854611', '1.0', '-0.0').map(toRawJson),
  fc.constantFrom(
    'eastus',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
    '12',
    '1.5',
    'NaN',
    'high',
    '10.0.0.1',
    'fe80::1%eth0',
  ),
  fc.constantFrom('a\ud800b', '\udc00', '\0', '{"a":{"b":1}}', '[1]'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
);

const SCALAR = fc.oneof({ weight: 300, arbitrary: SHORT }, { weight: 1, arbitrary: LONG });

const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    SCALAR,
    tie('object'),
    tie('object').map((object) => JSON.stringify(object)),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
  object: fc.array(fc.tuple(NAME, tie('value')), { maxLength: 8 }).map(toObject),
}));

/** An object that is large in one way. */
const LARGE = fc.oneof(
  fc
    .integer({ min: 20, max: 400 })
    .chain((depth) => fc.tuple(fc.constantFrom(...KNOWN), SHORT, fc.constant(depth)).map(nest)),
  fc
    .tuple(fc.string(), SHORT)
    .map(([name, scalar]) => toObject(Array.from({ length: 1500 }, (_, index) => [`${name}${index}`, scalar]))),
  fc.array(fc.tuple(fc.string(), SHORT), { minLength: 100, maxLength: 150 }).map(toObject),
);

const BODY = fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: LARGE });

/** JSON texts of records whose category becomes a document, with whatever API Management may log of a body. */
export const WILD_RECORD: fc.Arbitrary<string> = fc
  .record({
    category: fc.constantFrom(...DEFAULT_CATEGORIES),
    more: fc.array(fc.tuple(NAME, BODY), { maxLength: 4 }),
    properties: fc.array(fc.tuple(NAME, BODY), { maxLength: 8 }),
    bodies: fc.dictionary(fc.constantFrom('backendRequestBody', 'backendResponseBody', 'responseMessages'), BODY),
  })
  .map(({ category, more, properties, bodies }) =>
    JSON.stringify({ ...toObject(more), category, properties: { ...toObject(properties), ...bodies } }),
  );

/** Returns an object with these members, `__proto__` among them. */
function toObject(members: readonly (readonly [string, unknown])[]): object {
  const object = Object.create(null) as object;
  for (const [name, value] of members) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  // A function of this name would be called, but a value in JSON never is one.
  return object;
}

function nest([name, scalar, depth]: readonly [string, unknown, number]): unknown {
  let nested: unknown = scalar;
  for (let level = 0; level < depth; level += 1) nested = toObject([[name, nested]]);
  return nested;
}
