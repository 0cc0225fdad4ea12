import type { StandInAccount } from '../../../support/azure-resource-manager/index.ts';

export const SUBSCRIPTION = '12cabcb4-86e8-404f-a3d2-1dc9982f45ca';

export function account(name: string, more: Partial<StandInAccount> = {}): StandInAccount {
  return { subscriptionId: SUBSCRIPTION, resourceGroup: 'ai', name, location: 'eastus', ...more };
}

export function accounts(count: number, more: Partial<StandInAccount> = {}): StandInAccount[] {
  return Array.from({ length: count }, (_, index) => account(`account-${index}`, more));
}
