import type { TOKEN_CLASSES, TokenClass } from './token-classes.ts';
import type { Usage } from './usage.ts';

/** A deployment's type: its `sku.name` in Azure's management API. */
export type DeploymentType =
  | 'GlobalStandard'
  | 'DataZoneStandard'
  | 'Standard'
  | 'GlobalBatch'
  | 'DataZoneBatch'
  | 'GlobalProvisionedManaged'
  | 'DataZoneProvisionedManaged'
  | 'ProvisionedManaged'
  | 'DeveloperTier';

/**
 * The area in which a pay-per-token deployment may process a request; Azure prices each differently.
 * `developer` is the deployment type for trying out fine-tuned models.
 */
export type Scope = 'global' | 'dataZone' | 'regional' | 'developer';

/** The processing tier of a request. */
export type Tier = 'standard' | 'priority' | 'flex' | 'batch';

/** The boundary inside which a data-zone deployment stays. */
export type DataZone = 'us' | 'eu' | 'apac';

/**
 * Prices of token classes, in USD per 1,000,000 tokens, with at most six decimals.
 *
 * A class that is left out has no meter of its own. Cached, cache-write and image input are then
 * billed as `input` (that is what Azure does); audio tokens, and output, then have no price at all.
 */
export type TokenPrices = { readonly [name in keyof typeof TOKEN_CLASSES]?: number };

/** The price of one generated image, for models billed by the image. */
export interface ImagePrice {
  /** As in the request, for example `standard` or `hd`. */
  readonly quality: string;
  /** As in the request, for example `1024x1024`. */
  readonly size: string;
  /** USD for one image. */
  readonly usdPerImage: number;
}

/** Prices of requests with a long prompt: the whole request is billed by them, not the excess alone. */
export interface LongContextPrices {
  /** Requests with more input tokens than this are long. */
  readonly above: number;
  /** A class missing here has no known price in a long request. */
  readonly usdPerMillionTokens: TokenPrices;
}

/** One row of the price table: what one model costs in one place, tier and period. */
export interface Price {
  /** Azure's name of the model, without a version. */
  readonly model: string;
  /** The versions that this row prices. The row answers to `model-version` for each. */
  readonly versions?: readonly string[];
  /**
   * Whether the row also answers to `model` without a version.
   * @default true without `versions`, false with them
   */
  readonly undated?: boolean;
  /** Other names that the row answers to, in full: there is no prefix or pattern matching. */
  readonly aliases?: readonly string[];
  /** True for the price of models fine-tuned from this one. @default false */
  readonly fineTuned?: boolean;
  /** @default 'global' */
  readonly scope?: Scope;
  /** For scope `dataZone`: the zones that the row prices. @default every zone */
  readonly zones?: readonly DataZone[];
  /** Azure regions (`swedencentral`) that the row prices. @default every region */
  readonly regions?: readonly string[];
  /** @default 'standard' */
  readonly tier?: Tier;
  readonly usdPerMillionTokens?: TokenPrices;
  readonly longContext?: LongContextPrices;
  /** For models billed by the image. */
  readonly images?: readonly ImagePrice[];
  /** For speech models billed by the text's length: USD per 1,000,000 characters. */
  readonly usdPerMillionCharacters?: number;
  /** For models billed by the length of the audio: USD per hour. */
  readonly usdPerHour?: number;
  /** For hosted tools: USD per 1,000 calls, or 1,000 sessions of a code interpreter. */
  readonly usdPerThousandCalls?: number;
  /** Classes that have a meter of their own whose price is not known: usage of them has no cost. */
  readonly unknown?: readonly TokenClass[];
  /** First day (UTC, `YYYY-MM-DD`) of this price. @default always */
  readonly effective?: string;
  /** First day (UTC, `YYYY-MM-DD`) on which this price no longer holds. @default open */
  readonly until?: string;
  /** The document or API that has the price. Every built-in row has a source. */
  readonly source?: string;
  /** The day (`YYYY-MM-DD`) on which the source was read. Every built-in row has one. */
  readonly checked?: string;
  /** Says which prices of this row were computed rather than read, and how. */
  readonly derived?: string;
  /** A remark for readers: a doubt, a disagreement between sources, a retirement. */
  readonly note?: string;
}

/**
 * Use of hosted tools by a response, which its `usage` does not count. Each count is a non-negative integer; null means
 * that the tool was used an unknown number of times.
 */
