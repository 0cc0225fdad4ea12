/** Replaces secrets in a text. */
export type Mask = (text: string) => string;

const MASK = '…';

/** Headers whose value is a secret however short it is. */
const SECRET_HEADER = /auth|cookie|key|token|secret|password|credential/i;

/** A value of another header that is shorter says nothing of its own, and may be part of any word. */
const SHORTEST_VALUE = 4;

/** What follows the name of a scheme, but for the words that do so in messages. */
const SCHEMES =
  /\b(Basic|Bearer|ApiKey|Digest|Negotiate)(\s+|%20)(?!(?:auth(?:entication|orization)?|access|tokens?|realm|schemes?|credentials?|headers?|is|or|and|not|required)\b)[\w+/=.~:-]+/gi;

/**
 * @param secrets what must not be seen, in whatever way it is encoded: plain, Base64, in a URL, in JSON or in HTML
 * @returns what masks them, the credentials of URLs, and whatever follows the name of an authorization scheme
 */
export function secretMask(secrets: readonly (string | undefined)[]): Mask {
  const known = new Set(secrets.flatMap((secret) => (secret === undefined || secret === '' ? [] : spellings(secret))));
  // The longest first: one secret may be part of another.
  const ordered = [...known].toSorted((one, other) => other.length - one.length);
  return (text) => {
    const clean = text.replaceAll(/\/\/[^/\s]*@/g, '//');
    return ordered.reduce((rest, secret) => rest.replaceAll(secret, MASK), clean).replaceAll(SCHEMES, `$1$2${MASK}`);
  };
}

/** The secrets of a user and a password, as `Authorization: Basic` sends them too. */
export function basicSecrets(username: string, password: string): string[] {
  return password === '' ? [] : [password, Buffer.from(`${username}:${password}`).toString('base64')];
}

/** The secrets of a URL: its user, and the values of its query. */
export function urlSecrets(url: string): string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [];
  const { username, password, searchParams } = parsed;
  return [
    password,
    ...basicSecrets(decoded(username), decoded(password)),
    ...[...searchParams.values()].filter((value) => value.length >= SHORTEST_VALUE),
  ];
}

/** The secrets of the headers that are sent: their values, and what stands in them after the name of a scheme. */
export function headerSecrets(headers: Iterable<readonly [name: string, value: string]>): string[] {
  return [...headers].flatMap(([name, value]) => {
    if (!SECRET_HEADER.test(name) && value.length < SHORTEST_VALUE) return [];
    const credential = /^\S+\s+(\S+)$/.exec(value)?.[1];
    if (credential === undefined) return [value];
    const plain = /^basic\s/i.test(value) ? Buffer.from(credential, 'base64').toString() : '';
    return [value, credential, plain, plain.slice(plain.indexOf(':') + 1)];
  });
}

function spellings(secret: string): string[] {
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const url = encodeURIComponent(secret.toWellFormed());
  return [secret, url, JSON.stringify(secret).slice(1, -1), html, html.replaceAll("'", '&#39;')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
