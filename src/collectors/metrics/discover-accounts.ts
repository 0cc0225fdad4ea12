import type { Account as AzureAccount, CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { importOptional } from '../optional-package.ts';
import type { Clients } from './clients.ts';
import type { Notices } from './notices.ts';
import type { Requests } from './request.ts';
import { parseAccountId } from '../azure/account-id.ts';
import { describeFailure, serviceFailure } from './service-error.ts';
import type { Account } from './types.ts';

/** Which accounts of one subscription are meant. */
export interface AccountSelection {
  readonly subscriptionId: string;
  /** Empty: the whole subscription, unless there are `resourceIds`. */
  readonly resourceGroups: readonly string[];
  /** Of this subscription; of whatever kind. */
  readonly resourceIds: readonly string[];
  /** Kinds of accounts that are taken where no id names them. */
  readonly kinds: readonly string[];
}

/** What {@link discoverAccounts} works with. */
export interface DiscoveryContext {
  readonly clients: Clients;
  readonly requests: Requests;
  readonly notices: Notices;
}

/**
 * The accounts that are there now. A resource group or an account that does not exist (yet) is told and passed over.
 *
 * @throws the client's error where the subscription can't be read
 */
export async function discoverAccounts(
  { subscriptionId, resourceGroups, resourceIds, kinds }: AccountSelection,
  context: DiscoveryContext,
  signal: AbortSignal,
): Promise<Account[]> {
  const { accounts } = await context.clients.cognitiveServices(subscriptionId);
  const send: Send = (request) => context.requests.send(resourceManagerQuota(subscriptionId), signal, request);
  const listed: AzureAccount[] = [];
  const readAll = async (list: List): Promise<void> => {
    for await (const page of pagesOf(list, send)) {
      listed.push(...page.filter(({ kind = '' }) => includes(kinds, kind)));
    }
  };

  if (resourceGroups.length === 0 && resourceIds.length === 0) await readAll((options) => accounts.list(options));
  for (const group of resourceGroups) {
    await unlessMissing(`resource group ${group} in subscription ${subscriptionId}`, context, () =>
      readAll((options) => accounts.listByResourceGroup(group, options)),
    );
  }
  for (const id of resourceIds) {
    const parsed = parseAccountId(id);
    if (!parsed) continue;
    await unlessMissing(`account ${id}`, context, async () => {
      const { resourceGroup, name } = parsed;
      listed.push(await send((abortSignal) => accounts.get(resourceGroup, name, { abortSignal })));
    });
  }
  return unique(listed.map(toAccount).filter((account) => account !== undefined));
}

/** What Azure Resource Manager throttles together. */
export function resourceManagerQuota(subscriptionId: string): string {
  return `Azure Resource Manager ${subscriptionId}`;
}

type Send = <T>(request: (signal: AbortSignal) => Promise<T>) => Promise<T>;
type List = (options: { abortSignal: AbortSignal }) => ReturnType<AccountsClient['list']>;
type AccountsClient = CognitiveServicesManagementClient['accounts'];

/** The client's own iterator is done when a page of it fails; this one asks for the same page again. */
async function* pagesOf(list: List, send: Send): AsyncGenerator<readonly AzureAccount[]> {
  const name = '@azure/arm-cognitiveservices';
  const { getContinuationToken } = await importOptional(name, () => import('@azure/arm-cognitiveservices'));
  let token: string | undefined;
  do {
    const settings = token ? { continuationToken: token } : {};
    const { value } = await send((abortSignal) => list({ abortSignal }).byPage(settings).next());
    yield value ?? [];
    token = getContinuationToken(value);
  } while (token);
}

async function unlessMissing(what: string, { notices }: DiscoveryContext, read: () => Promise<void>): Promise<void> {
  try {
    await read();
    notices.working(what);
  } catch (error) {
    const failure = serviceFailure(error, Date.now());
    if (failure.status !== 404) throw error;
    notices.failing(what, `not found, so nothing is collected from it: ${describeFailure(failure)}`);
  }
}

function toAccount({ id, location, kind }: AzureAccount): Account | undefined {
  const parsed = parseAccountId(id ?? '');
  if (!id || !parsed || !location) return undefined;
  return { id, ...parsed, location: location.replaceAll(' ', '').toLowerCase(), kind: kind ?? '' };
}

function unique(accounts: Account[]): Account[] {
  return [...new Map(accounts.map((account) => [account.id.toLowerCase(), account])).values()];
}

function includes(kinds: readonly string[], kind: string): boolean {
  return kinds.some((one) => one.toLowerCase() === kind.toLowerCase());
}
