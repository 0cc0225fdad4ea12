import { errorReply } from './types.ts';
import type { Reply, StandInRequest } from './types.ts';

/** A charge of the ledger. Amounts are texts, which the answers have as numbers with the same digits. */
export interface StandInCharge {
  readonly day: string;
  readonly cost: string;
  readonly quantity: string;
  readonly currency: string;
  readonly subscriptionId: string;
  /** Cost of `AmortizedCost`. @default that of `ActualCost` */
  readonly amortizedCost?: string;
  /** Values by the names of Cost Management's dimensions: `ResourceId`, `Meter`, … */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The state of Cost Management. */
export interface CostManagementData {
  readonly charges: readonly StandInCharge[];
  /** Rows on a page. */
  readonly costPageSize: number;
  /** Dimensions that the agreement does not have. */
  readonly lackingDimensions: readonly string[];
}

interface Question {
  readonly type: string;
  readonly timePeriod?: { readonly from: string; readonly to: string };
  readonly dataset: {
    readonly grouping?: readonly { readonly type: string; readonly name: string }[];
  };
}

/** The query API of Cost Management. It sorts and sums up as Azure does: a row for each day, group and currency. */
export function costManagementReply(
  { method, path, query, body }: StandInRequest,
  data: CostManagementData,
  origin: string,
): Reply | undefined {
  const [, subscriptionId] =
    /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.CostManagement\/query$/i.exec(path) ?? [];
  if (subscriptionId === undefined || method !== 'POST') return undefined;
  const { type, timePeriod, dataset } = JSON.parse(body) as Question;
  const grouping = dataset.grouping ?? [];
  if (grouping.some(({ name }) => data.lackingDimensions.includes(name))) {
    return errorReply(400, 'BadRequest', 'Invalid query definition: Invalid dataset grouping.');
  }
  const rows = data.charges
    .filter((charge) => charge.subscriptionId === subscriptionId && isWithin(charge.day, timePeriod))
    .map(({ day, cost, amortizedCost = cost, quantity, currency, dimensions, tags = {} }) => [
      number(type === 'AmortizedCost' ? amortizedCost : cost),
      number(quantity),
      number(day.replaceAll('-', '')),
      ...grouping.flatMap((group) =>
        group.type === 'TagKey' ? [group.name, tags[group.name] ?? ''] : [dimensions[group.name] ?? ''],
      ),
      currency,
    ]);
  const skip = Number(query.get('$skiptoken') ?? 0);
  const next = skip + data.costPageSize;
  const nextLink = next < rows.length ? `${origin}${path}?api-version=2023-11-01&$skiptoken=${next}` : null;
  const names = grouping.flatMap((group) => (group.type === 'TagKey' ? ['TagKey', 'TagValue'] : [group.name]));
  const columns = ['Cost', 'UsageQuantity', 'UsageDate', ...names, 'Currency'].map((name) => ({ name }));
  return { status: 200, body: { properties: { nextLink, columns, rows: rows.slice(skip, next) } } };
}

function isWithin(day: string, period: Question['timePeriod']): boolean {
  return period === undefined || (day >= period.from.slice(0, 10) && day <= period.to.slice(0, 10));
}

/** A number with all digits of a text. */
function number(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
