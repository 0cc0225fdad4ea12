import type { TokenClass } from '../token-classes.ts';
import type { Price, Scope, Tier, TokenPrices } from '../types.ts';
import audio from './audio.json' with { type: 'json' };
import embeddings from './embeddings.json' with { type: 'json' };
import extras from './extras.json' with { type: 'json' };
import fineTuned from './fine-tuned.json' with { type: 'json' };
import gpt3 from './gpt-3.json' with { type: 'json' };
import gpt35Turbo from './gpt-35-turbo.json' with { type: 'json' };
import gpt4 from './gpt-4.json' with { type: 'json' };
import gpt41 from './gpt-4.1.json' with { type: 'json' };
import gpt4o from './gpt-4o.json' with { type: 'json' };
import gpt5 from './gpt-5.json' with { type: 'json' };
import gpt51 from './gpt-5.1.json' with { type: 'json' };
import gpt52 from './gpt-5.2.json' with { type: 'json' };
import gpt53 from './gpt-5.3.json' with { type: 'json' };
import gpt54 from './gpt-5.4.json' with { type: 'json' };
import gpt55 from './gpt-5.5.json' with { type: 'json' };
import gpt56 from './gpt-5.6.json' with { type: 'json' };
import gpt6 from './gpt-6.json' with { type: 'json' };
import gptOss from './gpt-oss.json' with { type: 'json' };
import images from './images.json' with { type: 'json' };
import oSeries from './o-series.json' with { type: 'json' };
import realtime from './realtime.json' with { type: 'json' };
import speech from './speech.json' with { type: 'json' };
import regionLists from './regions.json' with { type: 'json' };
import sources from './sources.json' with { type: 'json' };

/** The unit of a meter: a token of a class, a character, an hour or a thousand calls. */
export type MeteredPart = TokenClass | 'characters' | 'hour' | 'thousandCalls';

/** Names of meters, exactly as Azure's Retail Prices API gives them; several where Azure has one per version. */
export type MeterNames = Partial<Record<MeteredPart, string | readonly string[]>>;

/** The fields of a row that say which models it prices. */
type ModelNames = Pick<Price, 'model' | 'versions' | 'undated' | 'aliases' | 'fineTuned'>;

/** A model in one scope and tier, with the meters that its prices come from. */
export interface MeteredOffer {
  readonly names: ModelNames;
  readonly scope: Scope;
  readonly tier: Tier;
  readonly meters: MeterNames;
  readonly longContextMeters?: MeterNames;
  /** Input tokens above which `longContextMeters` count. */
  readonly longContextAbove?: number;
}

/** A file of this folder; `family.schema.json` describes the fields. */
interface Family {
  readonly models: readonly Model[];
}

/** `effective` and `note` hold for the rows that have none of their own. */
interface Model extends ModelNames, Pick<Price, 'effective' | 'note'>, Pick<MeteredOffer, 'longContextAbove'> {
  readonly offers: readonly Offer[];
}

interface Offer extends Pick<MeteredOffer, 'scope' | 'tier' | 'longContextMeters'> {
  readonly meters?: MeterNames;
  readonly prices: readonly Row[];
}

interface Row
  extends
    TokenPrices,
    Pick<Price, 'zones' | 'regions' | 'images' | 'unknown' | 'effective' | 'until' | 'derived' | 'note'> {
  readonly longContext?: TokenPrices;
  readonly characters?: number;
  readonly hour?: number;
  readonly thousandCalls?: number;
  readonly source: string;
}

const FAMILIES = [
  gpt6,
  gpt56,
  gpt55,
  gpt54,
  gpt53,
  gpt52,
  gpt51,
  gpt5,
  gpt41,
  gpt4o,
  oSeries,
  gpt4,
  gpt35Turbo,
  gpt3,
  embeddings,
  audio,
  realtime,
  speech,
  images,
  fineTuned,
  gptOss,
  extras,
] as readonly Family[];

const SOURCES: Readonly<Record<string, Pick<Price, 'source' | 'checked'>>> = sources;
const REGION_LISTS: Readonly<Record<string, readonly string[]>> = regionLists;

const MODELS = FAMILIES.flatMap(({ models }) => models);

/** Every built-in row. */
export const BUILT_IN_PRICES: readonly Price[] = MODELS.flatMap(({ offers, longContextAbove = 0, ...model }) =>
  offers.flatMap(({ scope, tier, prices }) =>
    prices.map(({ regions, longContext, characters, hour, thousandCalls, source, ...row }): Price => {
      const { zones, images, unknown, effective, until, derived, note, ...tokens } = row;
      return {
        ...model,
        ...(scope !== 'global' && { scope }),
        ...(zones && { zones }),
        ...(regions && { regions: regions.flatMap((region) => REGION_LISTS[region] ?? region) }),
        ...(tier !== 'standard' && { tier }),
        ...(Object.keys(tokens).length > 0 && { usdPerMillionTokens: tokens }),
        ...(longContext && { longContext: { above: longContextAbove, usdPerMillionTokens: longContext } }),
        ...(images && { images }),
        ...(characters !== undefined && { usdPerMillionCharacters: characters }),
        ...(hour !== undefined && { usdPerHour: hour }),
        ...(thousandCalls !== undefined && { usdPerThousandCalls: thousandCalls }),
        ...(unknown && { unknown }),
        ...(effective && { effective }),
        ...(until && { until }),
        ...SOURCES[source],
        ...(derived && { derived }),
        ...(note && { note }),
      };
    }),
  ),
);

/** Every offer whose meters are known, in the order of the rows. A function, since pricing a call needs none of them. */
export function meteredOffers(): MeteredOffer[] {
  return MODELS.flatMap(({ offers, longContextAbove, effective: _effective, note: _note, ...names }) =>
    offers.flatMap(({ prices: _prices, meters, ...offer }) =>
      meters ? { names, ...offer, meters, ...(longContextAbove !== undefined && { longContextAbove }) } : [],
    ),
  );
}
