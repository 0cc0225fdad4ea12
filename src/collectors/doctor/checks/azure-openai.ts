import { type CheckResult, fail, ok, skip, warn } from '../../contracts/finding.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

const TIMEOUT = 20_000;
const API_VERSION = '2024-10-21';

/**
 * Checks endpoint and key by listing the models of the resource, which costs nothing and uses no tokens. The deployment is
 * looked for in Azure Resource Manager, if that can be read.
 */
export async function checkAzureOpenAI(context: DoctorContext): Promise<CheckResult> {
  const { azure_openai_endpoint: endpoint, azure_openai_api_key: key } = context.settings;
  if (endpoint === undefined || key === undefined) {
    return skip('needs AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY of the application (step 6)');
  }
  try {
    const url = new URL(`openai/models?api-version=${API_VERSION}`, endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
    const response = await fetch(url, { headers: { 'api-key': key }, signal: AbortSignal.timeout(TIMEOUT) });
    await response.body?.cancel();
    if (response.status === 401 || response.status === 403) {
      return fail(
        `${url.origin} answers ${response.status}`,
        'See AZURE_OPENAI_API_KEY, and Networking of the resource.',
      );
    }
    if (!response.ok) return fail(`${url.origin} answers ${response.status}`, 'See AZURE_OPENAI_ENDPOINT.');
    return await checkDeploymentName(context, url.hostname);
  } catch (error) {
    return fail(describeError(error), 'See AZURE_OPENAI_ENDPOINT: https://<resource>.openai.azure.com.');
  }
}

async function checkDeploymentName(context: DoctorContext, host: string): Promise<CheckResult> {
  const { arm, settings } = context;
  const wanted = settings.azure_openai_deployment;
  const right = `${host} takes the key`;
  if (wanted === undefined || arm === undefined) return ok(right);
  const accounts = await context.accounts().catch(() => []);
  const account = accounts.find(({ name }) => host.split('.')[0] === name.toLowerCase());
  if (account === undefined) return ok(right);
  const path = `${account.id}/deployments`;
  const names = await arm.list<{ name: string }>(path, '2024-10-01').then(
    (deployments) => deployments.map(({ name }) => name),
    () => undefined,
  );
  if (names === undefined) return ok(right);
  if (names.includes(wanted)) return ok(`${right}, and has the deployment ${wanted}`);
  return warn(
    `${right}, but has no deployment ${wanted}`,
    `It has ${names.join(', ') || 'none'}: see AZURE_OPENAI_DEPLOYMENT.`,
  );
}
