/**
 * The bytes of an AMQP body: those of a data section (several follow each other), the UTF-8 of a text, and the JSON of
 * any other value or sequence.
 */
export function bodyBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (isDataSections(body)) return Buffer.concat(body);
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? 'null'));
}

function isDataSections(body: unknown): body is Uint8Array[] {
  return Array.isArray(body) && body.length > 0 && body.every((section) => section instanceof Uint8Array);
}
