/** How JSON that does not parse may be mended, under the names of Elastic's integration. */
export interface SanitizeOptions {
  /**
   * Read texts with line breaks and control characters within them, which JSON does not allow (`sanitize_newlines`).
   * Line breaks of an event's body are taken out, as Elastic does it; those of `properties` that are a text stay.
   *
   * @default true
   */
  readonly sanitizeNewlines?: boolean;
  /**
   * Read texts in single quotes, and `True`, `False` and `None`, as Python writes them (`sanitize_singlequotes`).
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
  yield repairedJson(mended, options);
}

/**
 * A text as the JSON that was meant, with nothing taken out: control characters within its texts are escaped
 * (`sanitizeNewlines`), and texts in single quotes and the names of Python (`True`, `None`) are written as JSON has
 * them (`sanitizeSinglequotes`). Texts in double quotes keep the single quotes within them.
 */
export function repairedJson(text: string, options: SanitizeOptions): string {
  const quotes = options.sanitizeSinglequotes === false ? '"' : `"'`;
  const escape = options.sanitizeNewlines === false ? (inner: string): string => inner : controlsEscaped;
  const parts: string[] = [];
  let from = 0;
  for (let open = nextQuote(text, 0, quotes); open !== -1; open = nextQuote(text, from, quotes)) {
    const close = closingQuote(text, open);
    if (close === -1) break;
    const inner = text.slice(open + 1, close);
    parts.push(quotes === '"' ? text.slice(from, open) : literals(text.slice(from, open)));
    parts.push('"', escape(text[open] === '"' ? inner : requoted(inner)), '"');
    from = close + 1;
  }
  parts.push(quotes === '"' ? text.slice(from) : literals(text.slice(from)));
  return parts.join('');
}

function nextQuote(text: string, from: number, quotes: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (quotes.includes(text[at] as string)) return at;
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

const LITERALS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

/** The names of Python, outside of texts. */
function literals(text: string): string {
  return text.replace(/\b(?:True|False|None)\b/g, (name) => LITERALS[name] as string);
}

/** What stood in single quotes, for double ones: `\\'` needs no escape there, `"` needs one, and JSON has no `\\x`. */
function requoted(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})|\\'|\\.|"/gis, (found, code: string | undefined) => {
    if (code !== undefined) return `\\u00${code}`;
    return found === '"' ? '\\"' : found === "\\'" ? "'" : found;
  });
}

/** JSON allows no control character within a text; one after a backslash loses the backslash. */
function controlsEscaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\\?[\u0000-\u001f]|\\[^]/g, (found) => {
    const last = found.at(-1) as string;
    return last >= ' ' ? found : JSON.stringify(last).slice(1, -1);
  });
}
