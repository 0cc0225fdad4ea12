/** Thrown for a record that no document can be made of. Its message never holds what the record says. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}
