import { accountId } from './types.ts';
import type { StandInAccount } from './types.ts';
import type { MetricDefinition } from './definitions.ts';

/** Values of one metric with one set of dimension values. */
export interface Series {
  readonly dimensions: Readonly<Record<string, string>>;
  /** @returns undefined where the minute has no value */
  value(time: number): number | undefined;
}

/** The deployments of every account. */
const DEPLOYMENTS = [
  { ModelDeploymentName: 'chat', ModelName: 'gpt-4o', ModelVersion: '2024-11-20' },
  { ModelDeploymentName: 'search', ModelName: 'text-embedding-3-large', ModelVersion: '1' },
];

const STATUS_CODES = ['200', '429'];

/** The series of a metric: for each deployment, and each status code where the metric has that dimension. */
export function seriesOf(account: StandInAccount, { name, dimensions }: MetricDefinition): Series[] {
  const codes = dimensions.includes('StatusCode') ? STATUS_CODES : [undefined];
  return DEPLOYMENTS.flatMap((deployment) =>
    codes.map((code) => {
      const all: Record<string, string> = {
        Region: account.location,
        ...deployment,
        ...(code && { StatusCode: code }),
      };
      const values = Object.fromEntries(dimensions.map((dimension) => [dimension, all[dimension] ?? `a ${dimension}`]));
      const seed = hash(`${accountId(account)} ${name} ${deployment.ModelDeploymentName} ${code ?? ''}`);
      return { dimensions: values, value: (time: number) => valueAt(seed, time) };
    }),
  );
}

/** Returns small whole numbers, always the same; some minutes have zero, and some nothing. */
function valueAt(seed: number, time: number): number | undefined {
  const mixed = Math.imul(seed ^ (time / 60_000), 0x9e3779b1) >>> 8;
  const value = mixed % 251;
  if (value % 9 === 0) return undefined;
  return value % 7 === 0 ? 0 : value;
}

/** FNV-1a: cheap, since there are many series. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}
