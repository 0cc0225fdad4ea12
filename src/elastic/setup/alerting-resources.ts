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

/** Returns an anomaly detection job as a resource: the job, its datafeed, and that it runs. A job keeps what it has learned. */
export function mlJobResource({ id, job, datafeed }: MlJob, elasticsearch: Send): Resource {
  const jobPath = `/_ml/anomaly_detectors/${id}`;
  const feedPath = `/_ml/datafeeds/datafeed-${id}`;
  return {
    name: `ML job ${id}`,
    expected: { job: true, datafeed: true, runs: true },
    async read() {
      const [found, feed] = [
        await readOrUndefined(elasticsearch, jobPath),
        await readOrUndefined(elasticsearch, feedPath),
      ];
      if (found === undefined && feed === undefined) return undefined;
      const stats = feed === undefined ? {} : objectOf(await readOrUndefined(elasticsearch, `${feedPath}/_stats`));
      const [{ state } = {}] = objectsOf(stats['datafeeds']);
      return { job: found !== undefined, datafeed: feed !== undefined, runs: state === 'started' };
    },
    async write(current) {
      const has = objectOf(current);
      if (has['job'] !== true) await sendOk(elasticsearch, 'PUT', jobPath, job);
      if (has['datafeed'] !== true) await sendOk(elasticsearch, 'PUT', feedPath, datafeed);
      await sendOk(elasticsearch, 'POST', `${jobPath}/_open`, {}, [409]);
      await sendOk(elasticsearch, 'POST', `${feedPath}/_start`, {}, [409]);
    },
    async remove() {
      await sendOk(elasticsearch, 'POST', `${feedPath}/_stop?force=true`, undefined, [404]);
      await sendOk(elasticsearch, 'DELETE', `${feedPath}?force=true`, undefined, [404]);
      await sendOk(elasticsearch, 'POST', `${jobPath}/_close?force=true`, undefined, [404, 409]);
      await sendOk(elasticsearch, 'DELETE', `${jobPath}?force=true`, undefined, [404]);
    },
  };
}

async function readOrUndefined(send: Send, path: string): Promise<unknown> {
  const { status, body } = await sendOk(send, 'GET', path, undefined, [404]);
  return status === 404 ? undefined : body;
}
