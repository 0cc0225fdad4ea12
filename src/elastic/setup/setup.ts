import type { CommandIo, Output } from '../../cli/io.ts';
import { describeError } from '../../collectors/errors.ts';
import { explainError } from '../../collectors/settings/error.ts';
import { loadSettings } from '../../collectors/settings/read.ts';
import { hideSecrets, hidingOutput } from '../../collectors/settings/secrets.ts';
import { type Flags, readFlags } from '../../collectors/settings/usage.ts';
import { writeFiles } from '../../setup/files.ts';
import { createSend, RefusedError, type Send, sendOk, UnreachableError } from '../../setup/http.ts';
import { type Cluster, inspectCluster, isAtLeast } from './cluster.ts';
import { exportedFiles } from './export.ts';
import { FLAGS, readOptions, readServers, type SetupOptions } from './options.ts';
import { planResources } from './plan.ts';
import { findMissingPrivileges } from './privileges.ts';
import {
  type Action,
  formatOutcome,
  isProblem,
  type Outcome,
  processResources,
  summarize,
} from '../../setup/resource.ts';

/**
 * The command `azure-openai-otel setup elastic`.
 *
 * @param args what follows `setup elastic` on the command line
 * @param io `process`, or a substitute
 * @returns the exit code: 0 done, 1 something failed, is missing or differs, 2 wrong settings
 * @throws UsageError for options that are wrong
 */
export async function setupElastic(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = readFlags(args, FLAGS, 0);
  const options = await readOptions(flags).catch((error: unknown) => explain(error, io.stderr));
  if (typeof options === 'number') return options;
  const folder = flags.values['export'];
  try {
    if (folder !== undefined) return await exportAll(String(folder), options, io.stdout);
    return await run(flags, options, io);
  } catch (error) {
    return explain(error, io.stderr);
  }
}

/** @throws the error, unless its message says what to do */
function explain(error: unknown, stderr: Output): number {
  const code = explainError('setup elastic', error, stderr);
  if (code === undefined) throw error;
  return code;
}

async function exportAll(folder: string, { traces, elastic }: SetupOptions, stdout: Output): Promise<number> {
  const files = exportedFiles(traces ?? ['apm', 'otel'], elastic);
  stdout.write(await writeFiles(folder, files));
  return 0;
}

async function run(flags: Flags, options: SetupOptions, io: CommandIo): Promise<number> {
  const { settings } = await loadSettings(flags, io.env, 'nothing');
  const hide = hideSecrets(settings, io.env);
  const [stdout, stderr] = [hidingOutput(io.stdout, hide), hidingOutput(io.stderr, hide)];
  const servers = await readServers(flags, io.env, settings, options.space);
  const sends = { elasticsearch: createSend(servers.elasticsearch), kibana: createSend(servers.kibana) };
  try {
    return await setUp(options, sends, stdout, stderr);
  } catch (error) {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    stderr.write(
      `azure-openai-otel setup elastic: ${describeError(error)}\nRun it again: it goes on from what is there.\n`,
    );
    return 1;
  }
}

async function setUp(
  options: SetupOptions,
  sends: Parameters<typeof planResources>[2],
  stdout: Output,
  stderr: Output,
): Promise<number> {
  const { action, parts, space } = options;
  const cluster = await inspectCluster(sends.elasticsearch, sends.kibana);
  const kind = cluster.isServerless
    ? 'a serverless project'
    : `Elasticsearch ${cluster.version}, Kibana ${cluster.kibanaVersion}`;
  stdout.write(`${kind}, space ${space}\n`);
  if (!cluster.isServerless && !isAtLeast(cluster.kibanaVersion, 8, 19)) {
    stderr.write('Kibana 8.19 or later is needed; nothing was changed.\n');
    return 1;
  }
  if (parts.dashboards && options.traces === undefined && action !== 'remove') {
    stdout.write(`spans are stored ${describeStorages(cluster.traces)}\n`);
  }
  if (cluster.hasIntegration) {
    stdout.write("Elastic's Azure OpenAI integration is installed: its templates take precedence over ours.\n");
  }
  if (action !== 'check') {
    const missing = await findMissingPrivileges(sends.elasticsearch, sends.kibana, space, parts);
    if (missing.length > 0) {
      stderr.write(
        `These privileges are missing, and nothing was changed:\n${missing.map((one) => `  ${one}\n`).join('')}`,
      );
      return 1;
    }
  }
  const { resources, skipped } = planResources(options, cluster, sends);
  for (const line of skipped) stdout.write(`skipped    ${line}\n`);
  const outcomes: Outcome[] = [];
  const report = (outcome: Outcome): void => {
    outcomes.push(outcome);
    stdout.write(formatOutcome(outcome, stdout));
  };
  await processResources(resources, action, report);
  const hasJobs = parts.ml && resources.some(({ name }) => name.startsWith('ML job'));
  if (hasJobs && action !== 'check') await syncJobs(sends.kibana, action, report);
  const hasNewTemplate = outcomes.some(
    ({ resource, result }) => /template /.test(resource) && CHANGED.includes(result),
  );
  if (hasNewTemplate && action === 'apply') {
    for (const name of cluster.dataStreams) {
      stdout.write(
        `${name} has the new template from its next index on; for it to begin now: POST /${name}/_rollover\n`,
      );
    }
  }
  stdout.write(`${summarize(outcomes)}\n`);
  return outcomes.some(isProblem) ? 1 : 0;
}

/** Kibana shows only jobs that it has an object of its own for. */
async function syncJobs(kibana: Send, action: Action, report: (outcome: Outcome) => void): Promise<void> {
  // Without the license, Kibana refuses it, while Elasticsearch removes jobs.
  const allowed = action === 'remove' ? [403] : [];
  try {
    await sendOk(kibana, 'GET', '/api/ml/saved_objects/sync', undefined, allowed);
  } catch (error) {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    report({ resource: 'ML jobs in Kibana', result: 'failed', detail: describeError(error) });
  }
}

/** Describes where spans are, of which the dashboards of calls are made. */
function describeStorages(traces: Cluster['traces']): string {
  if (traces.length === 0) return 'nowhere yet; the dashboards expect Elastic APM (see --traces)';
  const names = { apm: 'by Elastic APM', otel: 'as OpenTelemetry has them' };
  return traces.map((storage) => names[storage]).join(' and ');
}

const CHANGED: readonly Outcome['result'][] = ['created', 'updated'];
