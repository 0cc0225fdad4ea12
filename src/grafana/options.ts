import { readFile } from 'node:fs/promises';
import { parseOptions, UsageError } from '../cli/options.ts';
import { shownPath } from '../cli/shown-value.ts';
import { SettingsError } from '../collectors/settings/error.ts';
import type { Server } from '../setup/http.ts';
import type { Action } from '../setup/resource.ts';
import { readSettings } from '../setup/settings.ts';
import { DEFAULT_SETTINGS, type GrafanaSettings } from './settings.ts';

export const USAGE: string = `Usage: azure-openai-otel setup grafana [options]

Makes a folder with the dashboards Overview, Cost, Calls, and Limits and filters in Grafana, over the metrics of the
instrumentation in Prometheus. What is there already and as it should be stays as it is, so the command can be repeated.
The alert rules are a file for Prometheus, which --export writes.

Where:
  --url <url>           URL of Grafana (or GRAFANA_URL)
  --token <token>, --token-file <file>
                        token of a service account that may create folders and dashboards (or GRAFANA_TOKEN)
  --ca <file>           PEM file with the certificate authorities of Grafana

What:
  --settings <file>     JSON file with other thresholds and another attribute of the tenant than grafana/settings.json

Instead of making it:
  --check               compare with what is there, and change nothing
  --remove              remove the dashboards, and the folder if nothing else is in it
  --export <folder>     write dashboards and alert rules to files, without a connection
  -h, --help            this text

Exit codes: 0 done, 1 something failed, is missing or differs, 2 wrong options or settings.
`;

/** The options of a run. */
export interface GrafanaOptions {
  readonly action: Action;
  /** The folder of `--export`. */
  readonly folder: string | undefined;
  readonly settings: GrafanaSettings;
  /** undefined with `--export` */
  readonly server: Server | undefined;
  readonly token: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError for options that contradict each other; SettingsError for a value that is missing or wrong */
export async function readOptions(args: readonly string[], env: Environment): Promise<GrafanaOptions> {
  const { values } = parseOptions(args, {
    url: { type: 'string' },
    token: { type: 'string' },
    'token-file': { type: 'string' },
    ca: { type: 'string' },
    settings: { type: 'string' },
    check: { type: 'boolean' },
    remove: { type: 'boolean' },
    export: { type: 'string' },
  });
  const { check = false, remove = false, export: folder, ca } = values;
  if ([check, remove, folder !== undefined].filter(Boolean).length > 1) {
    throw new UsageError('--check, --remove and --export exclude one another.');
  }
  const settings = await readSettings(DEFAULT_SETTINGS, values.settings);
  const action = check ? 'check' : remove ? 'remove' : 'apply';
  if (folder !== undefined) return { action, folder, settings, server: undefined, token: undefined };
  const url = readUrl(values.url ?? env['GRAFANA_URL']);
  const file = values['token-file'];
  const token = (file === undefined ? (values.token ?? env['GRAFANA_TOKEN']) : await read('token-file', file))?.trim();
  if (!token) throw wrong('--token is missing; a service account of Grafana has one (or GRAFANA_TOKEN)');
  if (!/^[\x21-\x7e]+$/.test(token)) throw wrong('--token has characters that no token has');
  const authorities = ca === undefined ? undefined : await read('ca', ca);
  return {
    action,
    folder,
    settings,
    server: { url, headers: { authorization: `Bearer ${token}` }, ca: authorities },
    token,
  };
}

function readUrl(text: string | undefined): string {
  if (!text) throw wrong('--url is missing; it is the address of Grafana in the browser (or GRAFANA_URL)');
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong('--url must start with http:// or https://');
  if (url.username !== '' || url.password !== '') throw wrong('--url must have no user; --token has the credentials');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

async function read(option: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`--${option}: ${shownPath(path)} cannot be read: ${error.code}`);
  });
}

function wrong(problem: string): SettingsError {
  return new SettingsError([{ problem }]);
}
