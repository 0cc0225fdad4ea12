import { didYouMean } from '../../cli/nearest-names.ts';
import { shownWord } from '../../cli/shown-value.ts';
import { UsageError } from '../../cli/options.ts';
import type { Collected } from '../settings/check-settings.ts';
import { durationOf } from '../settings/parse-setting.ts';
import type { FlagOption, Flags } from '../settings/setting-flags.ts';
import { settingsUsage } from '../settings/usage.ts';

/** The flags of `collect` that are no settings. */
export const COLLECT_FLAGS: Readonly<Record<string, FlagOption>> = {
  'dry-run': { type: 'boolean' },
  limit: { type: 'string' },
  timeout: { type: 'string' },
};

/** How to run `collect`, apart from its settings. */
export interface CollectOptions {
  readonly collected: readonly Collected[];
  /** Absent: not a dry run. */
  readonly dryRun?: { readonly limit: number; readonly timeout: number };
}

const COLLECTED: Readonly<Record<string, readonly Collected[]>> = {
  logs: ['logs'],
  metrics: ['metrics'],
  all: ['logs', 'metrics'],
};

/** The text of `collect --help`. */
export function collectUsage(): string {
  return `Usage: azure-openai-otel collect logs|metrics|all [options]

Collects what Azure reports of Azure OpenAI, logs from an event hub and metrics from Azure Monitor, and stores it as the
documents of Elastic's Azure OpenAI integration. Acknowledged is only what is stored; it runs until it is asked to stop.

A setting is a flag, an environment variable (--consumer-group is AZURE_OPENAI_OTEL_CONSUMER_GROUP; those of Azure, Elastic and
OpenTelemetry are understood too), or a key in a YAML or JSON file (consumer_group), in this order. A secret can stand in a file
of its own: --connection-string-file, AZURE_OPENAI_OTEL_CONNECTION_STRING_FILE, connection_string_file. Flags can be seen in the
list of processes: give secrets in another way. docs/collectors.md describes them all.

Options:
  --config <file>       settings in YAML or JSON (or AZURE_OPENAI_OTEL_CONFIG)
  --dry-run             read and map, write the documents to the standard output, store and acknowledge nothing
  --limit <n>           with --dry-run: stop after so many documents (default: 100)
  --timeout <duration>  with --dry-run: stop after so long (default: 60s)
  -h, --help            this text

${settingsUsage().trimEnd()}

Signals: SIGTERM and Ctrl-C finish and acknowledge what was read and release the partitions; a second one quits at once.

Exit codes: 0 stopped as asked, 1 failed, 2 wrong or missing settings, 130 or 143 quit at once by a second Ctrl-C or SIGTERM.
`;
}

/**
 * What the command line asks for besides settings.
 *
 * @throws UsageError if that is nothing that there is
 */
export function collectOptions({ values, positionals }: Flags): CollectOptions {
  const [what = '', ...more] = positionals;
  const collected = Object.hasOwn(COLLECTED, what) ? COLLECTED[what] : undefined;
  if (collected === undefined || more.length > 0) {
    const given = positionals[collected ? 1 : 0];
    throw new UsageError(
      `say what to collect: logs, metrics or all${given ? `, not ${shownWord(given)}.${didYouMean(given, Object.keys(COLLECTED))}` : '.'}`,
    );
  }
  if (values['dry-run'] !== true) return { collected };
  const limit = Number(values['limit'] ?? 100);
  const timeout = durationOf(String(values['timeout'] ?? '60s'));
  if (!Number.isSafeInteger(limit) || limit < 1) throw new UsageError('--limit must be 1 or more.');
  if (!timeout) throw new UsageError('--timeout must be a duration such as 30s.');
  return { collected, dryRun: { limit, timeout } };
}
