/** Replaces secrets in a text. */
export type Mask = (text: string) => string;

const MASK = '…';

/** Headers whose value is a secret however short it is. */
const SECRET_HEADER = /auth|cookie|key|token|secret|password|credential/i;

/** Values of other headers that are shorter are not secrets, and may be part of any word. */
const SHORTEST_VALUE = 4;

/** The credential after the name of an authorization scheme, unless it is a word that follows the name in messages. */
const SCHEMES =
  /\b(Basic|Bearer|ApiKey|Digest|Negotiate)(\s+|%20)(?!(?:auth(?:entication|orization)?|access|tokens?|realm|schemes?|credentials?|headers?|is|or|and|not|required)\b)[\w+/=.~:-]+/gi;

/**
 * Creates a mask for secrets in every encoding: plain, Base64, in a URL, in JSON and in HTML. It masks the credentials of
 * URLs too, and the text after the name of an authorization scheme.
 */
export function createMask(secrets: readonly (string | undefined)[]): Mask {
  const known = new Set(secrets.flatMap((secret) => (secret === undefined || secret === '' ? [] : spell(secret))));
  // The longest first, since one secret may be part of another.
  const ordered = [...known].toSorted((one, other) => other.length - one.length);
  return (text) => {
    const clean = text.replaceAll(/\/\/[^/\s]*@/g, '//');
    return ordered.reduce((rest, secret) => rest.replaceAll(secret, MASK), clean).replaceAll(SCHEMES, `$1$2${MASK}`);
  };
}

/** Returns the spellings of a secret. */
function spell(secret: string): string[] {
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const url = encodeURIComponent(secret.toWellFormed());
  return [secret, url, JSON.stringify(secret).slice(1, -1), html, html.replaceAll("'", '&#39;')];
}

/** Returns the secrets of a user and a password, among them the value of `Authorization: Basic`. */
export function basicSecrets(username: string, password: string): string[] {
  return password === '' ? [] : [password, Buffer.from(`${username}:${password}`).toString('base64')];
}

/** Returns the secrets of a URL: its user, and the values of its query. */
export function urlSecrets(url: string): string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [];
  const { username, password, searchParams } = parsed;
  return [
    password,
    ...basicSecrets(decode(username), decode(password)),
    ...[...searchParams.values()].filter((value) => value.length >= SHORTEST_VALUE),
  ];
}

/** Decodes percent-encoded text; returns other text as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns the secrets of request headers: their values, with and without the name of a scheme. */
export function headerSecrets(headers: Iterable<readonly [name: string, value: string]>): string[] {
  return [...headers].flatMap(([name, value]) => {
    if (!SECRET_HEADER.test(name) && value.length < SHORTEST_VALUE) return [];
    const credential = /^\S+\s+(\S+)$/.exec(value)?.[1];
    if (credential === undefined) return [value];
    const plain = /^basic\s/i.test(value) ? Buffer.from(credential, 'base64').toString() : '';
    return [value, credential, plain, plain.slice(plain.indexOf(':') + 1)];
  });
}

/** Describes an answer, such as `HTTP 400: The plain HTTP request was sent to HTTPS port`. */
export function describeAnswer(status: number, body: unknown, mask: Mask): string {
  const text = summarizeBody(body, mask);
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
}

/**
 * Returns the text of an answer in one line: the message of JSON, or the title of an HTML page or else its text. It ends
 * before anything that may repeat the request, which may hold prompts.
 *
 * @param body parsed, if it is JSON
 * @returns empty if there is no text
 */
export function summarizeBody(body: unknown, mask: Mask): string {
  if (typeof body === 'object' && body !== null) {
    const { message, error, detail, title } = body as Readonly<Record<string, unknown>>;
    return shorten([message, error, detail, title].find((member) => typeof member === 'string') ?? '', mask);
  }
  if (typeof body !== 'string') return '';
  const page = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
  return shorten(page || body.replaceAll(/<(script|style)\b.*?<\/\1>|<[^>]*>/gis, ' '), mask);
}

/** Longest text of an answer in a reason. */
const MAX_LENGTH = 300;

/** Returns a text in one line of limited length. It is masked first, since the rest of a secret is not recognized. */
export function shorten(text: string, mask: Mask): string {
  if (BINARY.test(text)) return '';
  const line = mask(text).replace(/\{.*$/s, '').replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

// oxlint-disable-next-line no-control-regex -- bytes that are not in any text
const BINARY = /[\0-\x08\x0e-\x1f\ufffd]/;
