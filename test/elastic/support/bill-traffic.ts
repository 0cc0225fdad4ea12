import type { Document } from '../../../src/collectors/contracts/document.ts';
import { addChanges, type CostRow, findChanges, type StoredCosts } from '../../../src/collectors/costs/cost-row.ts';
import { costsMapper } from '../../../src/collectors/costs/documents.ts';
import { parseDecimal } from '../../../src/pricing/decimal.ts';

/** A charge of a day, in its final amounts. */
export interface Charge {
  readonly day: string;
  readonly type: 'actual' | 'amortized';
  readonly meter: string;
  readonly resource: string;
  readonly deployment?: string;
  readonly currency: string;
  readonly cost: number;
  readonly quantity: number;
}

const INPUT = 'GPT 5 Inpt Glbl 1M Tokens';
const OUTPUT = 'GPT 5 outpt Glbl 1M Tokens';

export const CHARGES: readonly Charge[] = [
  {
    day: '2026-09-01',
    type: 'actual',
    meter: INPUT,
    resource: 'contoso',
    deployment: 'chat',
    currency: 'USD',
    cost: 1.5,
    quantity: 1.2,
  },
  {
    day: '2026-09-01',
    type: 'actual',
    meter: OUTPUT,
    resource: 'contoso',
    deployment: 'chat',
    currency: 'USD',
    cost: 2,
    quantity: 0.2,
  },
  { day: '2026-09-02', type: 'actual', meter: INPUT, resource: 'contoso', currency: 'USD', cost: 0.25, quantity: 0.2 },
  {
    day: '2026-09-02',
    type: 'actual',
    meter: INPUT,
    resource: 'fabrikam',
    currency: 'EUR',
    cost: 0.125,
    quantity: 0.1,
  },
  {
    day: '2026-09-01',
    type: 'amortized',
    meter: INPUT,
    resource: 'contoso',
    deployment: 'chat',
    currency: 'USD',
    cost: 1.25,
    quantity: 1.2,
  },
];

/** Returns the documents of two readings: Azure first reports half of each charge, and corrects it then. */
export function billDocuments(namespace: string): Document[] {
  const map = costsMapper({ namespace });
  const stored: StoredCosts = { series: {}, days: {} };
  return [0.5, 1].flatMap((share) => {
    const rows = CHARGES.map((charge) => costRow(charge, share));
    const changes = findChanges({ origin: 'test', from: '2026-09-01', to: '2026-09-30', rows }, stored);
    addChanges(stored, 'test', changes, '');
    return changes.flatMap((change) =>
      map({ origin: 'test', change }).flatMap((mapped) => ('document' in mapped ? [mapped.document] : [])),
    );
  });
}

function costRow({ resource, deployment = '', cost, quantity, ...charge }: Charge, share: number): CostRow {
  return {
    ...charge,
    deployment,
    resourceId: `/subscriptions/22222222-2222-4222-8222-222222222222/resourcegroups/group/providers/microsoft.cognitiveservices/accounts/${resource}`,
    location: 'eastus2',
    subscriptionId: '22222222-2222-4222-8222-222222222222',
    subscriptionName: '',
    product: 'Azure OpenAI GPT5',
    unit: '1M',
    chargeType: 'Usage',
    pricingModel: 'OnDemand',
    cost: parseDecimal(String(cost * share))!,
    quantity: parseDecimal(String(quantity * share))!,
  };
}
