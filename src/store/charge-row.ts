import { parseNumbersAsTexts } from '../json.ts';
import { parseDecimal } from '../pricing/decimal.ts';

/** A change of the charges of a day, from the collectors. Amounts are exact decimals, which are added to earlier ones. */
export interface Charge {
  /** The document's id: a change that is stored again is stored once. */
  readonly id: string;
  /** Days since 1970. */
  readonly day: number;
  /** `actual` or `amortized`. */
  readonly type: string;
  /** Name of the Azure OpenAI resource; empty for a purchase. */
  readonly resource: string;
  readonly location: string;
  readonly subscription: string;
  /** Value of the tag that names the deployment. */
  readonly deployment: string;
  readonly meter: string;
  readonly product: string;
  readonly unit: string;
  readonly charge_type: string;
  readonly pricing_model: string;
  readonly currency: string;
  readonly cost: string;
  readonly quantity: string;
}

/** A document of costs, as JSON. */
interface CostFields {
  readonly '@timestamp': string;
  readonly azure?: {
    readonly billing?: Readonly<Record<string, unknown>>;
    readonly open_ai_cost?: Readonly<Record<string, unknown>>;
    readonly resource?: Readonly<Record<string, unknown>>;
    readonly subscription_id?: unknown;
  };
  readonly cloud?: { readonly region?: unknown };
}

/**
 * Reads the row of a document of costs. Its amounts keep all their digits.
 *
 * @returns undefined if it has no amounts
 */
export function readCharge(id: string, document: string): Charge | undefined {
  const fields = parseNumbersAsTexts(document) as CostFields;
  const { billing = {}, open_ai_cost: own = {}, resource = {}, subscription_id } = fields.azure ?? {};
  const [cost, quantity] = [textOf(billing['pretax_cost']), textOf(billing['quantity'])];
  if (parseDecimal(cost) === undefined || parseDecimal(quantity) === undefined) return undefined;
  return {
    id,
    day: Math.floor(Date.parse(fields['@timestamp']) / 86_400_000),
    type: textOf(own['type']),
    resource: textOf(resource['name']),
    location: textOf(fields.cloud?.region),
    subscription: textOf(subscription_id),
    deployment: textOf(own['deployment']),
    meter: textOf(own['meter']),
    product: textOf(billing['product']),
    unit: textOf(own['unit']),
    charge_type: textOf(own['charge_type']),
    pricing_model: textOf(own['pricing_model']),
    currency: textOf(billing['currency']),
    cost,
    quantity,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
