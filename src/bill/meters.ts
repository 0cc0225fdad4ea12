import { type Decimal, divide, ONE, parseDecimal } from '../pricing/decimal.ts';
import type { CostPart } from '../pricing/index.ts';
import { namesOf } from '../pricing/price-index.ts';
import ignoredMeters from '../pricing/prices/ignored-meters.json' with { type: 'json' };
import { type MeteredOffer, meteredOffers, type MeteredPart } from '../pricing/prices/index.ts';
import { findPrice } from '../pricing/select-row.ts';
import { TOKEN_CLASSES, type TokenClass } from '../pricing/token-classes.ts';
import type { DeploymentType, Price, Scope, Tier } from '../pricing/types.ts';

/** A meter of Azure, as an offer of the price table names it. */
export interface Meter {
  readonly name: string;
  /** The name in lower case, by which meters are compared. */
  readonly key: string;
  readonly offer: MeteredOffer;
  readonly part: MeteredPart;
  /** Whether it counts in requests with a long prompt. */
  readonly isLong: boolean;
}

/** The kind of usage that a meter counts: `usage` of models, or what no call has a price for. */
export type MeterKind = 'usage' | 'provisioned' | 'fine_tune_hosting' | 'unknown';

/** How a usage is billed, as far as it is known. */
export interface MeterQuestion {
  readonly model: string;
  readonly scope: Scope | '';
  readonly tier: Tier;
  readonly part: CostPart | 'total';
  readonly isLong: boolean;
}

/** The price of a meter, with its row. */
export interface Rate {
  /** USD for one token, character, hour or call. */
  readonly usd: Decimal;
  readonly row: Price;
}

/** The meters of the price table. */
export class MeterTable {
  readonly #byKey = new Map<string, Meter[]>();
  readonly #byModel = new Map<string, Meter[]>();
  readonly #rates = new Map<string, Rate | undefined>();
  readonly #ownPrices: readonly Price[] | undefined;

