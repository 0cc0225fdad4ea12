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
 * counting twice: see {@link findStart}. It is removed before its sums are deleted, so that no later run, whatever its
 * settings, starts a transform that takes deleted sums for counted.
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
        const from = await findStart(body, send);
        await stop();
        await remove();
        await deleteSums(body, from, send);
        await sendOk(send, method, `${path}?${new URLSearchParams(query)}`, startAt(body, from));
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

/** Members of a transform that say what it sums up. */
interface Summing {
  readonly source: { readonly index: readonly string[]; readonly query: { readonly bool: object } };
  readonly dest: { readonly index: string };
  readonly pivot: { readonly aggregations: { readonly calls: object } };
}

/**
 * Finds the time from which a new transform counts: after the last hour that has fewer spans than calls in its sums. The
 * spans of that hour are gone, or cannot be searched, in part or in full, so its sums stay, and those of the hours before.
 * A comparison of counts notices this also if only one of several data streams has lost its spans.
 *
 * @returns undefined if every sum can be made again
 */
async function findStart(body: object, send: Send): Promise<number | undefined> {
  const { source, dest, pivot } = body as Summing;
  const counted = await countByHour(send, dest.index, { match_all: {} }, { sum: { field: 'calls' } });
  const spans = await countByHour(send, source.index.join(','), source.query, pivot.aggregations.calls);
  const kept = [...counted].flatMap(([hour, calls]) => ((spans.get(hour) ?? 0) < calls ? [hour] : []));
  return kept.length === 0 ? undefined : Math.max(...kept) + HOUR;
}

/** Returns the number of calls by the beginning of their hour, in milliseconds. */
async function countByHour(send: Send, index: string, query: object, calls: object): Promise<Map<number, number>> {
  const hours = { date_histogram: { field: '@timestamp', calendar_interval: '1h', min_doc_count: 1 }, aggs: { calls } };
  // An answer without some of the shards would take sums that are there for absent.
  const options = 'ignore_unavailable=true&allow_partial_search_results=false';
  const { body } = await sendOk(send, 'POST', `/${index}/_search?${options}`, { size: 0, query, aggs: { hours } });
  const { buckets } = objectOf(objectOf(objectOf(body)['aggregations'])['hours']);
  return new Map(objectsOf(buckets).map(({ key, calls }) => [Number(key), Number(objectOf(calls)['value'])]));
}

/** Deletes the sums that the new transform makes. A sum that was just written is found only after a refresh. */
async function deleteSums(body: object, from: number | undefined, send: Send): Promise<void> {
  const sums = `/${(body as Summing).dest.index}`;
  await sendOk(send, 'POST', `${sums}/_refresh?ignore_unavailable=true`);
  const query = from === undefined ? { match_all: {} } : since(from);
  await sendOk(send, 'POST', `${sums}/_delete_by_query?ignore_unavailable=true`, { query });
}

function since(from: number): object {
  return { range: { '@timestamp': { gte: new Date(from).toISOString() } } };
}

/** Adds a member to the query of the source. The comparison does not look at members that only the server has. */
function startAt(body: object, from: number | undefined): object {
  if (from === undefined) return body;
  const { source } = body as Summing;
  return { ...body, source: { ...source, query: { bool: { ...source.query.bool, must: [since(from)] } } } };
}
