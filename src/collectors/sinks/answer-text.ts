import type { Mask } from './safe-text.ts';

/** The longest text of an answer that a reason has. */
const MAX_LENGTH = 300;

/**
 * What an answer says, in a line: the message of JSON, the title of a page of HTML or else its text, a text as it is.
 * It ends before anything that may repeat the request, which may hold prompts.
 *
 * @param body parsed, if it is JSON
 * @param mask applied before the text is cut, since the rest of a secret would not be recognized
 * @returns empty if it says nothing, or is no text
 */
export function answerText(body: unknown, mask: Mask): string {
  if (typeof body === 'object' && body !== null) {
    const { message, error, detail, title } = body as Readonly<Record<string, unknown>>;
    return oneLine([message, error, detail, title].find((member) => typeof member === 'string') ?? '', mask);
  }
  if (typeof body !== 'string') return '';
  const page = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
  return oneLine(page || body.replaceAll(/<(script|style)\b.*?<\/\1>|<[^>]*>/gis, ' '), mask);
}

/** A text without line breaks, of a length that a log line can have. */
export function oneLine(text: string, mask: Mask): string {
  if (NO_TEXT.test(text)) return '';
  const line = mask(text).replace(/\{.*$/s, '').replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

// oxlint-disable-next-line no-control-regex -- bytes that no text has
const NO_TEXT = /[\0-\x08\x0e-\x1f\ufffd]/;
