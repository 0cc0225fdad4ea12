import { objectOf, objectsOf } from '../../json.ts';
import { type Send, sendOk } from '../../setup/http.ts';
import type { ElasticsearchResource } from '../elasticsearch/index.ts';
import { findDifferences } from '../../setup/compare.ts';
import type { Resource } from '../../setup/resource.ts';

const HOUR = 3_600_000;

/** The parts of a transform of which Elasticsearch changes none in one that exists: they decide what its sums are. */
const SUMMING = ['pivot', 'source', 'dest'];

/**
 * Returns a transform as a resource. It also has to run. One with another pivot is made again, without a loss and without
 * counting twice: see {@link clearSums}.
 *
 * @param simple reads the transform
 */
export function transformResource(simple: Resource, resource: ElasticsearchResource, send: Send): Resource {
  const { method, path, query, body, start } = resource;
  const stop = (): Promise<unknown> =>
    sendOk(send, 'POST', `${path}/_stop?force=true&wait_for_completion=true`, undefined, [404]);
  const remove = (): Promise<unknown> => sendOk(send, 'DELETE', `${path}?force=true`, undefined, [404]);
  return {
    ...simple,
    expected: { ...body, runs: true },
    async read() {
      const current = await simple.read();
      if (current === undefined) return undefined;
      const stats = await sendOk(send, 'GET', `${path}/_stats`);
      const [{ state } = {}] = objectsOf(objectOf(stats.body)['transforms']);
      return { ...objectOf(current), runs: state !== 'stopped' && state !== 'failed' };
    },
    async write(current) {
      const { runs, ...existing } = objectOf(current);
      const [summing, others] = splitBody(body);
      if (current === undefined || findDifferences(summing, existing).length > 0) {
        await stop();
        const from = await clearSums(body, send);
        await remove();
        await sendOk(
          send,
          method,
          `${path}?${new URLSearchParams(query)}`,
          from === undefined ? body : startAt(body, from),
        );
      } else {
        if (findDifferences(others, existing).length > 0) {
          await sendOk(send, 'POST', `${path}/_update?${new URLSearchParams(query)}`, others);
        }
        if (runs === true) return;
        // Elasticsearch starts a transform that has failed only after it was stopped.
        await stop();
      }
      if (start !== undefined) await sendOk(send, start.method, start.path);
    },
    async remove() {
      await stop();
      await remove();
    },
  };
}

function splitBody(body: object): [summing: object, others: object] {
  const isSumming = ([name]: [string, unknown]): boolean => SUMMING.includes(name);
  const members = Object.entries(body);
  return [
    Object.fromEntries(members.filter(isSumming)),
    Object.fromEntries(members.filter((member) => !isSumming(member))),
  ];
}

/**
 * Deletes the sums that a new transform makes again from the spans that are still there. Older sums stay, since their spans
 * are gone: also those of the hour of the oldest span, of which some spans may be gone.
 *
 * @returns the time before which the new transform must not count; undefined if it may count every span
 */
async function clearSums(body: object, send: Send): Promise<number | undefined> {
  const { source, dest } = body as { source: { index: string[]; query: object }; dest: { index: string } };
  const oldest = await sendOk(send, 'POST', `/${source.index.join(',')}/_search?ignore_unavailable=true`, {
    size: 0,
    query: source.query,
    aggs: { oldest: { min: { field: '@timestamp' } } },
  });
  const { value } = objectOf(objectOf(objectOf(oldest.body)['aggregations'])['oldest']);
  if (typeof value !== 'number') return undefined;
  const hour = Math.floor(value / HOUR) * HOUR;
  const sums = `/${dest.index}`;
  const counted = await sendOk(send, 'POST', `${sums}/_count?ignore_unavailable=true`, between(hour, hour + HOUR));
  const isCounted = Number(objectOf(counted.body)['count'] ?? 0) > 0;
  const from = isCounted ? hour + HOUR : hour;
  const options = 'ignore_unavailable=true&conflicts=proceed&refresh=true';
  await sendOk(send, 'POST', `${sums}/_delete_by_query?${options}`, between(from));
  return isCounted ? from : undefined;
}

function between(from: number, to?: number): object {
  const before = to !== undefined && { lt: new Date(to).toISOString() };
  return { query: { range: { '@timestamp': { gte: new Date(from).toISOString(), ...before } } } };
}

/** Adds a member to the query of the source. The comparison does not look at members that only the server has. */
function startAt(body: object, from: number): object {
  const { source } = body as { source: { query: { bool: object } } };
  const bool = { ...source.query.bool, must: [objectOf(between(from))['query']] };
  return { ...body, source: { ...source, query: { bool } } };
}
