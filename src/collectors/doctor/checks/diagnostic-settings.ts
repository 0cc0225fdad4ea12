import { parseResourceId } from '../../azure/resource-id.ts';
import { type CheckResult, fail, ok, skip } from '../../contracts/finding.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext, ListedAccount } from '../context.ts';

/** The categories that the tutorial selects, and that the dashboards need. */
export const CATEGORIES: readonly string[] = ['Audit', 'RequestResponse'];

const DIAGNOSTIC_SETTINGS_API = '2021-05-01-preview';

/** A diagnostic setting, as far as it matters here. */
interface DiagnosticSetting {
  readonly name: string;
  readonly properties: {
    readonly eventHubAuthorizationRuleId?: string | null;
    readonly eventHubName?: string | null;
    readonly logs?: readonly { category?: string | null; categoryGroup?: string | null; enabled?: boolean }[];
  };
}

/** Checks for each account whether its logs are sent to the event hub. */
export async function checkDiagnosticSettings(
  context: DoctorContext,
): Promise<[account: string, result: CheckResult][]> {
  const { arm, subscriptions } = context;
  if (!arm || subscriptions.length === 0) {
    return [['', skip('needs subscription_id, tenant_id, client_id and client_secret')]];
  }
  const accounts = await context.accounts().catch((error: unknown) => describeError(error));
  if (typeof accounts === 'string') return [['', skip(`the accounts cannot be listed: ${accounts}`)]];
  if (accounts.length === 0) {
    const action = 'See subscription_id, resource_groups and resource_ids; or create one.';
    return [['', fail('there is no Azure OpenAI account', action)]];
  }
  return Promise.all(
    accounts.map(async (account): Promise<[string, CheckResult]> => {
      const path = `${account.id}/providers/Microsoft.Insights/diagnosticSettings`;
      try {
        const settings = await arm.list<DiagnosticSetting>(path, DIAGNOSTIC_SETTINGS_API);
        return [account.name, checkAccount(account, settings, context)];
      } catch (error) {
        return [account.name, skip(`its diagnostic settings cannot be read: ${describeError(error)}`)];
      }
    }),
  );
}

function checkAccount(
  account: ListedAccount,
  settings: readonly DiagnosticSetting[],
  { eventHub = '', namespace = '' }: DoctorContext,
): CheckResult {
  const sent = CATEGORIES.map((category) => [category, listHubs(category, settings)] as const);
  const isOurs = (hub: TargetHub): boolean =>
    hub.namespace === namespace.split('.')[0]?.toLowerCase() && hub.eventHub === eventHub.toLowerCase();
  const absent = sent.filter(([, hubs]) => !hubs.some(isOurs)).map(([category]) => category);
  if (absent.length === 0) return ok(`${CATEGORIES.join(' and ')} are sent to ${eventHub}`);
  const others = sent.flatMap(([, hubs]) => hubs.filter((hub) => !isOurs(hub)));
  const elsewhere = [...new Set(others.map(({ namespace, eventHub }) => `${namespace}/${eventHub}`))];
  return fail(
    `${absent.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} not sent to ${namespace}/${eventHub}` +
      (elsewhere.length > 0 ? `, but to ${elsewhere.join(', ')}` : ''),
    `az monitor diagnostic-settings create --name azure-openai-otel --resource ${account.id} ` +
      `--event-hub ${eventHub || '<event hub>'} --event-hub-rule <id of a policy of the namespace> ` +
      `--logs '${JSON.stringify(CATEGORIES.map((category) => ({ category, enabled: true })))}' ` +
      `(resource group ${parseResourceId(account.id).resourceGroup})`,
    ['diagnosticSettings'],
  );
}

interface TargetHub {
  readonly namespace: string;
  readonly eventHub: string;
}

/** Lists the event hubs that a category is sent to. Without a name, Azure creates one for each category. */
function listHubs(category: string, settings: readonly DiagnosticSetting[]): TargetHub[] {
  return settings
    .filter(({ properties: { logs = [] } }) => logs.some((log) => log.enabled && covers(log, category)))
    .flatMap(({ properties: { eventHubAuthorizationRuleId, eventHubName } }) => {
      const namespace = /\/namespaces\/([^/]+)/i.exec(eventHubAuthorizationRuleId ?? '')?.[1]?.toLowerCase();
      if (namespace === undefined) return [];
      return [{ namespace, eventHub: (eventHubName || `insights-logs-${category}`).toLowerCase() }];
    });
}

/** Azure's category group `audit` includes the category Audit, and `allLogs` all of them. */
function covers(
  { category, categoryGroup }: { category?: string | null; categoryGroup?: string | null },
  wanted: string,
): boolean {
  if (category?.toLowerCase() === wanted.toLowerCase()) return true;
  const group = categoryGroup?.toLowerCase();
  return group === 'alllogs' || (group === 'audit' && wanted === 'Audit');
}
