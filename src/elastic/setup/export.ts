import { elasticsearchFiles } from '../elasticsearch/index.ts';
import { kibanaAssets } from '../kibana/assets.ts';
import { dashboardBody } from '../kibana/dashboards-api.ts';
import { mlJobs } from '../kibana/ml-jobs.ts';
import { objectId } from '../kibana/panel.ts';
import { rules } from '../kibana/rules.ts';
import { savedObjects, toNdjson } from '../kibana/saved-objects.ts';
import type { ElasticSettings } from '../kibana/settings.ts';
import { serviceLevelObjectives } from '../kibana/slos.ts';
import { traceFields } from '../kibana/trace-fields.ts';
import type { TraceStorage } from '../streams.ts';

/** Returns everything that setup makes as files: path → text. */
export function exportedFiles(storages: readonly TraceStorage[], settings: ElasticSettings): Map<string, string> {
  const traces = storages.map((storage) => traceFields(storage, settings.tenantAttribute));
  const assets = kibanaAssets(traces);
  const slos = serviceLevelObjectives(settings);
  const jobs = mlJobs(traces, settings);
  const json = (path: string, value: unknown): [string, string] => [
    `${path}.json`,
    `${JSON.stringify(value, undefined, 2)}\n`,
  ];
  return new Map([
    json('settings', settings),
    ...Object.entries(elasticsearchFiles(settings)).map(([name, text]): [string, string] => [
      `elasticsearch/${name}`,
      text,
    ]),
    ...jobs.flatMap(({ id, job, datafeed }) => [json(`ml/job.${id}`, job), json(`ml/datafeed.${id}`, datafeed)]),
    ...traces.map((fields): [string, string] => [
      `kibana/saved-objects-${fields.storage}.ndjson`,
      toNdjson(savedObjects(kibanaAssets([fields]))),
    ]),
    ...assets.dashboards.map((dashboard) =>
      json(`kibana/dashboards/${objectId(dashboard.id)}`, dashboardBody(dashboard, assets.dashboards)),
    ),
    ...rules(traces, slos, settings).map(({ id, body }) => json(`kibana/rules/${id}`, body)),
    ...slos.map(({ id, body }) => json(`kibana/slos/${id}`, { id, ...body })),
  ]);
}
