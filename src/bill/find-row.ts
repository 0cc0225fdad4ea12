import { COST_PARTS } from '../instrumentation/semconv/attributes.ts';
import { calculateCost, type Cost, type CostPart, type DeploymentType, type Price } from '../pricing/index.ts';
import { bigPicoFromUsd } from '../pricing/pico-usd.ts';
import type { Attributes } from '../receiver/telemetry.ts';
import { readWireUsage } from './billed-quantities.ts';

/** The row of the price table that a call was billed by. */
export interface BilledRow {
  /** The name of the model that the row answers to. */
  readonly name: string;
  readonly row: Price;
  /** Whether the prices of long prompts apply. */
  readonly isLongContext: boolean;
}

/** Types of deployments that are billed by tokens. Responses do not name theirs, so that the amounts decide. */
const TYPES: readonly DeploymentType[] = [
  'GlobalStandard',
  'DataZoneStandard',
  'Standard',
  'GlobalBatch',
  'DataZoneBatch',
  'DeveloperTier',
];

/** Parts that have a row of their own. */
const BESIDE_TOKENS: ReadonlySet<CostPart> = new Set([
  'images',
  'characters',
  'duration',
  'modelRouter',
  'webSearch',
  'fileSearch',
  'codeInterpreter',
  'shell',
  'imageGeneration',
]);

/** Returns the names that the model of a span may have in the price table, the most certain one first. */
export function modelNames(attributes: Attributes): string[] {
  const names = ['gen_ai.response.model', 'azure.openai.deployment', 'gen_ai.request.model'];
  return names.flatMap((name) => textAt(attributes, name) ?? []);
}

/** Finds the built-in row that gives exactly the amounts of a span, in pico-USD; none with prices of the application. */
export function findBilledRow(
  attributes: Attributes,
  parts: ReadonlyMap<CostPart, bigint>,
  at: Date,
): BilledRow | undefined {
  const amounts = [...parts].filter(([part]) => !BESIDE_TOKENS.has(part));
  if (amounts.length === 0) return undefined;
  const isSame = (cost: Cost): boolean => amounts.every(([part, pico]) => bigPicoFromUsd(cost[part]) === pico);
  return findCost(attributes, at, isSame)?.billed;
}

/** Divides the cost of a span that has no amounts of its parts. */
export function findParts(attributes: Attributes, total: bigint, at: Date): ReadonlyMap<CostPart, bigint> | undefined {
  const found = findCost(attributes, at, (cost) => bigPicoFromUsd(cost.total) === total);
  if (found === undefined) return undefined;
  return new Map(
    COST_PARTS.flatMap(([part]): [CostPart, bigint][] => {
      const pico = bigPicoFromUsd(found.cost[part]);
      return pico === undefined ? [] : [[part, pico]];
    }),
  );
}

function findCost(
  attributes: Attributes,
  at: Date,
  isSame: (cost: Cost) => boolean,
): { readonly cost: Cost; readonly billed: BilledRow } | undefined {
  const usage = readWireUsage(attributes);
  const serviceTier = textAt(attributes, 'openai.response.service_tier');
  const region = textAt(attributes, 'azure.openai.region') ?? undefined;
  for (const name of modelNames(attributes)) {
    for (const deploymentType of TYPES) {
      const cost = calculateCost(usage, name, { serviceTier, region, deploymentType, at });
      if (cost.row === undefined || !isSame(cost)) continue;
      return { cost, billed: { name, row: cost.row, isLongContext: cost.longContext ?? false } };
    }
  }
  return undefined;
}

/** Returns an amount in USD as pico-USD. */
export function picoAt(attributes: Attributes, name: string): bigint | undefined {
  const value = attributes[name];
  return typeof value === 'number' ? bigPicoFromUsd(value) : undefined;
}

/** Returns an attribute that is a text and not empty. */
export function textAt(attributes: Attributes, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
