import type { Output } from '../../cli/io.ts';
import { HIDDEN, hasKey } from '../../cli/shown-value.ts';
import { parseHeaders } from '../../otlp/endpoint.ts';
import { SETTINGS, type Settings } from './settings.ts';
import { decode } from '../sinks/safe-text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns a function that replaces every secret of the settings in a text. A second line of defence: an error of a
 * service may quote the request. It also finds secrets in URLs, and keys in settings that are not secret.
 *
 * @param env the environment, for the variables of OpenTelemetry that only the OTLP sink reads
 */
export function hideSecrets(settings: Settings, env: Environment = {}): (text: string) => string {
  const secrets = SETTINGS.flatMap(({ name, secret, choices }) => {
    if (choices !== undefined) return [];
    const texts = listTexts(settings[name]);
    return secret ? texts.flatMap((text) => [text, ...findParts(text)]) : texts.flatMap(findMisplaced);
  });
  secrets.push(...OTLP_VARIABLES.flatMap((prefix) => listOtlpSecrets(prefix, env)));
  const { elasticsearch_username: user, elasticsearch_password: password } = settings;
  if (user !== undefined && password !== undefined) secrets.push(basicToken(`${user}:${password}`));
  // A key of the form `id:api_key` is sent as Base64.
  if (settings.elasticsearch_api_key?.includes(':')) secrets.push(basicToken(settings.elasticsearch_api_key));
  // Strings shorter than 4 characters are not treated as secrets. Longer ones come first: they may contain shorter ones.
  const words = [...new Set(secrets.flatMap(listSpellings))]
    .filter((secret) => secret.length >= 4)
    .toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return (text) => text;
  const pattern = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, HIDDEN);
}

const OTLP_VARIABLES = ['OTEL_EXPORTER_OTLP', 'OTEL_EXPORTER_OTLP_LOGS', 'OTEL_EXPORTER_OTLP_METRICS'];

function listOtlpSecrets(prefix: string, env: Environment): string[] {
  const headers = parseHeaders(env[`${prefix}_HEADERS`]).flatMap(([, value]) => [value, ...findParts(value)]);
  return [...headers, ...findMisplaced(env[`${prefix}_ENDPOINT`] ?? '')];
}

/** Returns an output that hides secrets in everything that is written to it. */
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

function listTexts(value: Settings[keyof Settings]): string[] {
  if (typeof value === 'object') return Object.values(value);
  return typeof value === 'string' ? [value] : [];
}

/** Returns the secrets in a value that should not be secret. */
function findMisplaced(value: string): string[] {
  const parts = findParts(value);
  // The name of a container is made of a setting in lower case.
  return looksHarmless(value) ? parts : [value, value.toLowerCase(), ...parts];
}

/** Whether a text is a URL, whose secrets {@link findParts} finds, or has names and paths without keys or passwords. */
function looksHarmless(text: string): boolean {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return true;
  return (
    /^[\w$.,+~ (){}/\\:-]*$/.test(text) &&
    // A colon belongs to a port or a drive.
    !/:(?!\d{1,5}(?:\/|$)|[/\\])/.test(text) &&
    !hasKey(text, 28)
  );
}

/** Returns the secrets within a text: keys of a connection string, a password in a URL, a token in a header. */
function findParts(value: string): string[] {
  const named = [
    ...value.matchAll(/(?:^|[;?&,\s])[\w.-]*(?:key|secret|signature|passw\w*|pwd|token|sig)\s*=\s*([^;&,\s]+)/gi),
  ];
  const [, token] = /^(?:Bearer|ApiKey|Basic|Token)\s+(\S+)$/i.exec(value) ?? [];
  // A password may have any character, and a token may be in the place of the user.
  const [, scheme, userinfo] = /^([a-z][\w+.-]*:\/\/)?(\S*)@/i.exec(value) ?? [];
  const [user, ...password] = userinfo?.split(':') ?? [];
  const url = URL.parse(value);
  const query = [...(url?.searchParams.values() ?? [])];
  // Some endpoints have a token in their path.
  const path = `${url?.pathname ?? ''}${url?.hash ?? ''}`.replace(/^\/|\/+$/g, '');
  const parts = [...named.map(([, part]) => part), token, password.join(':'), password.length === 0 && scheme && user];
  if (userinfo !== undefined && password.length > 0) parts.push(basicToken(decode(userinfo)));
  if (hasKey(path, 28)) parts.push(path);
  return [...parts, ...query].filter((part) => typeof part === 'string' && part !== '') as string[];
}

/** Returns the credentials of `Authorization: Basic`, which a server may echo. */
function basicToken(userAndPassword: string): string {
  return Buffer.from(userAndPassword).toString('base64');
}

function listSpellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), decode(secret), JSON.stringify(secret).slice(1, -1)];
}
