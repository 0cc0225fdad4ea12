import type { Document } from '../../contracts/document.ts';
import type { Outcome } from '../../contracts/sink.ts';
import type { Encoded } from '../group-writes.ts';

/** A document as it stands in a bulk request: action and source. */
export interface BulkLine extends Encoded {
  /** Two lines, each with its newline. */
  readonly text: string;
  /** Name of the data stream, or index. */
  readonly index: string;
}

/** Elasticsearch's bound on `_id`. A longer one makes the whole request invalid. */
const MAX_ID_BYTES = 512;

/** `create` never overwrites: a document that is stored already is answered with 409. */
export function bulkLine({ id, fields }: Document, index: string): BulkLine | Extract<Outcome, { status: 'rejected' }> {
  const idBytes = Buffer.byteLength(id);
  if (idBytes === 0 || idBytes > MAX_ID_BYTES) {
    return { status: 'rejected', reason: `its _id has ${idBytes} bytes; Elasticsearch takes 1 to ${MAX_ID_BYTES}` };
  }
  const text = `${JSON.stringify({ create: { _index: index, _id: id } })}\n${JSON.stringify(fields)}\n`;
  return { text, bytes: Buffer.byteLength(text), index };
}
