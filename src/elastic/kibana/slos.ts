import { LOGS_INDICES } from '../streams.ts';
import { IS_REQUEST, LOGS } from './fields.ts';
import { type Filter, toKql } from './filter.ts';
import { objectId, objectTitle, PREFIX } from './panel.ts';
import type { ElasticSettings } from './settings.ts';

/** A service-level objective: its id, and the body of `POST /api/observability/slos` without the id. */
export interface Slo {
  readonly id: string;
  readonly body: { readonly name: string } & Readonly<Record<string, unknown>>;
}

/** Answers that are Azure's fault, or that the quota was too small for. A request that is wrong is the caller's. */
const IS_UNAVAILABLE: Filter = {
  any: [
    { field: LOGS.status, is: '429' },
    { field: LOGS.status, startsWith: ['5'] },
  ],
};

/** Returns the objectives: availability and latency, for each deployment. */
export function serviceLevelObjectives({ slos }: ElasticSettings): readonly Slo[] {
  return [
    slo(
      'available',
      'Availability',
      'Requests without a server error and without throttling',
      slos.availabilityTarget,
      {
        good: `not (${toKql(IS_UNAVAILABLE)})`,
      },
    ),
    slo('fast', 'Latency', `Requests that took at most ${slos.latencyMs} ms`, slos.latencyTarget, {
      good: `${LOGS.duration} <= ${slos.latencyMs * 1e6}`,
    }),
  ];
}

/** @param id a short one: ids of SLOs have at most 36 characters */
function slo(id: string, name: string, description: string, target: number, { good }: { good: string }): Slo {
  return {
    id: objectId(id),
    body: {
      name: objectTitle(name),
      description,
      indicator: {
        type: 'sli.kql.custom',
        params: { index: LOGS_INDICES, timestampField: '@timestamp', filter: toKql(IS_REQUEST), good, total: '' },
      },
      timeWindow: { type: 'rolling', duration: '30d' },
      budgetingMethod: 'occurrences',
      objective: { target },
      groupBy: [LOGS.deployment],
      // Azure delivers logs some minutes late.
      settings: { syncDelay: '10m', frequency: '1m' },
      tags: [PREFIX],
    },
  };
}
