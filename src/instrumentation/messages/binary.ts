/** Length of base64 that a message may keep, in characters: an icon, not a photo. */
export const MAX_INLINE_BASE64 = 1024;

/** Length of a data URL's head to read, in characters. */
const MAX_HEAD = 256;

const IS_DATA_URL = /^\s*data:/i;
const DATA_URL_HEAD = /^\s*data:([^,;]*)((?:;[^,;]*)*),/i;
const BASE64_ALPHABET = /^[\w+/=-]+$/;

/** The content of a data URL. */
export interface DataUrl {
  mimeType: string | undefined;
  /** Undefined if the URL is percent-encoded and too long to keep. */
  base64: string | undefined;
  byteSize: number;
}

/** Returns undefined for other texts. A long URL takes no more time than a short one. */
export function readDataUrl(url: string): DataUrl | undefined {
  const start = url.slice(0, MAX_HEAD);
  if (!IS_DATA_URL.test(start)) return undefined;
  const [head = '', mimeType = '', parameters = ''] = DATA_URL_HEAD.exec(start) ?? [];
  const data = url.slice(head.length);
  const isBase64 = /;\s*base64\s*$/i.test(parameters);
  const base64 = isBase64 ? data : data.length <= MAX_INLINE_BASE64 ? toBase64(data) : undefined;
  return {
    mimeType: mimeType.trim().toLowerCase() || undefined,
    base64,
    // The length of percent-encoded data is an upper bound. The exact size is not worth reading all of it.
    byteSize: base64 === undefined ? data.length : base64Size(base64),
  };
}

export function base64Size(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

/** Returns the text, or a note in its place if it is long and encodes bytes. */
export function omitBinary(text: string): string {
  if (text.length <= MAX_INLINE_BASE64) return text;
  const dataUrl = readDataUrl(text);
  if (dataUrl) return `[omitted: ${dataUrl.mimeType ?? 'data'}, ${dataUrl.byteSize} bytes]`;
  return looksLikeBase64(text) ? `[omitted: base64, ${base64Size(text)} bytes]` : text;
}

/** No other text is that long without a space. The three classes of characters exclude a line of dashes. */
function looksLikeBase64(text: string): boolean {
  const start = text.slice(0, MAX_INLINE_BASE64);
  return BASE64_ALPHABET.test(start) && /[a-z]/.test(start) && /[A-Z]/.test(start) && /\d/.test(start);
}

function toBase64(percentEncoded: string): string {
  let text = percentEncoded;
  try {
    text = decodeURIComponent(percentEncoded);
  } catch {
    // The text is not percent-encoded.
  }
  return Buffer.from(text).toString('base64');
}
