/** How JSON that does not parse is repaired, under the names of Elastic's integration. */
export interface SanitizeOptions {
  /**
   * Accept line breaks and control characters within strings, which JSON does not allow (`sanitize_newlines`). Line
   * breaks of an event's body are removed, as Elastic does; those of `properties` that are a string are kept.
   *
   * @default true
   */
  readonly sanitizeNewlines?: boolean;
  /**
   * Accept strings in single quotes, and `True`, `False` and `None`, as Python writes them (`sanitize_singlequotes`).
   *
   * @default true
   */
  readonly sanitizeSinglequotes?: boolean;
}

/** Yields repaired texts to try, the one with the fewest changes first. */
export function* repairCandidates(text: string, options: SanitizeOptions): Generator<string> {
  let repaired = text;
  if (options.sanitizeNewlines !== false && /[\r\n]/.test(repaired)) {
    repaired = repaired.replace(/[\r\n]+/g, '');
    yield repaired;
  }
  yield repairJson(repaired, options);
}

/**
 * Rewrites a text as JSON and removes nothing: control characters within strings are escaped (`sanitizeNewlines`), and
 * strings in single quotes and the names of Python are written as JSON has them (`sanitizeSinglequotes`). Single quotes
 * within a string in double quotes are kept.
 */
export function repairJson(
  text: string,
  { sanitizeNewlines = true, sanitizeSinglequotes = true }: SanitizeOptions,
): string {
  const repairBetween = sanitizeSinglequotes ? replacePythonNames : keep;
  const repairString = sanitizeNewlines ? escapeControls : keep;
  const quotes = sanitizeSinglequotes ? /["']/g : /"/g;
  const parts: string[] = [];
  let from = 0;
  for (let quote = quotes.exec(text); quote !== null; quote = quotes.exec(text)) {
    const close = findClosingQuote(text, quote.index);
    if (close === -1) break;
    const inner = text.slice(quote.index + 1, close);
    const requoted = quote[0] === '"' ? inner : useDoubleQuotes(inner);
    parts.push(repairBetween(text.slice(from, quote.index)), '"', repairString(requoted), '"');
    quotes.lastIndex = from = close + 1;
  }
  parts.push(repairBetween(text.slice(from)));
  return parts.join('');
}

function findClosingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[open]) return at;
  }
  return -1;
}

function keep(text: string): string {
  return text;
}

const PYTHON_NAMES: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

function replacePythonNames(text: string): string {
  return text.replace(/\b(?:True|False|None)\b/g, (name) => PYTHON_NAMES[name] as string);
}

/** In double quotes `\\'` needs no escape and `"` needs one; JSON has no `\\x`. */
function useDoubleQuotes(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})|\\'|\\.|"/gis, (found, code: string | undefined) => {
    if (code !== undefined) return `\\u00${code}`;
    return found === '"' ? '\\"' : found === "\\'" ? "'" : found;
  });
}

/** Escapes control characters as JSON does. One after a backslash replaces the backslash. */
function escapeControls(text: string): string {
  return text.replace(/\\?\p{Cc}|\\[^]/gu, (found) => {
    const last = found.at(-1) as string;
    return last >= ' ' ? found : JSON.stringify(last).slice(1, -1);
  });
}
