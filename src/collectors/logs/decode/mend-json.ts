/** How JSON that does not parse may be mended, under the names of Elastic's integration. */
export interface SanitizeOptions {
  /**
   * Take out line breaks, which JSON allows in no text (`sanitize_newlines`).
   *
   * @default true
   */
  readonly sanitizeNewlines?: boolean;
  /**
   * Read texts in single quotes, as some services write them (`sanitize_singlequotes`).
   *
   * @default true
   */
  readonly sanitizeSinglequotes?: boolean;
}

/** The texts to try instead of one that does not parse, the one that is changed least first. */
export function* mendedTexts(text: string, options: SanitizeOptions): Generator<string> {
  let mended = text;
  if (options.sanitizeNewlines !== false && /[\r\n]/.test(mended)) {
    mended = mended.replace(/[\r\n]+/g, '');
    yield mended;
  }
  if (options.sanitizeSinglequotes !== false && mended.includes("'")) yield doubleQuoted(mended);
}

/** Texts in single quotes put into double ones; those in double quotes stay as they are. */
function doubleQuoted(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let open = nextQuote(text, 0); open !== -1; open = nextQuote(text, from)) {
    const close = closingQuote(text, open);
    if (close === -1) break;
    parts.push(text.slice(from, open));
    parts.push(text[open] === '"' ? text.slice(open, close + 1) : `"${requoted(text.slice(open + 1, close))}"`);
    from = close + 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function nextQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"' || text[at] === "'") return at;
  }
  return -1;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[open]) return at;
  }
  return -1;
}

/** What stood in single quotes, for double ones: `\\'` needs no escape there, and `"` needs one. */
function requoted(text: string): string {
  return text.replace(/\\'|\\.|"/gs, (found) => (found === '"' ? '\\"' : found === "\\'" ? "'" : found));
}
