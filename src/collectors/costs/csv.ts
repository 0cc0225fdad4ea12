/** Reads CSV (RFC 4180): each record as its fields. Fields may have line breaks, and quotes that are doubled. */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let fields: string[] = [];
  let field = '';
  let isQuoted = false;
  /** Whether the last character was a quote within quotes: the end of them, or the first of two. */
  let isAfterQuote = false;
  for await (const chunk of chunks) {
    for (const character of chunk) {
      if (isQuoted && !isAfterQuote) {
        if (character === '"') isAfterQuote = true;
        else field += character;
      } else if (character === '"') {
        if (isAfterQuote) field += character;
        isQuoted = true;
        isAfterQuote = false;
      } else {
        isQuoted = false;
        isAfterQuote = false;
        if (character === ',' || character === '\n') {
          fields.push(field);
          field = '';
        } else if (character !== '\r') field += character;
        if (character !== '\n') continue;
        if (fields.length > 1 || fields[0] !== '') yield fields;
        fields = [];
      }
    }
  }
  if (isQuoted && !isAfterQuote) throw new TypeError('a CSV file ends within a quoted field');
  if (field !== '' || fields.length > 0) yield [...fields, field];
}
