import type { Decimal } from '../pricing/decimal.ts';
import type { Meter, MeterTable } from './meters.ts';
import type { ChargeSum, UsageSum } from './reconcile.ts';

/** Usage with the meter that counts it. */
export interface AssignedUsage extends UsageSum {
  /** Name of the meter; that of the model and the part if it is not known. */
  readonly meter: string;
  /** The currency in which the resource is billed. */
  readonly currency: string;
  /** USD for one token at list price. */
  readonly rate: Decimal | undefined;
}

/**
 * Assigns usage to meters. Spans and the platform's counts do not say of which type a deployment is: of the meters that
 * may count the usage, the one that is billed is taken, of the same resource if there is one.
 */
export function assignMeters(
  usage: readonly UsageSum[],
  charges: readonly ChargeSum[],
  meters: MeterTable,
): AssignedUsage[] {
  const places = readPlaces(charges);
  return withoutProvisioned(separateCached(usage)).map((sum) => {
    const place = places.of(sum.resource);
    const meter = choose(meters.candidates(sum), place, places.all);
    if (meter === undefined) {
      const meterName = [sum.model || 'unknown model', sum.part].join(' ');
      return { ...sum, meter: meterName, currency: place.currency, rate: undefined };
    }
    const rate = meters.rate(meter, sum.day, place.location)?.usd;
    return {
      ...sum,
      meter: place.names.get(meter.key) ?? places.all.names.get(meter.key) ?? meter.name,
      currency: place.currency,
      rate,
    };
  });
}

/** The charges of a resource, or of all of them. */
interface Place {
  readonly currency: string;
  readonly location: string;
  /** Names of meters by their keys. */
  readonly names: ReadonlyMap<string, string>;
}

function readPlaces(charges: readonly ChargeSum[]): { readonly all: Place; of(resource: string): Place } {
  const all = toPlace(charges);
  const places = new Map(
    [...Map.groupBy(charges, ({ resource }) => resource.toLowerCase())].map(([name, own]) => [name, toPlace(own)]),
  );
  return { all, of: (resource) => places.get(accountName(resource)) ?? all };
}

function toPlace(charges: readonly ChargeSum[]): Place {
  return {
    currency: mostFrequent(charges.map(({ currency }) => currency)) ?? 'USD',
    location: mostFrequent(charges.flatMap(({ location }) => location || [])) ?? '',
    names: new Map(charges.map(({ meter }) => [meter.toLowerCase(), meter])),
  };
}

/** Spans without the name of a resource have its host: `contoso.openai.azure.com`. */
function accountName(resource: string): string {
  return resource.split('.', 1)[0]!.toLowerCase();
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(texts, (text) => text)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function choose(candidates: readonly Meter[], place: Place, all: Place): Meter | undefined {
  return (
    candidates.find(({ key }) => place.names.has(key)) ??
    candidates.find(({ key }) => all.names.has(key)) ??
    candidates.find(({ offer }) => offer.scope === 'global') ??
    candidates[0]
  );
}

/** The platform counts cached tokens in those of the input, too. */
function separateCached(usage: readonly UsageSum[]): UsageSum[] {
  const keyOf = ({ source, day, resource, deployment, model }: UsageSum): string =>
    JSON.stringify([source, day, resource, deployment, model]);
  const cached = new Map<string, bigint>();
  for (const sum of usage) {
    if (sum.source !== 'counted' || sum.part !== 'cachedInput') continue;
    cached.set(keyOf(sum), (cached.get(keyOf(sum)) ?? 0n) + sum.quantity);
  }
  return usage.map((sum) => {
    const less = sum.source === 'counted' && sum.part === 'input' ? (cached.get(keyOf(sum)) ?? 0n) : 0n;
    return less === 0n ? sum : { ...sum, quantity: sum.quantity > less ? sum.quantity - less : 0n };
  });
}

/** Tokens of a provisioned deployment have no meter. */
function withoutProvisioned(usage: readonly UsageSum[]): UsageSum[] {
  const keyOf = ({ resource, deployment }: UsageSum): string => JSON.stringify([accountName(resource), deployment]);
  const priced = new Set(
    usage
      .filter(({ reason }) => reason !== 'provisioned')
      .filter(isTraced)
      .map(keyOf),
  );
  const provisioned = new Set(usage.filter(({ reason }) => reason === 'provisioned').map(keyOf));
  return usage.filter(
    (sum) => sum.reason !== 'provisioned' && (isTraced(sum) || !provisioned.has(keyOf(sum)) || priced.has(keyOf(sum))),
  );
}

function isTraced({ source }: UsageSum): boolean {
  return source === 'traced';
}
