import { ResourceManagerError } from '../../azure/resource-manager.ts';
import { type CheckResult, fail, ok, skip } from '../../contracts/finding.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

/** Checks whether Microsoft Entra ID gives a token. */
export async function checkAppRegistration({ credential, cloud }: DoctorContext): Promise<CheckResult> {
  if (!credential) return skip('needs tenant_id, client_id and client_secret (step 2, "Create an app registration")');
  try {
    await credential.getToken(`${cloud.resourceManagerEndpoint}/.default`);
    return ok('Microsoft Entra ID gives a token');
  } catch (error) {
    const reason = describeError(error);
    const [code = ''] = /AADSTS\d+/.exec(reason) ?? [];
    return fail(
      reason,
      ACTIONS[code] ?? `See tenant_id, client_id and client_secret; ${cloud.authorityHost} must be reachable.`,
    );
  }
}

/** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const ACTIONS: Readonly<Record<string, string>> = {
  AADSTS7000215: 'client_secret is wrong: it is the Value of the client secret, not its Secret ID.',
  AADSTS7000222: 'client_secret has expired: create a new one under Certificates & secrets.',
  AADSTS700016:
    'client_id is no application of this tenant: see "Application (client) ID" and "Directory (tenant) ID".',
  AADSTS90002: 'tenant_id is no tenant: see "Directory (tenant) ID" on the overview of the app registration.',
  AADSTS900023: 'tenant_id is no tenant: see "Directory (tenant) ID" on the overview of the app registration.',
};

/** Checks for each subscription whether its accounts can be listed, and the metrics of one of them. */
export async function checkMonitoringReader(
  context: DoctorContext,
): Promise<[subscription: string, result: CheckResult][]> {
  const { arm, subscriptions, settings } = context;
  if (!arm || subscriptions.length === 0) return [['', skip('needs subscription_id and an app registration')]];
  return Promise.all(
    subscriptions.map(async (subscription): Promise<[string, CheckResult]> => {
      try {
        const path = `/subscriptions/${subscription}/providers/Microsoft.CognitiveServices/accounts`;
        const accounts = await arm.list<{ id: string }>(path, '2024-10-01');
        const [account] = accounts;
        if (account === undefined) return [subscription, ok('accounts can be listed; there is none')];
        await arm.list(`${account.id}/providers/Microsoft.Insights/metricDefinitions`, '2024-02-01');
        return [subscription, ok(`${accounts.length} accounts and their metrics can be read`)];
      } catch (error) {
        return [subscription, explainReader(error, subscription, settings.client_id)];
      }
    }),
  );
}

function explainReader(error: unknown, subscription: string, clientId = '<client id>'): CheckResult {
  const isRefused = error instanceof ResourceManagerError && error.status === 403;
  if (!isRefused) return fail(describeError(error), 'See subscription_id and resource_manager_endpoint.');
  return fail(
    describeError(error),
    `az role assignment create --assignee ${clientId} --role "Monitoring Reader" --scope /subscriptions/${subscription} ` +
      '(step 2, "Add role assignment to your app"); a new role takes some minutes.',
    ['monitoringReader'],
  );
}
