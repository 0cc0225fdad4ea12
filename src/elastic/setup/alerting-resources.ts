import { objectOf, objectsOf } from '../../json.ts';
import type { MlJob } from '../kibana/ml-jobs.ts';
import type { Rule } from '../kibana/rules.ts';
import type { Slo } from '../kibana/slos.ts';
import { type Send, sendOk } from '../../setup/http.ts';
import type { Resource } from '../../setup/resource.ts';

/** Members of an action that an update takes, of those that Kibana returns. */
const ACTION_MEMBERS = ['group', 'id', 'params', 'frequency', 'uuid', 'alerts_filter', 'use_alert_data_for_template'];

/**
 * Returns an alert rule as a resource. Actions that a user has added, and whether the rule is enabled, stay as they are.
 *
 * @param consumer the part of Kibana that shows it
 */
export function ruleResource({ id, body }: Rule, consumer: string, kibana: Send): Resource {
  const path = `/api/alerting/rule/${id}`;
  const { name, tags, schedule, params, alert_delay: delay } = body;
  const changeable = { name, tags, schedule, params, ...(delay && { alert_delay: delay }) };
  return {
    name: `rule ${id}`,
    expected: changeable,
    read: () => readOrUndefined(kibana, path),
    async write(current) {
      if (current === undefined) {
        await sendOk(kibana, 'POST', path, { ...body, consumer });
        return;
      }
      const actions = objectsOf(objectOf(current)['actions']).map((action) =>
        Object.fromEntries(Object.entries(action).filter(([member]) => ACTION_MEMBERS.includes(member))),
      );
      await sendOk(kibana, 'PUT', path, { ...changeable, actions });
    },
    async remove() {
      await sendOk(kibana, 'DELETE', path, undefined, [404]);
    },
  };
}

/** Returns an objective as a resource. */
export function sloResource({ id, body }: Slo, kibana: Send): Resource {
  const path = `/api/observability/slos/${id}`;
  return {
    name: `SLO ${id}`,
    expected: body,
    async read() {
      const current = await readOrUndefined(kibana, path);
      return current && withListedGroups(objectOf(current));
    },
    async write(current) {
      if (current === undefined) await sendOk(kibana, 'POST', '/api/observability/slos', { id, ...body });
      else await sendOk(kibana, 'PUT', path, body);
    },
    async remove() {
      await sendOk(kibana, 'DELETE', path, undefined, [404]);
    },
  };
}

/** Kibana may return one field as a text. */
function withListedGroups(slo: Record<string, unknown>): object {
  return { ...slo, groupBy: [slo['groupBy']].flat() };
}

/**
 * Returns an anomaly detection job as a resource: the job, its datafeed, and that it runs. A job keeps what it has learned,
 * and so how it analyzes.
 */
export function mlJobResource({ id, job, datafeed }: MlJob, elasticsearch: Send): Resource {
  const jobPath = `/_ml/anomaly_detectors/${id}`;
  const feedPath = `/_ml/datafeeds/datafeed-${id}`;
  const stop = async (): Promise<void> => {
    await sendOk(elasticsearch, 'POST', `${feedPath}/_stop?force=true`, undefined, [404]);
    await sendOk(elasticsearch, 'POST', `${jobPath}/_close?force=true`, undefined, [404, 409]);
  };
  const start = async (): Promise<void> => {
    await sendOk(elasticsearch, 'POST', `${jobPath}/_open`, {});
    await sendOk(elasticsearch, 'POST', `${feedPath}/_start`, {});
  };
  return {
    name: `ML job ${id}`,
    expected: { job: comparableJob(job), datafeed: comparableJob(datafeed), runs: true },
    fixed: {
      has: (path) => FIXED.test(path) && !path.endsWith('.detector_description'),
      advice: `delete the job (DELETE ${jobPath}?force=true) and run the command again; the job then learns from the start`,
    },
    async read() {
      const [foundJob, foundFeed] = [
        await readOrUndefined(elasticsearch, jobPath),
        await readOrUndefined(elasticsearch, feedPath),
      ];
      if (foundJob === undefined && foundFeed === undefined) return undefined;
      const stats = await readOrUndefined(elasticsearch, `${feedPath}/_stats`);
      const [{ state } = {}] = objectsOf(objectOf(stats)['datafeeds']);
      const [current] = objectsOf(objectOf(foundJob)['jobs']);
      const [feed] = objectsOf(objectOf(foundFeed)['datafeeds']);
      return {
        job: current && comparableJob(current),
        datafeed: feed && comparableJob(feed),
        runs: state === 'started',
      };
    },
    async write(current) {
      const has = objectOf(current);
      if (has['job'] === undefined) await sendOk(elasticsearch, 'PUT', jobPath, job);
      if (has['datafeed'] === undefined) await sendOk(elasticsearch, 'PUT', feedPath, datafeed);
      // Elasticsearch changes the memory of a closed job alone, and a datafeed uses a change only after it has started again.
      if (current !== undefined) await stop();
      try {
        if (has['job'] !== undefined) await sendOk(elasticsearch, 'POST', `${jobPath}/_update`, updateOf(job));
        if (has['datafeed'] !== undefined) {
          const { job_id: _, ...changeable } = datafeed;
          await sendOk(elasticsearch, 'POST', `${feedPath}/_update`, changeable);
        }
      } finally {
        await start();
      }
    },
    async remove() {
      await stop();
      await sendOk(elasticsearch, 'DELETE', `${feedPath}?force=true`, undefined, [404]);
      await sendOk(elasticsearch, 'DELETE', `${jobPath}?force=true`, undefined, [404]);
    },
  };
}

/** Members that Elasticsearch never changes in a job that exists. */
const FIXED = /^job\.(?:analysis_config|data_description|results_index_name)\b/;

/** Returns the body of an update of a job. */
function updateOf(job: MlJob['job']): object {
  const { description, groups, analysis_limits, allow_lazy_open, custom_settings, analysis_config } = job;
  const detectors = objectsOf(objectOf(analysis_config)['detectors']).map((detector, detector_index) => ({
    detector_index,
    description: detector['detector_description'],
  }));
  return { description, groups, analysis_limits, allow_lazy_open, custom_settings, detectors };
}

/** Elasticsearch returns the index of the results with a prefix, memory in megabytes, and may return durations in other units. */
function comparableJob(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, unknown] => {
      if (name === 'results_index_name') return [name, String(value).replace(/^custom-/, '')];
      if (name === 'analysis_limits' || name === 'analysis_config') return [name, comparableJob(objectOf(value))];
      if (name === 'model_memory_limit') return [name, inSmallestUnit(value, { mb: 1, gb: 1024 })];
      if (name === 'bucket_span' || name === 'query_delay') {
        return [name, inSmallestUnit(value, { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 })];
      }
      return [name, value];
    }),
  );
}

function inSmallestUnit(value: unknown, units: Readonly<Record<string, number>>): unknown {
  const [, amount, unit = ''] = /^(\d+)([a-z]+)$/.exec(String(value)) ?? [];
  return amount !== undefined && units[unit] !== undefined ? Number(amount) * units[unit] : value;
}

async function readOrUndefined(send: Send, path: string): Promise<unknown> {
  const { status, body } = await sendOk(send, 'GET', path, undefined, [404]);
  return status === 404 ? undefined : body;
}
