import type { CommandIo } from '../../cli/io.ts';
import { eventHubOptions } from '../command/inputs.ts';
import { openDeadLetters, openSink } from '../command/outputs.ts';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import { type CheckResult, fail, failToCheck, type Finding, skip } from '../contracts/finding.ts';
import type { Sink } from '../contracts/sink.ts';
import { testEventHub } from '../logs/event-hub/test.ts';
import { checkFiles } from '../settings/check-files.ts';
import { SettingsError } from '../settings/error.ts';
import type { Settings } from '../settings/settings.ts';
import { checkAccessPolicy } from './checks/access-policy.ts';
import { checkAppRegistration, checkMonitoringReader } from './checks/app-registration.ts';
import { checkAzureOpenAI } from './checks/azure-openai.ts';
import { checkCosts } from './checks/costs.ts';
import { checkDiagnosticSettings } from './checks/diagnostic-settings.ts';
import type { DoctorContext } from './context.ts';

type Place = Pick<Finding, 'id' | 'title'>;

/**
 * Tests the input and the outputs that the settings describe, and checks what none of these can know. Findings are in
 * the order of the tutorial, each reported as soon as those before it are known.
 */
export async function* runChecks(context: DoctorContext, io: CommandIo): AsyncGenerator<Finding, void> {
  // All of them wait for services, so they wait at the same time.
  const input = testInput(context);
  const steps = [
    input.then((findings) => findings.filter(({ id }) => id.startsWith('event-hub'))),
    check({ id: 'event-hub.policy', title: 'Shared access policy' }, checkAccessPolicy(context)),
    checkEach({ id: 'diagnostic-settings', title: 'Diagnostic settings' }, ' of ', checkDiagnosticSettings(context)),
    input.then((findings) => findings.filter(({ id }) => id.startsWith('storage'))),
    check({ id: 'app-registration', title: 'App registration' }, checkAppRegistration(context)),
    checkEach({ id: 'monitoring-reader', title: 'Monitoring Reader' }, ' on ', checkMonitoringReader(context)),
    context.hasCosts
      ? checkEach({ id: 'cost-management', title: 'Costs' }, ' of ', checkCosts(context))
      : Promise.resolve([]),
    testElasticsearch(context, io),
    testDeadLetters(context.settings),
    testOtlp(context.settings, io),
    testLocal(context.settings, io),
    testFiles(context),
    check({ id: 'deployment', title: 'Azure OpenAI' }, checkAzureOpenAI(context)),
  ];
  for (const findings of steps) yield* await findings;
}

/** Tests the event hub as far as the settings suffice; `collect` would refuse to open it. */
async function testInput({ settings }: DoctorContext): Promise<Finding[]> {
  return collectFindings({ id: 'event-hub', title: 'Event hub' }, async () =>
    testEventHub(await eventHubOptions(settings)),
  );
}

async function testElasticsearch({ settings, hasCosts }: DoctorContext, io: CommandIo): Promise<Finding[]> {
  const { output } = settings;
  const place = { id: 'elasticsearch', title: 'Elasticsearch' };
  const privileges = { id: 'elasticsearch.privileges', title: 'Privileges' };
  if (hasElasticsearch(settings)) {
    const findings = await testOutput(place, openSink({ ...settings, output: 'elasticsearch' }, io, hasCosts));
    return findings.length > 1
      ? findings
      : [...findings, { ...privileges, ...skip('Elasticsearch could not be asked') }];
  }
  const detail = 'elasticsearch_hosts or elasticsearch_cloud_id is missing';
  const result = output === 'elasticsearch' ? fail(detail, 'Set one of them.') : skip(`output is ${output}`);
  return [
    { ...place, ...result },
    { ...privileges, ...skip(detail) },
  ];
}

function hasElasticsearch({ elasticsearch_hosts: hosts, elasticsearch_cloud_id: cloudId }: Settings): boolean {
  return hosts.length > 0 || cloudId !== undefined;
}

/** A file is checked with the others. */
async function testDeadLetters(settings: Settings): Promise<Finding[]> {
  if (settings.dead_letters === 'file' || !hasElasticsearch(settings)) return [];
  const place = { id: 'elasticsearch.dead-letters', title: 'Privileges for dead letters' };
  return testOutput(place, openDeadLetters(settings));
}

async function testOtlp(settings: Settings, io: CommandIo): Promise<Finding[]> {
  const { output, otlp_endpoint: endpoint = io.env['OTEL_EXPORTER_OTLP_ENDPOINT'] } = settings;
  const place = { id: 'otlp', title: 'OTLP endpoint' };
  if (output === 'otlp' || endpoint) return testOutput(place, openSink({ ...settings, output: 'otlp' }, io));
  return [{ ...place, ...skip(`output is ${output}, and OTEL_EXPORTER_OTLP_ENDPOINT is not set`) }];
}

/** A store is checked only if documents go there. */
async function testLocal(settings: Settings, io: CommandIo): Promise<Finding[]> {
  if (settings.output !== 'local') return [];
  return testOutput({ id: 'local', title: 'Store of local_path' }, openSink(settings, io));
}

/** @param place of the finding if the output cannot be opened */
function testOutput(place: Place, opening: Promise<Sink | DeadLetters>): Promise<Finding[]> {
  return collectFindings(place, async function* () {
    const output = await opening;
    try {
      yield* output.test?.() ?? [];
    } finally {
      await output.close();
    }
  });
}

async function collectFindings(
  place: Place,
  test: () => AsyncIterable<Finding> | Promise<AsyncIterable<Finding>>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    for await (const finding of await test()) findings.push(finding);
  } catch (error) {
    findings.push({ ...place, ...explain(error) });
  }
  return findings;
}

/** Tests the files that `collect` would write, but for the store. Reports only those that it cannot write. */
async function testFiles({ settings }: DoctorContext): Promise<Finding[]> {
  const problems = await checkFiles(settings, ['logs', 'metrics', 'costs']);
  const files = problems.filter(({ setting }) => setting !== 'local_path');
  return files.map(({ setting = '', problem }) => ({
    id: 'files',
    title: `File of ${setting}`,
    ...fail(problem, `Set ${setting} to a file that this user may write.`),
  }));
}

async function check(place: Place, result: Promise<CheckResult>): Promise<Finding[]> {
  return [{ ...place, ...(await result.catch(explain)) }];
}

/** @param results each with the name of its account or subscription, which follows `joint` in the title; or without */
async function checkEach(
  { id, title }: Place,
  joint: string,
  results: Promise<readonly (readonly [name: string, result: CheckResult])[]>,
): Promise<Finding[]> {
  const all = await results.catch((error: unknown) => [['', explain(error)] as const]);
  return all.map(([name, result]) => ({ id, title: `${title}${name && joint}${name}`, ...result }));
}

function explain(error: unknown): CheckResult {
  if (!(error instanceof SettingsError)) return failToCheck(error);
  const problems = error.problems.map(({ setting, problem }) => `${setting}: ${problem}`);
  return fail(problems.join('; '), 'See this setting in docs/collectors.md.');
}
