import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kibanaAssets } from '../../src/elastic/kibana/assets.ts';
import { savedObjects, toNdjson } from '../../src/elastic/kibana/saved-objects.ts';
import { traceFields } from '../../src/elastic/kibana/trace-fields.ts';
import { run } from '../commands/support/command.ts';
import { startStack, type Stack } from '../support/kibana/stack.ts';
import { results } from './support/setup.ts';

const { ELASTICSEARCH_URL, KIBANA_URL } = process.env;
const isReal = ELASTICSEARCH_URL !== undefined && Boolean(KIBANA_URL);
if (!isReal) {
  console.warn(
    'Not against a real Kibana: set KIBANA_URL and ELASTICSEARCH_URL, such as http://user:password@host:5601, for that.',
  );
}

let standIn: Stack | undefined;
beforeAll(async () => {
  if (!isReal) standIn = await startStack({ version: '8.19.0' });
});
afterAll(() => standIn?.[Symbol.asyncDispose]());

/** The URLs of both servers, with the user in that of Elasticsearch. */
function urls(): { elasticsearch: URL; kibana: URL } {
  return {
    elasticsearch: new URL(standIn?.elasticsearchUrl ?? ELASTICSEARCH_URL!),
    kibana: new URL(standIn?.kibanaUrl ?? KIBANA_URL!),
  };
}

function setup(...more: string[]): ReturnType<typeof run> {
  const { elasticsearch, kibana } = urls();
  const { username, password, origin } = elasticsearch;
  const user = ['--elasticsearch-username', decodeURIComponent(username)];
  const credentials = username === '' ? [] : [...user, '--elasticsearch-password', decodeURIComponent(password)];
  const where = ['--elasticsearch-hosts', origin, '--kibana-url', kibana.origin];
  return run(['setup', 'elastic', ...where, ...credentials, ...more]);
}

// Without spans and other data, jobs cannot start.
const PARTS = ['--no-ml', '--traces', 'both'];

describe.each([1, 2])('Kibana, in round %i', () => {
  test('has everything after setup, and a second run changes nothing', async () => {
    const first = await setup(...PARTS);
    expect([first.err, first.code, first.out]).toEqual(['', 0, first.out]);
    const second = await setup(...PARTS);
    expect([...Object.keys(results(second.out)), second.out]).toEqual(['unchanged', second.out]);
    expect((await setup('--check', ...PARTS)).code).toBe(0);
  }, 300_000);

  test('imports the file of saved objects, which is what setup makes', async () => {
    const { elasticsearch, kibana } = urls();
    const { username, password } = elasticsearch;
    const form = new FormData();
    const ndjson = toNdjson(savedObjects(kibanaAssets([traceFields('apm', 'app.tenant')])));
    form.append('file', new Blob([ndjson], { type: 'application/ndjson' }), 'saved-objects.ndjson');
    const user = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    const response = await fetch(new URL('/api/saved_objects/_import?overwrite=true', kibana.origin), {
      method: 'POST',
      headers: { 'kbn-xsrf': 'true', ...(username !== '' && { authorization: `Basic ${user}` }) },
      body: form,
    });
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ success: true })]);
    expect((await setup('--check', '--no-ml', '--no-rules', '--traces', 'apm')).code).toBe(0);
  }, 300_000);

  test('has nothing of it after --remove', async () => {
    const { code, out } = await setup('--remove');
    expect([code, out]).toEqual([0, out]);
    expect(Object.keys(results((await setup('--check', ...PARTS)).out))).toEqual(['missing']);
  }, 300_000);
});
