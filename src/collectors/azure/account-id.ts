/** The parts of an account's resource id, as Azure writes them. */
export interface AccountResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const ACCOUNT =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.CognitiveServices\/accounts\/([^/]+)\/?$/i;

/** @returns undefined if this is not the id of an account of Azure AI services */
export function parseAccountId(id: string): AccountResourceId | undefined {
  const [, subscriptionId, resourceGroup, name] = ACCOUNT.exec(id.trim()) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}