export interface ToolUsage {
  /** Searches of the web. Opening a page, or finding text in one, is not a search. */
  readonly webSearches?: number | null | undefined;
  /** Calls of the file search. */
  readonly fileSearches?: number | null | undefined;
  /** Containers that were started for a code interpreter, rather than its calls. */
  readonly codeInterpreterSessions?: number | null | undefined;
  /** Containers that were started for a hosted shell. */
  readonly shellSessions?: number | null | undefined;
  /** The tokens of generated images: an entry for each model. */
  readonly imageGeneration?: readonly ImageGenerationUsage[] | undefined;
}

/** The tokens that a model used to generate images for a response. */
export interface ImageGenerationUsage {
  /** Undefined if it is not known. */
  readonly model: string | undefined;
  /** Null if images were generated and their tokens are not known. */
  readonly usage: Usage | null;
  /** The SKU of the image model's deployment. @default 'GlobalStandard' */
  readonly deploymentType?: DeploymentType | undefined;
}

/** How a price is chosen, beyond the model's name, and what is billed beside its tokens. */
export interface PriceOptions {
  /**
   * The **response's** `service_tier`. The service may ignore that of a request.
   * @default standard processing
   */
  readonly serviceTier?: string | null | undefined;
  /** The deployment's SKU. Responses do not contain it. @default 'GlobalStandard' */
  readonly deploymentType?: DeploymentType | undefined;
  /** The resource's Azure region, such as `swedencentral`. Needed if the price depends on it. */
  readonly region?: string | undefined;
  /** The moment of the call. @default now */
  readonly at?: Date | undefined;
  /**
   * Rows of your own; they take precedence over the built-in ones. Pass the same array every time and do
   * not change it: look-ups are cached by it.
   */
  readonly prices?: readonly Price[] | undefined;
  /** The model router that chose the model, such as `model-router`: its fee is added. @default none */
  readonly router?: string | undefined;
  /** Use of hosted tools by the response: their prices are added. @default none */
  readonly tools?: ToolUsage | undefined;
}

/** A part of a cost that is billed beside the tokens of the model that answered. */
export type ExtraPart = 'modelRouter' | 'webSearch' | 'fileSearch' | 'codeInterpreter' | 'shell' | 'imageGeneration';

/** A part of a cost: the tokens of a class, or images, characters, seconds of audio, a router, a tool. */
export type CostPart = TokenClass | 'images' | 'characters' | 'duration' | ExtraPart;

/**
 * The reason why a cost has no total.
 *
 * - `no_usage`: there is no usage, or none of its counts is known
 * - `invalid_usage`: a count is not a non-negative integer, or the counts contradict each other
 * - `unknown_model`: no row answers to the name
 * - `provisioned`: provisioned throughput is paid by the hour, a call has no price
 * - `unknown_deployment_type`, `unknown_service_tier`: the option's value is not one of Azure's
 * - `no_fine_tuned_price`: the base model is known, the price of its fine-tunes is not
 * - `no_price_for_deployment_type`, `no_price_for_service_tier`, `no_price_for_region`,
 *   `no_price_at_date`: the model is known, but not there
 * - `region_needed`: prices differ by region and no region was given
 * - `unpriced_usage`: some of what was used has no price, see `Cost.unpriced` and `Cost.partial`
 */
export type UnpricedReason =
  | 'no_usage'
  | 'invalid_usage'
  | 'unknown_model'
  | 'provisioned'
  | 'unknown_deployment_type'
  | 'unknown_service_tier'
  | 'no_fine_tuned_price'
  | 'no_price_for_deployment_type'
  | 'no_price_for_service_tier'
  | 'no_price_for_region'
  | 'no_price_at_date'
  | 'region_needed'
  | 'unpriced_usage';

/**
 * The list price of a call. Every number is in USD: the double nearest to the exact sum, which is
 * counted in whole pico-USD. Parts that were not used are absent.
 */
export interface Cost extends Partial<Record<CostPart, number>> {
  readonly currency: 'USD';
  /** Absent, never 0, if the cost is not known: see `reason`. */
  total?: number;
  /** True if the long-context prices of `row` were used. */
  longContext?: true;
  /** The row that was used. */
  row?: Price;
  /** The reason why there is no `total`. */
  reason?: UnpricedReason;
  /** Parts that were used and have no price, or cannot be separated from parts with another price. */
  unpriced?: CostPart[];
  /**
   * The sum of the parts that have a price, if a router or a hosted tool has none. The cost is this or more. Absent if
   * nothing is known.
   */
  partial?: number;
}
