import { MeterTable, unitCount } from '../../bill/meters.ts';
import type { Document } from '../../collectors/contracts/document.ts';
import { costsMapper } from '../../collectors/costs/documents.ts';
import { type Decimal, decimalText, divide, multiply, ONE, parseDecimal } from '../../pricing/decimal.ts';
import { resourceId, SUBSCRIPTION } from './platform.ts';
import { HISTORY_DEPLOYMENTS, PROVISIONED } from './scenery.ts';
import type { TokenSum } from './tokens.ts';

/** The charge of a meter on a day. */
interface Charge {
  readonly meter: string;
  readonly unit: string;
  readonly quantity: Decimal;
  readonly cost: Decimal;
}

/** The prices of a meter that the price table does not have: USD for a million tokens. */
const NEW_PRICES = { input: '3', cachedInput: '0.75', output: '12' } as const;

/** The negotiated price of a deployment, in percent of the list price. */
const NEGOTIATED: Readonly<Record<string, bigint>> = { 'chat-mini': 85n };

/** Units of the provisioned deployment, each for a USD an hour: the fewest that may be ordered. */
const PROVISIONED_UNITS = 15n;

/**
 * Makes the documents of what Azure charges for a day: the changes of Cost Management's charges, mapped by the collector.
 *
 * @param day `YYYY-MM-DD`, in UTC
 * @param tokens of the day, by deployment
 */
export function chargeDocuments(day: string, tokens: ReadonlyMap<string, TokenSum>): Document[] {
  const meters = new MeterTable();
  const map = costsMapper();
  return [...tokens].flatMap(([deployment, sum]) => {
    const { resource, region } = HISTORY_DEPLOYMENTS[deployment]!;
    const series = {
      type: 'actual',
      resourceId: resourceId(resource).toLowerCase(),
      location: region.toLowerCase().replaceAll(' ', ''),
      subscriptionId: SUBSCRIPTION,
      subscriptionName: 'Contoso AI',
      product: 'Azure OpenAI',
      chargeType: 'Usage',
      pricingModel: 'OnDemand',
      currency: 'USD',
      deployment,
    } as const;
    return chargesOf(deployment, sum, { day, meters }).flatMap(({ meter, unit, quantity, cost }) => {
      const amounts = { cost: decimalText(cost), quantity: decimalText(quantity) };
      const change = {
        series: { ...series, meter, unit },
        day,
        ...amounts,
        totalCost: amounts.cost,
        totalQuantity: amounts.quantity,
        revision: 1,
      };
      const origin = `/subscriptions/${SUBSCRIPTION} actual`;
      return map({ origin, change }).flatMap((mapped) => ('document' in mapped ? mapped.document : []));
    });
  });
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
    const quantity = divide(BigInt(count) * ONE, unit * ONE);
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
  const rate = meter && meters.rate(meter, day, region.toLowerCase().replaceAll(' ', ''));
  if (rate) return { meter: meter.name, usd: rate.usd };
  const names = { input: 'Inp', cachedInput: 'cd Inp', output: 'Outp' };
  const million = parseDecimal(NEW_PRICES[part])!;
  return { meter: `gpt next ${names[part]} glbl 1M Tokens`, usd: multiply(million, parseDecimal('0.000001')!) };
}
