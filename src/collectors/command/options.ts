import { didYouMean } from '../../cli/nearest-names.ts';
import { shownWord } from '../../cli/shown-value.ts';
import { UsageError } from '../../cli/options.ts';
import type { Collected } from '../settings/check.ts';
import { parseDuration } from '../settings/parse.ts';
import { type FlagOption, type Flags, settingsUsage } from '../settings/usage.ts';

/** The flags of `collect` besides its settings. */
export const COLLECT_FLAGS: Readonly<Record<string, FlagOption>> = {
  'dry-run': { type: 'boolean' },
  limit: { type: 'string' },
  timeout: { type: 'string' },
};

/** Options of `collect` besides its settings. */
export interface CollectOptions {
  readonly collected: readonly Collected[];
  /** Whether everything is collected that the settings are for: costs only if a setting of them is given. */
  readonly isAll?: boolean;
  /** Set for a dry run: most documents, and milliseconds. */
  readonly dryRun?: { readonly limit: number; readonly timeout: number };
}

const COLLECTED: Readonly<Record<string, readonly Collected[]>> = {
  logs: ['logs'],
  metrics: ['metrics'],
  costs: ['costs'],
  all: ['logs', 'metrics'],
};

/** Returns the text of `collect --help`. */
export function collectUsage(): string {
  return `Usage: azure-openai-otel collect logs|metrics|costs|all [options]

Collects logs of Azure OpenAI from an event hub, metrics from Azure Monitor and costs from Cost Management, and stores them as
the documents of Elastic's integrations. It acknowledges only stored records, and runs until it is stopped. "all" collects
costs too if a setting of them is given.

A setting is a flag (--consumer-group), an environment variable (AZURE_OPENAI_OTEL_CONSUMER_GROUP; variables of Azure, Elastic
and OpenTelemetry work too), or a key in a YAML or JSON file (consumer_group), in this order of precedence. A setting that is
listed without dashes has no flag. A secret can be in a file of its own: --connection-string-file,
AZURE_OPENAI_OTEL_CONNECTION_STRING_FILE, connection_string_file. Other users of the machine can see the flags of a process: do
not use them for secrets. docs/collectors.md describes all settings.

Options:
  --config <file>       settings in YAML or JSON (or AZURE_OPENAI_OTEL_CONFIG)
  --dry-run             print documents to the standard output; store and acknowledge nothing
  --limit <n>           with --dry-run: maximum number of documents (default: 100)
  --timeout <duration>  with --dry-run: maximum time (default: 60s)
  -h, --help            this text

${settingsUsage().trimEnd()}

Signals: SIGTERM and Ctrl-C store and acknowledge the records read so far and release the partitions. A second one exits
immediately.

Exit codes: 0 stopped as asked, 1 failed, 2 wrong or missing settings, 130 or 143 after a second Ctrl-C or SIGTERM.
`;
}

/**
 * Reads the options of `collect` besides its settings.
 *
 * @throws UsageError if one is missing or wrong
 */
export function readCollectOptions({ values, positionals }: Flags): CollectOptions {
  const [what = '', ...more] = positionals;
  const collected = Object.hasOwn(COLLECTED, what) ? COLLECTED[what] : undefined;
  if (collected === undefined || more.length > 0) {
    const given = positionals[collected ? 1 : 0];
    throw new UsageError(
      `say what to collect: logs, metrics, costs or all${given ? `, not ${shownWord(given)}.${didYouMean(given, Object.keys(COLLECTED))}` : '.'}`,
    );
  }
  if (values['dry-run'] !== true) {
    const option = ['limit', 'timeout'].find((name) => values[name] !== undefined);
    if (option !== undefined) throw new UsageError(`--${option} needs --dry-run.`);
    return { collected, isAll: what === 'all' };
  }
  const limit = Number(values['limit'] ?? 100);
  const timeout = parseDuration(String(values['timeout'] ?? '60s'));
  if (!Number.isSafeInteger(limit) || limit < 1) throw new UsageError('--limit must be 1 or more.');
  if (!timeout) throw new UsageError('--timeout must be a duration such as 30s.');
  return { collected, isAll: what === 'all', dryRun: { limit, timeout } };
}