  /** @param ownPrices rows that take precedence over the built-in ones */
  constructor(ownPrices?: readonly Price[]) {
    this.#ownPrices = ownPrices;
    for (const meter of meteredOffers().flatMap(metersOf)) {
      add(this.#byKey, meter.key, meter);
      for (const name of namesOf(meter.offer.names)) add(this.#byModel, modelKey(name, meter.offer), meter);
    }
  }

  /** Returns the meters of a name: several offers may share one. */
  find(name: string): readonly Meter[] {
    return this.#byKey.get(name.toLowerCase()) ?? [];
  }

  kindOf(name: string): MeterKind {
    const key = name.toLowerCase();
    return this.#byKey.has(key) ? 'usage' : (OTHER_KINDS.get(key) ?? 'unknown');
  }

  /** Returns the meters that may count a usage: of each scope if that is not known. */
  candidates({ model, scope, tier, part, isLong }: MeterQuestion): Meter[] {
    const [base = '', tuning] = splitFineTuned(model);
    const meters = this.#byModel.get(`${tuning === undefined ? '' : 'ft '}${base}`) ?? [];
    const parts = partsOf(part);
    const alike = meters.filter(
      ({ offer, isLong: long }) =>
        offer.tier === tier && (scope === '' || offer.scope === scope) && long === (isLong && hasLong(offer)),
    );
    return [...Map.groupBy(alike, ({ offer }) => offer).values()].flatMap((ofOffer) => {
      const billed = parts.find((one) => ofOffer.some((meter) => meter.part === one));
      return ofOffer.filter((meter) => meter.part === billed);
    });
  }

  /** Returns the list price of a meter on a day (`YYYY-MM-DD`); undefined if it is not known. */
  rate(meter: Meter, day: string, location = ''): Rate | undefined {
    const key = `${meter.key} ${meter.isLong} ${meter.offer.scope} ${day} ${location}`;
    if (!this.#rates.has(key)) this.#rates.set(key, this.#findRate(meter, day, location));
    return this.#rates.get(key);
  }

  #findRate({ offer, part, isLong }: Meter, day: string, location: string): Rate | undefined {
    const { names, scope, tier } = offer;
    const [name = names.model] = namesOf(names);
    const row = findPrice(names.fineTuned ? `${name}.ft-0` : name, {
      deploymentType: TYPES[scope],
      serviceTier: tier,
      at: new Date(`${day}T12:00:00Z`),
      ...(location !== '' && { region: location }),
      ...(this.#ownPrices && { prices: this.#ownPrices }),
    });
    if (row === undefined) return undefined;
    const usd = priceOf(row, part, isLong);
    return usd === undefined ? undefined : { row, usd };
  }
}

const TYPES: Readonly<Record<Scope, DeploymentType>> = {
  global: 'GlobalStandard',
  dataZone: 'DataZoneStandard',
  regional: 'Standard',
  developer: 'DeveloperTier',
};

const OTHER_KINDS: ReadonlyMap<string, MeterKind> = new Map([
  ...kindsOf(ignoredMeters['Provisioned throughput'], 'provisioned'),
  ...kindsOf(ignoredMeters['Training and hosting of fine-tuned models'], 'fine_tune_hosting'),
]);

function kindsOf(names: readonly string[], kind: MeterKind): [string, MeterKind][] {
  return names.map((name) => [name.toLowerCase(), kind]);
}

function add(map: Map<string, Meter[]>, key: string, meter: Meter): void {
  const list = map.get(key);
  if (list) list.push(meter);
  else map.set(key, [meter]);
}

function metersOf(offer: MeteredOffer): Meter[] {
  return [offer.meters, offer.longContextMeters ?? {}].flatMap((meters, index) =>
    (Object.entries(meters) as [MeteredPart, string | readonly string[]][]).flatMap(([part, names]) =>
      [names].flat().map((name) => ({ name, key: name.toLowerCase(), offer, part, isLong: index === 1 })),
    ),
  );
}

function hasLong({ longContextMeters }: MeteredOffer): boolean {
  return longContextMeters !== undefined;
}

function modelKey(name: string, { names }: MeteredOffer): string {
  return `${names.fineTuned ? 'ft ' : ''}${name}`;
}

/** The base, and the rest of the name of a fine-tuned model. */
function splitFineTuned(model: string): [base: string, rest?: string] {
  if (model.startsWith('ft:')) return [model.split(':')[1] ?? '', model];
  const at = model.indexOf('.ft-');
  return at > 0 ? [model.slice(0, at), model.slice(at)] : [model];
}

/** The part, and those as which it is billed where it has no meter. */
function partsOf(part: CostPart | 'total'): MeteredPart[] {
  if (part === 'total') return [];
  if (part === 'duration') return ['hour'];
  if (part === 'characters') return ['characters'];
  if (!Object.hasOwn(TOKEN_CLASSES, part)) return ['thousandCalls'];
  const { billedAs = [] } = TOKEN_CLASSES[part as TokenClass] as { billedAs?: readonly TokenClass[] };
  const [first] = billedAs;
  return [part as TokenClass, ...billedAs, ...(first === undefined || first === 'input' ? [] : (['input'] as const))];
}

function priceOf(row: Price, part: MeteredPart, isLong: boolean): Decimal | undefined {
  const [price, count] =
    part === 'hour'
      ? [row.usdPerHour, 1n]
      : part === 'thousandCalls'
        ? [row.usdPerThousandCalls, 1000n]
        : part === 'characters'
          ? [row.usdPerMillionCharacters, 1_000_000n]
          : [(isLong ? row.longContext?.usdPerMillionTokens : row.usdPerMillionTokens)?.[part], 1_000_000n];
  const usd = price === undefined ? undefined : parseDecimal(String(price));
  return usd === undefined ? undefined : divide(usd, count * ONE);
}

/** Returns how many tokens, characters or hours a quantity of 1 is: `1K` is 1000. */
export function unitCount(unit: string, meter: string): bigint {
  const [, number, factor = ''] =
    /^([\d,]+)(?:\s*([KM])(?:illion)?(?![a-z]))?/i.exec(unit) ?? /(?:^|\s)(\d+)([KM])\s+\w+$/i.exec(meter) ?? [];
  if (number === undefined) return /tokens$/i.test(meter) ? 1000n : 1n;
  return BigInt(number.replaceAll(',', '')) * ({ K: 1000n, M: 1_000_000n }[factor.toUpperCase()] ?? 1n);
}
