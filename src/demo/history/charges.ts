import { MeterTable, unitCount } from '../../bill/meters.ts';
import type { Document } from '../../collectors/contracts/document.ts';
import { type CostRow, findChanges } from '../../collectors/costs/cost-row.ts';
import { costsMapper } from '../../collectors/costs/documents.ts';
import { type Decimal, ONE, parseDecimal } from '../../pricing/decimal.ts';
import { locationOf, resourceId, SUBSCRIPTION } from './platform.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './scenery.ts';
import type { TokenSum } from './tokens.ts';

/** The charge of a meter on a day. */
type Charge = Pick<CostRow, 'meter' | 'unit' | 'quantity' | 'cost'>;

/** The prices of a meter that the price table does not have: USD for a million tokens. */
const NEW_PRICES = { input: '3', cachedInput: '0.75', output: '12' } as const;

/** The negotiated price of a deployment, in percent of the list price. */
const NEGOTIATED: Readonly<Record<string, bigint>> = { 'chat-mini': 85n };

/** Units of the provisioned deployment, each for a USD an hour: the fewest that may be ordered. */
const PROVISIONED_UNITS = 15n;

const ORIGIN = `/subscriptions/${SUBSCRIPTION} actual`;

/**
 * Makes the documents of the charges of a day, as the collector makes them of an answer of Cost Management.
 *
 * @param day `YYYY-MM-DD`, in UTC
 * @param tokens of the day, by deployment
 */
export function chargeDocuments(day: string, tokens: ReadonlyMap<string, TokenSum>): Document[] {
  const meters = new MeterTable();
  const map = costsMapper();
  const rows = [...tokens].flatMap(([deployment, sum]) =>
    chargesOf(deployment, sum, { day, meters }).map((charge) => toRow(day, deployment, charge)),
  );
  return findChanges({ origin: ORIGIN, from: day, to: day, rows }, { series: {}, days: {} })
    .flatMap((change) => map({ origin: ORIGIN, change }))
    .flatMap((mapped) => ('document' in mapped ? mapped.document : []));
}

function toRow(day: string, deployment: string, charge: Charge): CostRow {
  const { resource, region } = HISTORY_DEPLOYMENTS[deployment]!;
  return {
    day,
    type: 'actual',
    resourceId: resourceId(resource).toLowerCase(),
    location: locationOf(region),
    subscriptionId: SUBSCRIPTION,
    subscriptionName: 'Contoso AI',
    product: 'Azure OpenAI',
    chargeType: 'Usage',
    pricingModel: 'OnDemand',
    currency: 'USD',
    deployment,
    ...charge,
  };
}

interface Prices {
  readonly day: string;
  readonly meters: MeterTable;
}

function chargesOf(deployment: string, { input, cached, output }: TokenSum, prices: Prices): Charge[] {
  if (deployment === PROVISIONED) {
    const quantity = 24n * PROVISIONED_UNITS * ONE;
    return [{ meter: 'Provisioned Managed Global Unit', unit: '1 Hour', quantity, cost: quantity }];
  }
  const parts = [
    ['input', input - cached],
    ['cachedInput', cached],
    ['output', output],
  ] as const;
  return parts.flatMap(([part, count]) => {
    const { meter, usd } = priceOf(deployment, part, prices);
    const unit = unitCount('', meter);
    const list = BigInt(count) * usd;
    const cost = (list * (NEGOTIATED[deployment] ?? 100n)) / 100n;
    const quantity = (BigInt(count) * ONE) / unit;
    return count === 0 ? [] : [{ meter, unit: unit === 1000n ? '1K' : '1M', quantity, cost }];
  });
}

/** Returns the name of the meter, and USD for a token. */
function priceOf(
  deployment: string,
  part: keyof typeof NEW_PRICES,
  { day, meters }: Prices,
): { readonly meter: string; readonly usd: Decimal } {
  const { model, region } = HISTORY_DEPLOYMENTS[deployment]!;
  const question = { model, scope: 'global', tier: 'standard', part, isLong: false } as const;
  const [meter] = meters.candidates(question);
  const rate = meter && meters.rate(meter, day, locationOf(region));
  if (rate) return { meter: meter.name, usd: rate.usd };
  const names = { input: 'Inp', cachedInput: 'cd Inp', output: 'Outp' };
  const usd = parseDecimal(NEW_PRICES[part])! / 1_000_000n;
  return { meter: `gpt next ${names[part]} glbl 1M Tokens`, usd };
}
