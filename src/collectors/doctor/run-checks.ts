import { fileProblems } from '../settings/check-files.ts';
import { MissingPackageError } from '../missing-package-error.ts';
import type { ReadSettings } from '../settings/read-settings.ts';
import { type CheckResult, type Finding, fail } from './check.ts';
import { describeError } from '../errors.ts';
import { checkAccessPolicy } from './checks/access-policy.ts';
import { checkAppRegistration, checkMonitoringReader } from './checks/app-registration.ts';
import { checkDeployment } from './checks/deployment.ts';
import { checkDiagnosticSettings } from './checks/diagnostic-settings.ts';
import { checkEventHub } from './checks/event-hub.ts';
import { checkElasticsearch, checkOtlp } from './checks/output.ts';
import { checkStorage } from './checks/storage.ts';
import type { DoctorContext } from './context.ts';

type Steps = AsyncGenerator<CheckResult, void>;

/** Every check, in the order of the tutorial, each reported as soon as those before it are done. */
export async function* runChecks(context: DoctorContext, { given }: Pick<ReadSettings, 'given'>): Steps {
  // All of them wait for services, so they wait at the same time.
  const steps = [
    eventHubSteps(context),
    policySteps(context),
    diagnosticSteps(context),
    storageSteps(context),
    registrationSteps(context),
    readerSteps(context),
    elasticsearchSteps(context),
    step('otlp', 'OTLP endpoint', checkOtlp(context, given.has('otlp_endpoint'))),
    fileSteps(context),
    step('deployment', 'Azure OpenAI', checkDeployment(context)),
  ];
  for (const results of steps) yield* await results;
}

async function eventHubSteps(context: DoctorContext): Promise<CheckResult[]> {
  const title = `Consumer group ${context.settings.consumer_group}`;
  const found = await orFail(checkEventHub(context), (failed) => ({ reachable: failed, consumerGroup: undefined }));
  return [
    { id: 'event-hub', title: 'Event hub', ...found.reachable },
    ...(found.consumerGroup ? [{ id: 'event-hub.consumer-group', title, ...found.consumerGroup }] : []),
  ];
}

function policySteps(context: DoctorContext): Promise<CheckResult[]> {
  return step('event-hub.policy', 'Shared access policy', checkAccessPolicy(context));
}

async function diagnosticSteps(context: DoctorContext): Promise<CheckResult[]> {
  const found = await orFail(checkDiagnosticSettings(context), (failed) => [['', failed]] as [string, Finding][]);
  return found.map(([account, finding]) => ({
    id: 'diagnostic-settings',
    title: `Diagnostic settings${account && ` of ${account}`}`,
    ...finding,
  }));
}

async function storageSteps(context: DoctorContext): Promise<CheckResult[]> {
  const found = await orFail(checkStorage(context), (failed) => ({ container: failed, account: undefined }));
  return [
    { id: 'storage.container', title: 'Storage container', ...found.container },
    ...(found.account ? [{ id: 'storage.account', title: 'Storage account', ...found.account }] : []),
  ];
}

function registrationSteps(context: DoctorContext): Promise<CheckResult[]> {
  return step('app-registration', 'App registration', checkAppRegistration(context));
}

async function readerSteps(context: DoctorContext): Promise<CheckResult[]> {
  const found = await orFail(checkMonitoringReader(context), (failed) => [['', failed]] as [string, Finding][]);
  return found.map(([subscription, finding]) => ({
    id: 'monitoring-reader',
    title: `Monitoring Reader${subscription && ` on ${subscription}`}`,
    ...finding,
  }));
}

async function elasticsearchSteps(context: DoctorContext): Promise<CheckResult[]> {
  const found = await orFail(checkElasticsearch(context), (failed) => ({ reachable: failed, privileges: undefined }));
  return [
    { id: 'elasticsearch', title: 'Elasticsearch', ...found.reachable },
    ...(found.privileges ? [{ id: 'elasticsearch.privileges', title: 'Privileges', ...found.privileges }] : []),
  ];
}

/** The files that `collect` would write; nothing is said of those that it can. */
async function fileSteps({ settings }: DoctorContext): Promise<CheckResult[]> {
  const problems = await fileProblems(settings, ['logs', 'metrics']);
  return problems.map(({ setting = '', problem }) => ({
    id: 'files',
    title: `File of ${setting}`,
    ...fail(problem, `Set ${setting} to a file that this user may write.`),
  }));
}

async function step(id: string, title: string, check: Promise<Finding>): Promise<CheckResult[]> {
  return [{ id, title, ...(await orFail(check, (failed) => failed)) }];
}

/** What a check could not even try is its finding: a package that is missing, a setting that its SDK refuses. */
async function orFail<T, F>(check: Promise<T>, failure: (finding: Finding) => F): Promise<T | F> {
  try {
    return await check;
  } catch (error) {
    if (error instanceof MissingPackageError) {
      return failure(fail(error.message.split('\n')[0]!, `npm install ${error.packages.join(' ')}`));
    }
    return failure(fail(describeError(error), 'See the settings of this check in docs/collectors.md.'));
  }
}
