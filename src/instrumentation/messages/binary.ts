/** Longest base64 to keep within a message, in characters: an icon, not a photo. */
export const MAX_INLINE_BASE64 = 1024;

/** Longest head of a data URL to look at. */
const MAX_HEAD = 256;

const IS_DATA_URL = /^\s*data:/i;
const DATA_URL_HEAD = /^\s*data:([^,;]*)((?:;[^,;]*)*),/i;
const BASE64_ALPHABET = /^[\w+/=-]+$/;

/** What a data URL holds. */
export interface DataUrl {
  mimeType: string | undefined;
  /** Base64, or undefined where it is in other words and too long to be kept. */
  base64: string | undefined;
  byteSize: number;
}

/** Undefined for what is no data URL. Costs the same for a long one as for a short one. */
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
    // What is percent-encoded is shorter than it looks; how much, is not worth reading it all.
    byteSize: base64 === undefined ? data.length : base64Size(base64),
  };
}

/** How many bytes a base64 text stands for. */
export function base64Size(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

/** `text`; or, if it holds bytes and is long, a note of what it held. For places where a text is expected. */
export function omitBinaryText(text: string): string {
  if (text.length <= MAX_INLINE_BASE64) return text;
  const dataUrl = readDataUrl(text);
  if (dataUrl) return `[omitted: ${dataUrl.mimeType ?? 'data'}, ${dataUrl.byteSize} bytes]`;
  return looksLikeBase64(text) ? `[omitted: base64, ${base64Size(text)} bytes]` : text;
}

/** No text goes on that long without a space. The three classes of characters tell bytes from a line of dashes. */
function looksLikeBase64(text: string): boolean {
  const start = text.slice(0, MAX_INLINE_BASE64);
  return BASE64_ALPHABET.test(start) && /[a-z]/.test(start) && /[A-Z]/.test(start) && /\d/.test(start);
}

function toBase64(percentEncoded: string): string {
  let text = percentEncoded;
  try {
    text = decodeURIComponent(percentEncoded);
  } catch {
    // Not encoded after all.
  }
  return Buffer.from(text).toString('base64');
}
