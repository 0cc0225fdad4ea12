import { createHash } from 'node:crypto';
import { diag } from '@opentelemetry/api';
import { parseNumbersAsTexts } from '../../json.ts';
import { parseDecimal } from '../../pricing/decimal.ts';
import { type ResourceManager, ResourceManagerError } from '../azure/resource-manager.ts';
import { parseResourceId } from '../azure/resource-id.ts';
import type { CostReading, CostRow, CostType } from './cost-row.ts';

/** A question about the charges of a subscription. Days are `YYYY-MM-DD`, both included. */
export interface CostQuestion {
  readonly subscriptionId: string;
  readonly type: CostType;
  readonly from: string;
  readonly to: string;
  /** Key of the tag that names the deployment. @default charges are not divided by a tag */
  readonly deploymentTag?: string | undefined;
}

const API_VERSION = '2023-11-01';

const TYPES: Readonly<Record<CostType, string>> = { actual: 'ActualCost', amortized: 'AmortizedCost' };

/** The unit of measure is not a dimension of every agreement. */
const UNIT = 'UnitOfMeasure';

/** Azure's reference names two groupings as the limit; the service takes at least fifteen, as its portal sends them. */
const DIMENSIONS = [
  'ResourceId',
  'ResourceLocation',
  'SubscriptionName',
  'MeterSubcategory',
  'Meter',
  'ChargeType',
  'PricingModel',
  UNIT,
];

/** Azure renamed the service in 2026; older charges, and other clouds, have the old name. */
export const SERVICE_NAMES: readonly string[] = ['Foundry Models', 'Cognitive Services'];

/** The type of the resources whose charges are read. */
export const RESOURCE_TYPE = 'microsoft.cognitiveservices/accounts';

/**
 * Reads the charges of the days of a month, by day, resource and meter.
 *
 * @param attempt sends a request, and tries again
 * @throws ResourceManagerError; TypeError for an answer that is no table of charges
 */
export async function queryCosts(
  arm: ResourceManager,
  question: CostQuestion,
  attempt: <T>(request: () => Promise<T>) => Promise<T>,
): Promise<CostReading> {
  const { subscriptionId, type, from, to } = question;
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.CostManagement/query`;
  const readAll = async (dimensions: readonly string[]): Promise<CostRow[]> => {
    const body = requestBody(question, dimensions);
    const rows: CostRow[] = [];
    const seen = new Set<string>();
    for (let link: string | undefined; ;) {
      const current = link;
      const page = parsePage(await attempt(() => arm.ask(path, API_VERSION, body, current)));
      // A row is a group, which only one page has: a page that is added up twice would double its charges.
      const isRepeated = (page.rows.length > 0 && seen.has(page.key)) || seen.has(page.nextLink ?? '');
      if (isRepeated) throw new TypeError('Cost Management repeats a page that it has listed before');
      for (const cells of page.rows) rows.push(toRow(cells, question));
      if (!page.nextLink) return rows;
      seen.add(page.key).add((link = page.nextLink));
    }
  };
  const origin = `/subscriptions/${subscriptionId.toLowerCase()} ${type}`;
  try {
    return { origin, from, to, rows: await readAll(DIMENSIONS) };
  } catch (error) {
    if (!(error instanceof ResourceManagerError) || error.status !== 400) throw error;
    diag.debug(`Azure costs: ${error.message}; charges are read without their units of measure`);
    return { origin, from, to, rows: await readAll(DIMENSIONS.filter((name) => name !== UNIT)) };
  }
}

/** Asks for the cost of a day as a whole, which is enough to see whether it may be read. */
export async function checkQuery(arm: ResourceManager, subscriptionId: string): Promise<void> {
  const aggregation = { totalCost: { name: 'Cost', function: 'Sum' } };
  const body = { type: TYPES.actual, timeframe: 'MonthToDate', dataset: { granularity: 'None', aggregation } };
  await arm.ask(`/subscriptions/${subscriptionId}/providers/Microsoft.CostManagement/query`, API_VERSION, body);
}

function requestBody({ type, from, to, deploymentTag }: CostQuestion, dimensions: readonly string[]): object {
  const isIn = (name: string, values: readonly string[]): object => ({ dimensions: { name, operator: 'In', values } });
  return {
    type: TYPES[type],
    timeframe: 'Custom',
    timePeriod: { from: `${from}T00:00:00Z`, to: `${to}T23:59:59Z` },
    dataset: {
      granularity: 'Daily',
      aggregation: {
        totalCost: { name: 'Cost', function: 'Sum' },
        totalQuantity: { name: 'UsageQuantity', function: 'Sum' },
      },
      grouping: [
        ...dimensions.map((name) => ({ type: 'Dimension', name })),
        ...(deploymentTag === undefined ? [] : [{ type: 'TagKey', name: deploymentTag }]),
      ],
      // Purchases of reservations have no resource.
      filter: { or: [isIn('ResourceType', [RESOURCE_TYPE]), isIn('ServiceName', SERVICE_NAMES)] },
    },
  };
}

type Cells = ReadonlyMap<string, string>;

/** Numbers stay texts: a double would round a sum of money. Pages of equal rows have the same key. */
function parsePage(text: string): { rows: Cells[]; key: string; nextLink?: string } {
  const { properties } = Object(parseNumbersAsTexts(text)) as { properties?: Partial<QueryAnswer> };
  const { columns, rows, nextLink } = properties ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    throw new TypeError('Cost Management answers something that is no table of charges');
  }
  const names = columns.map(({ name }) => name.toLowerCase());
  if (rows.some((row) => row.length !== names.length)) {
    throw new TypeError('Cost Management answers a row without a cell for each column');
  }
  const cells = rows.map((row) => new Map(names.map((name, index) => [name, String(row[index] ?? '')])));
  const key = createHash('sha256').update(JSON.stringify(rows)).digest('base64url');
  return { rows: cells, key, ...(nextLink && { nextLink }) };
}

interface QueryAnswer {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly nextLink: string | null;
}

function toRow(cells: Cells, { type, subscriptionId }: CostQuestion): CostRow {
  const text = (name: string): string => cells.get(name.toLowerCase()) ?? '';
  const amount = (names: readonly string[], ifNull = ''): bigint => {
    const column = names.find((name) => cells.has(name.toLowerCase()));
    const number = column === undefined ? undefined : parseDecimal(text(column) || ifNull);
    if (number === undefined) throw new TypeError(`Cost Management has a charge whose ${names[0]} is no number`);
    return number;
  };
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)/.exec(text('UsageDate')) ?? [];
  if (day === undefined) throw new TypeError('Cost Management has a charge without a day');
  const resourceId = text('ResourceId').toLowerCase();
  return {
    day: `${year}-${month}-${day}`,
    type,
    resourceId,
    location: text('ResourceLocation').replaceAll(' ', '').toLowerCase(),
    subscriptionId: parseResourceId(resourceId).subscriptionId ?? subscriptionId.toLowerCase(),
    subscriptionName: text('SubscriptionName'),
    product: text('MeterSubcategory'),
    meter: text('Meter'),
    unit: text(UNIT),
    chargeType: text('ChargeType'),
    pricingModel: text('PricingModel'),
    currency: text('Currency'),
    deployment: text('TagValue'),
    // A cost that is absent is not 0: it would take back what was stored. A purchase may have no quantity.
    cost: amount(['Cost', 'totalCost', 'PreTaxCost']),
    quantity: amount(['UsageQuantity', 'totalQuantity'], '0'),
  };
}
