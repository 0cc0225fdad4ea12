/** Shown instead of a secret. */
export const HIDDEN = '***';

/** Numbers and durations, and the words of booleans: no secret looks like these. */
const HARMLESS = /^(?:true|false|yes|no|on|off|null|[+-]?\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h|d)?)$/i;

/**
 * A value of a setting or an option as messages show it. Someone may have pasted a secret into the wrong place, so
 * that only what is known to be harmless is shown: numbers, durations, booleans and `words`. Of another value its
 * length is shown.
 *
 * @param words the values that are right, in lower case
 */
export function shownValue(value: unknown, words: readonly string[] = []): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = String(value).trim();
  const isHarmless = HARMLESS.test(text) || words.includes(text.toLowerCase());
  if (!isHarmless) return hide(text);
  return typeof value === 'string' ? JSON.stringify(value) : text;
}

/** The path of a file as messages show it: only if it looks like one. */
export function shownPath(path: string): string {
  const isPath = /^[\w.,~ :/\\+-]+$/.test(path) && /[./\\]/.test(path) && !/:(?![/\\])/.test(path);
  return isPath && !hasKey(path, 20) ? path : hide(path);
}

function hide(text: string): string {
  return `${HIDDEN} (${text.length} ${text.length === 1 ? 'character' : 'characters'})`;
}

/**
 * Whether a text has a part that looks like a key: letters and digits that change often. Names, paths and UUIDs have
 * none.
 *
 * @param least the fewest characters of such a part, where it is letters and digits alone
 */
export function hasKey(text: string, least: number): boolean {
  // A client secret of Microsoft Entra ID has a "~", which in paths is a home folder or a short name of Windows.
  if (/\dQ~|~(?![/\\]|\d{1,2}(?:[/\\.]|$))/.test(text)) return true;
  const words = (text.match(/[a-z0-9]+/gi) ?? []).filter((word) => word.length >= least);
  const tokens = (text.match(/[\w-]{32,}/g) ?? []).filter((token) => /[A-Z]/.test(token) && /[a-z]/.test(token));
  return words.some((word) => changesOf(word) >= 3) || tokens.some((token) => changesOf(token) >= 4);
}

/** How often a letter stands beside a digit. */
function changesOf(word: string): number {
  return (word.match(/\d(?=[a-z])|[a-z](?=\d)/gi) ?? []).length;
}

/** A word of the command line as messages show it: a part of a secret with a blank in it may stand there alone. */
export function shownWord(word: string): string {
  return /^[a-z]{1,12}$/.test(word) ? JSON.stringify(word) : HIDDEN;
}
