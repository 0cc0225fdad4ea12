import { connectionStringParts } from './connection-string.ts';
import type { Output } from '../../cli/io.ts';
import { SETTINGS } from './setting-definitions.ts';
import type { Settings } from './settings.ts';

/** What stands in the place of a secret. */
const HIDDEN = '***';

/**
 * Takes every secret of the settings out of a text: a second wall, since an error of a service may quote what it was
 * sent.
 */
export function hideSecrets(settings: Settings): (text: string) => string {
  const secrets = SETTINGS.filter(({ secret }) => secret).flatMap(({ name }) => partsOf(settings[name]));
  const urls = [...settings.elasticsearch_hosts, settings.otlp_endpoint ?? ''].flatMap(
    (url) => URL.parse(url)?.password ?? [],
  );
  // Short ones would tear holes into every text, and are no keys. Longer ones go first: they may hold shorter ones.
  const words = [...new Set([...secrets, ...urls].flatMap(spellings))]
    .filter((secret) => secret.length >= 4)
    .toSorted((a, b) => b.length - a.length);
  return (text) => words.reduce((shown, word) => shown.replaceAll(word, HIDDEN), text);
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

/** A connection string is mostly no secret: its keys are, also where they stand alone. */
function partsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(partsOf);
  if (typeof value !== 'string') return [];
  const parts = connectionStringParts(value);
  const keys = ['sharedaccesskey', 'sharedaccesssignature', 'accountkey'].flatMap((name) => parts.get(name) ?? []);
  const [, token] = /^(?:Bearer|ApiKey|Basic)\s+(\S+)$/i.exec(value) ?? [];
  return [value, ...keys, ...(token === undefined ? [] : [token])];
}

function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}
