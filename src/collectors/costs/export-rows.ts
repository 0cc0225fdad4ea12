import { parseDecimal } from '../../pricing/decimal.ts';
import { parseResourceId } from '../azure/resource-id.ts';
import type { CostRow, CostType } from './cost-row.ts';
import { RESOURCE_TYPE, SERVICE_NAMES } from './query.ts';

/** How the records of an export become charges. */
export interface ExportOptions {
  /** Of an export of actual or amortized cost; undefined for FOCUS, whose records have both. */
  readonly type: CostType | undefined;
  readonly types: readonly CostType[];
  readonly deploymentTag?: string | undefined;
}

/**
 * Columns, in lower case: of FOCUS, and of the exports of actual and amortized cost under the agreements of Azure, which
 * name them differently.
 *
 * @see https://learn.microsoft.com/azure/cost-management-billing/dataset-schema/schema-index
 */
const COLUMNS = {
  day: ['chargeperiodstart', 'date', 'usagedatetime', 'usagedate'],
  resourceId: ['resourceid', 'instanceid', 'instancename'],
  location: ['regionid', 'resourcelocation'],
  subscriptionId: ['subscriptionid', 'subscriptionguid', 'subaccountid'],
  subscriptionName: ['subscriptionname', 'subaccountname'],
  product: ['x_skumetersubcategory', 'metersubcategory'],
  meter: ['skumeter', 'x_skumetername', 'metername', 'meter'],
  unit: ['x_pricingunitdescription', 'unitofmeasure', 'pricingunit'],
  chargeType: ['chargecategory', 'chargetype'],
  pricingModel: ['pricingcategory', 'pricingmodel'],
  currency: ['billingcurrency', 'billingcurrencycode', 'currency'],
  tags: ['tags'],
  quantity: ['pricingquantity', 'quantity', 'usagequantity', 'consumedquantity'],
  service: ['x_skumetercategory', 'metercategory', 'servicename'],
} as const satisfies Record<string, readonly string[]>;

/** Columns of money. Those of FOCUS are in the currency of the bill. */
const COSTS: Readonly<Record<CostType, readonly string[]>> = {
  actual: ['billedcost', 'costinbillingcurrency', 'pretaxcost', 'cost'],
  amortized: ['effectivecost', 'costinbillingcurrency', 'pretaxcost', 'cost'],
};

/** Finds a value of a record by the names that its column may have. */
type Cells = (names: readonly string[]) => string;

/**
 * Returns a function that reads the charges of Azure OpenAI from a record: none of a record of another service, two of
 * one that has both costs.
 *
 * @param header the first record of the file
 * @throws TypeError if a column is missing
 */
export function exportReader(header: readonly string[], options: ExportOptions): (record: string[]) => CostRow[] {
  const names = header.map((name) =>
    name
      .replace(/^\uFEFF/, '')
      .trim()
      .toLowerCase(),
  );
  const found = (columns: readonly string[]): number =>
    columns.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1;
  for (const name of ['day', 'resourceId', 'meter', 'currency', 'quantity'] as const) {
    if (found(COLUMNS[name]) < 0) throw new TypeError(`an export has none of the columns ${COLUMNS[name].join(', ')}`);
  }
  const types = options.types.filter((type) => (options.type ?? type) === type);
  const indexes = new Map([...Object.values(COLUMNS), ...Object.values(COSTS)].map((list) => [list, found(list)]));
  return (record) => {
    const cells: Cells = (columns) => record[indexes.get(columns as never) ?? -1] ?? '';
    return isOfAzureOpenAI(cells) ? types.map((type) => toRow(cells, type, options)) : [];
  };
}

/** Purchases of reservations have no resource of this type. */
function isOfAzureOpenAI(cells: Cells): boolean {
  const { type } = parseResourceId(cells(COLUMNS.resourceId));
  return type?.toLowerCase() === RESOURCE_TYPE || SERVICE_NAMES.includes(cells(COLUMNS.service));
}

function toRow(cells: Cells, type: CostType, { deploymentTag }: ExportOptions): CostRow {
  const resourceId = cells(COLUMNS.resourceId).toLowerCase();
  const subscription = cells(COLUMNS.subscriptionId).toLowerCase();
  return {
    day: readDay(cells(COLUMNS.day)),
    type,
    resourceId,
    location: cells(COLUMNS.location).replaceAll(' ', '').toLowerCase(),
    subscriptionId: parseResourceId(subscription).subscriptionId ?? subscription,
    subscriptionName: cells(COLUMNS.subscriptionName),
    product: cells(COLUMNS.product),
    meter: cells(COLUMNS.meter),
    unit: cells(COLUMNS.unit),
    chargeType: cells(COLUMNS.chargeType),
    pricingModel: cells(COLUMNS.pricingModel),
    currency: cells(COLUMNS.currency),
    deployment: deploymentTag === undefined ? '' : readTag(cells(COLUMNS.tags), deploymentTag),
    cost: readAmount(cells(COSTS[type]), 'cost'),
    quantity: readAmount(cells(COLUMNS.quantity) || '0', 'quantity'),
  };
}

function readAmount(text: string, name: string): bigint {
  const number = parseDecimal(text);
  if (number === undefined) throw new TypeError(`an export has a charge whose ${name} is no number`);
  return number;
}

/** Exports of some agreements write `11/28/2026`, month first. */
function readDay(text: string): string {
  const [, iso] = /^(\d{4}-\d\d-\d\d)/.exec(text) ?? [];
  if (iso !== undefined) return iso;
  const [, month = '', day = '', year] = /^(\d\d?)\/(\d\d?)\/(\d{4})/.exec(text) ?? [];
  if (year === undefined) throw new TypeError('an export has a charge without a day');
  if (Number(month) > 12) throw new TypeError(`an export has a charge of ${text}, which is not month/day/year`);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Tags are JSON, without the braces in exports of some agreements. */
function readTag(text: string, key: string): string {
  try {
    const tags = JSON.parse(text.trim().startsWith('{') ? text : `{${text}}`) as Record<string, unknown>;
    const [, value] = Object.entries(tags).find(([name]) => name.toLowerCase() === key.toLowerCase()) ?? [];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
