import type { Account as AzureAccount, CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { parseAccountId } from '../azure/resource-id.ts';
import { type Clients, resourceManagerQuota } from './clients.ts';
import { describeFailure, serviceFailure } from './errors.ts';
import type { Log } from './log.ts';
import type { Account } from './types.ts';

/** Kinds of accounts with deployments of Azure OpenAI models. Others, such as `SpeechServices`, have none of its metrics. */
export const ACCOUNT_KINDS: readonly string[] = ['OpenAI', 'AIServices'];

/** Selects accounts of one subscription. */
export interface AccountSelection {
  readonly subscriptionId: string;
  /** Empty: the whole subscription, unless there are `resourceIds`. */
  readonly resourceGroups: readonly string[];
  /** Ids of accounts of this subscription, of any kind. */
  readonly resourceIds: readonly string[];
  /** Kinds of accounts that are selected without an id. */
  readonly kinds: readonly string[];
}

/**
 * Returns the accounts that exist now. A resource group or an account that does not exist is logged and skipped.
 *
 * @throws the client's error if the subscription can't be read
 */
export async function discoverAccounts(
  { subscriptionId, resourceGroups, resourceIds, kinds }: AccountSelection,
  { clients, log }: { readonly clients: Clients; readonly log: Log },
  signal: AbortSignal,
): Promise<Account[]> {
  const { accounts } = await clients.cognitiveServices(subscriptionId);
  const send: Send = (request) => clients.send(resourceManagerQuota(subscriptionId), signal, request);
  const listed: AzureAccount[] = [];
  const readAll = async (list: List): Promise<void> => {
    for await (const page of readPages(list, send)) {
      listed.push(...page.filter(({ kind }) => isOfKind(kind, kinds)));
    }
  };

  if (resourceGroups.length === 0 && resourceIds.length === 0) await readAll((options) => accounts.list(options));
  for (const group of resourceGroups) {
    await unlessMissing(`resource group ${group} in subscription ${subscriptionId}`, log, () =>
      readAll((options) => accounts.listByResourceGroup(group, options)),
    );
  }
  for (const id of resourceIds) {
    const parsed = parseAccountId(id);
    if (!parsed) continue;
    await unlessMissing(`account ${id}`, log, async () => {
      const { resourceGroup, name } = parsed;
      listed.push(await send((abortSignal) => accounts.get(resourceGroup, name, { abortSignal })));
    });
  }
  const found = listed.map(toAccount).filter((account) => account !== undefined);
  return [...new Map(found.map((account) => [account.id.toLowerCase(), account])).values()];
}

type Send = <T>(request: (signal: AbortSignal) => Promise<T>) => Promise<T>;
type List = (options: { abortSignal: AbortSignal }) => ReturnType<AccountsClient['list']>;
type AccountsClient = CognitiveServicesManagementClient['accounts'];

/** Reads page by page. The client's own iterator ends when a page fails; this one can retry the page. */
async function* readPages(list: List, send: Send): AsyncGenerator<readonly AzureAccount[]> {
  const { getContinuationToken } = await import('@azure/arm-cognitiveservices');
  let token: string | undefined;
  do {
    const settings = token ? { continuationToken: token } : {};
    const { value } = await send((abortSignal) => list({ abortSignal }).byPage(settings).next());
    yield value ?? [];
    token = getContinuationToken(value);
  } while (token);
}

async function unlessMissing(subject: string, log: Log, read: () => Promise<void>): Promise<void> {
  try {
    await read();
    log.onSuccess(subject);
  } catch (error) {
    const failure = serviceFailure(error);
    if (failure.status !== 404) throw error;
    log.onFailure(subject, `not found, so nothing is collected from it: ${describeFailure(failure)}`);
  }
}

function toAccount({ id, location, kind = '' }: AzureAccount): Account | undefined {
  const parsed = parseAccountId(id ?? '');
  if (!id || !parsed || !location) return undefined;
  return { id, ...parsed, location: location.replaceAll(' ', '').toLowerCase(), kind };
}

/** Returns whether the kind of an account, in any case, is one of `kinds`. */
export function isOfKind(kind = '', kinds: readonly string[] = ACCOUNT_KINDS): boolean {
  return kinds.some((one) => one.toLowerCase() === kind.toLowerCase());
}
