import { billDashboard } from './dashboards/bill.ts';
import { CONTENT_FILTERING } from './dashboards/content-filtering.ts';
import { callsDashboard } from './dashboards/calls.ts';
import { costDashboard } from './dashboards/cost.ts';
import { OVERVIEW } from './dashboards/overview.ts';
import { PROVISIONED } from './dashboards/provisioned.ts';
import { type DataView, dataViews } from './data-views.ts';
import type { Dashboard, Search } from './panel.ts';
import { LOG_SEARCHES, traceSearches } from './searches.ts';
import type { TraceFields } from './trace-fields.ts';

/** Everything that Kibana shows of us, apart from alert rules, SLOs and jobs. */
export interface KibanaAssets {
  readonly dataViews: readonly DataView[];
  readonly searches: readonly Search[];
  readonly dashboards: readonly Dashboard[];
}

/**
 * Returns what Kibana shows.
 *
 * @param traces the fields of each storage of spans; the dashboards of calls exist once for each
 */
export function kibanaAssets(traces: readonly TraceFields[]): KibanaAssets {
  return {
    dataViews: dataViews(traces),
    searches: [...LOG_SEARCHES, ...traces.flatMap(traceSearches)],
    dashboards: [
      OVERVIEW,
      PROVISIONED,
      CONTENT_FILTERING,
      ...traces.flatMap((fields) => [costDashboard(fields), callsDashboard(fields), billDashboard(fields)]),
    ],
  };
}
