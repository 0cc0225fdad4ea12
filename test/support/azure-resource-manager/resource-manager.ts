import { type CostManagementData, costManagementReply } from './cost-management.ts';
import { definitionBody } from './definitions.ts';
import { metricsBody, readQuestion } from './metrics.ts';
import type { MetricsData } from './metrics.ts';
import { accountId, errorReply } from './types.ts';
import type { Reply, StandInAccount, StandInRequest } from './types.ts';

/** The state of Azure Resource Manager. */
export interface ResourceManagerData extends MetricsData, CostManagementData {
  readonly accounts: readonly StandInAccount[];
  readonly pageSize: number;
  /** The list of `metricDefinitions`, where it differs from the metrics. */
  readonly listedDefinitions?: MetricsData['definitions'] | undefined;
  /** By resource id in lower case, then by name. */
  readonly diagnosticSettings: Map<string, Map<string, object>>;
  readonly roleAssignments: readonly object[];
}

const ACCOUNTS = 'providers/Microsoft.CognitiveServices/accounts';

/** Azure Resource Manager: accounts, metrics of one account, diagnostic settings, role assignments, costs. */
export function resourceManagerReply(
  request: StandInRequest,
  data: ResourceManagerData,
  origin: string,
): Reply | undefined {
  const { path } = request;
  const costs = costManagementReply(request, data, origin);
  if (costs) return costs;
  const list = new RegExp(`^/subscriptions/([^/]+)(?:/resourceGroups/([^/]+))?/${ACCOUNTS}$`, 'i').exec(path);
  if (list) return listAccounts(request, list[1]!, list[2], data, origin);
  if (/\/providers\/Microsoft\.Authorization\/roleAssignments$/i.test(path)) {
    return { status: 200, body: { value: data.roleAssignments } };
  }
  const [resource = '', extension = ''] = path.split(/\/providers\/Microsoft\.Insights\//i);
  if (!new RegExp(`/${ACCOUNTS}/[^/]+$`, 'i').test(resource)) return undefined;
  const account = data.accounts.find((one) => same(accountId(one), resource));
  if (!account) {
    return errorReply(404, 'ResourceNotFound', `The Resource '${resource.split('/').at(-1)}' was not found.`);
  }
  return accountReply(request, account, extension, data);
}

function accountReply(
  { method, query, body }: StandInRequest,
  account: StandInAccount,
  extension: string,
  data: ResourceManagerData,
): Reply | undefined {
  const [kind = '', name] = extension.split('/');
  const id = accountId(account);
  switch (kind.toLowerCase()) {
    case '':
      return { status: 200, body: accountBody(account) };
    case 'metricdefinitions': {
      const definitions = [...(data.listedDefinitions ?? data.definitions).values()];
      return { status: 200, body: { value: definitions.map((one) => definitionBody(id, one)) } };
    }
    case 'metrics': {
      const question = readQuestion(query, data);
      // The errors of this API have no "error" around them.
      if ('status' in question) return { ...question, body: (question.body as { error: object }).error };
      const timespan = query.get('timespan');
      return {
        status: 200,
        body: { cost: 0, timespan, interval: 'PT1M', value: metricsBody(account, question, data) },
      };
    }
    case 'diagnosticsettings':
      return diagnosticSettings(id, method, name, body, data);
    default:
      return undefined;
  }
}

function diagnosticSettings(
  id: string,
  method: string,
  name: string | undefined,
  body: string,
  { diagnosticSettings }: ResourceManagerData,
): Reply {
  const settings = diagnosticSettings.get(id.toLowerCase()) ?? new Map<string, object>();
  if (method === 'PUT' && name) {
    const setting = { ...JSON.parse(body), id: `${id}/providers/microsoft.insights/diagnosticSettings/${name}`, name };
    settings.set(name, setting);
    diagnosticSettings.set(id.toLowerCase(), settings);
    return { status: 200, body: setting };
  }
  if (!name) return { status: 200, body: { value: [...settings.values()] } };
  const setting = settings.get(name);
  return setting ? { status: 200, body: setting } : errorReply(404, 'ResourceNotFound', `No setting ${name}.`);
}

function listAccounts(
  { path, query }: StandInRequest,
  subscriptionId: string,
  resourceGroup: string | undefined,
  { accounts, pageSize }: ResourceManagerData,
  origin: string,
): Reply {
  const found = accounts.filter(
    (one) => same(one.subscriptionId, subscriptionId) && (!resourceGroup || same(one.resourceGroup, resourceGroup)),
  );
  if (resourceGroup && found.length === 0) {
    return errorReply(404, 'ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
  }
  const skip = Number(query.get('$skipToken') ?? 0);
  const next = skip + pageSize;
  const nextLink = `${origin}${path}?api-version=${query.get('api-version')}&$skipToken=${next}`;
  return {
    status: 200,
    body: { value: found.slice(skip, next).map(accountBody), ...(next < found.length && { nextLink }) },
  };
}

function accountBody(account: StandInAccount): object {
  const { name, location, kind = 'OpenAI' } = account;
  return {
    id: accountId(account),
    name,
    type: 'Microsoft.CognitiveServices/accounts',
    location,
    kind,
    sku: { name: 'S0' },
    properties: { provisioningState: 'Succeeded', endpoint: `https://${name}.openai.azure.com/` },
  };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
