import { HIDDEN, hasKey } from '../../cli/shown-value.ts';
import type { Output } from '../../cli/io.ts';
import { parseSetting } from './parse-setting.ts';
import { definitionOf, SETTINGS } from './setting-definitions.ts';
import type { Settings } from './settings.ts';

/**
 * Takes every secret of the settings out of a text: a second wall, since an error of a service may quote what it was
 * sent. Settings that are no secrets may hold one that was put into the wrong place, or as a part of a URL.
 *
 * @param env the environment, for the variables that the OTLP sink reads by itself
 */
export function hideSecrets(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>> = {},
): (text: string) => string {
  const secrets = SETTINGS.flatMap(({ name, secret, type, choices }) => {
    if (choices !== undefined || (type !== 'text' && type !== 'list' && type !== 'headers')) return [];
    const values = textsIn(settings[name]);
    return secret ? values.flatMap((value) => [value, ...partsOf(value)]) : values.flatMap(misplacedIn);
  });
  secrets.push(...OTLP_SIGNALS.flatMap((signal) => secretsOfSignal(signal, env)));
  const { elasticsearch_username: user, elasticsearch_password: password } = settings;
  if (user !== undefined && password !== undefined) secrets.push(basicToken(`${user}:${password}`));
  // Short ones would tear holes into every text, and are no keys. Longer ones go first: they may hold shorter ones.
  const words = [...new Set(secrets.flatMap(spellings))]
    .filter((secret) => secret.length >= 4)
    .toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return (text) => text;
  const pattern = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, HIDDEN);
}

const OTLP_SIGNALS = ['OTEL_EXPORTER_OTLP_LOGS', 'OTEL_EXPORTER_OTLP_METRICS'] as const;

function secretsOfSignal(
  signal: (typeof OTLP_SIGNALS)[number],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const headers = parseSetting(definitionOf('otlp_headers')!, env[`${signal}_HEADERS`] ?? '');
  const values = 'value' in headers ? textsIn(headers.value) : [];
  return [...values.flatMap((value) => [value, ...partsOf(value)]), ...misplacedIn(env[`${signal}_ENDPOINT`] ?? '')];
}

/** An output that hides the secrets of what is written to it. */
export function hidingOutput(output: Output, hide: (text: string) => string): Output {
  return {
    write: (text) => output.write(hide(text)),
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' ? [value] : [];
}

/** What of a value that should be no secret is one. */
function misplacedIn(value: string): string[] {
  const parts = partsOf(value);
  // The names of containers are written in lower case.
  return looksHarmless(value) ? parts : [value, value.toLowerCase(), ...parts];
}

/** A URL, but for what {@link partsOf} takes out of it, or names and paths: no key, and no user with a password. */
function looksHarmless(text: string): boolean {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return true;
  return (
    /^[\w$.,+~ (){}/\\:-]*$/.test(text) &&
    // A colon is that of a port or a drive.
    !/:(?!\d{1,5}(?:\/|$)|[/\\])/.test(text) &&
    !hasKey(text, 28)
  );
}

/** The secrets that are parts of a text: the keys of a connection string, a password in a URL, a token in a header. */
function partsOf(value: string): string[] {
  const named = [
    ...value.matchAll(/(?:^|[;?&,\s])[\w.-]*(?:key|secret|signature|passw\w*|pwd|token|sig)\s*=\s*([^;&,\s]+)/gi),
  ];
  const [, token] = /^(?:Bearer|ApiKey|Basic|Token)\s+(\S+)$/i.exec(value) ?? [];
  // A password may have any character, and a token may stand for the user.
  const [, scheme, userinfo] = /^([a-z][\w+.-]*:\/\/)?(\S*)@/i.exec(value) ?? [];
  const [user, ...password] = userinfo?.split(':') ?? [];
  const url = URL.parse(value);
  const query = [...(url?.searchParams.values() ?? [])];
  // Some endpoints have a token in their path.
  const path = `${url?.pathname ?? ''}${url?.hash ?? ''}`.replace(/^\/|\/+$/g, '');
  const parts = [...named.map(([, part]) => part), token, password.join(':'), password.length === 0 && scheme && user];
  if (userinfo !== undefined && password.length > 0) parts.push(basicToken(decoded(userinfo)));
  if (hasKey(path, 28)) parts.push(path);
  return [...parts, ...query].filter((part) => typeof part === 'string' && part !== '') as string[];
}

/** What `Authorization: Basic` has, which a server may echo. */
function basicToken(userAndPassword: string): string {
  return Buffer.from(userAndPassword).toString('base64');
}

function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), decoded(secret), JSON.stringify(secret).slice(1, -1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
