import { describe, expect, test } from 'vitest';
import { run } from '../commands/support/command.ts';
import { results } from './support/setup.ts';

const { ELASTICSEARCH_URL, KIBANA_URL } = process.env;
const isThere = ELASTICSEARCH_URL !== undefined && KIBANA_URL !== undefined;
if (!isThere) {
  console.warn(
    'Skipped: these tests need Kibana. Set KIBANA_URL and ELASTICSEARCH_URL, such as http://user:password@host:5601.',
  );
}

/** Runs `setup elastic` against real servers, with the user in the URL of Elasticsearch. */
function setup(...more: string[]): ReturnType<typeof run> {
  const { username, password, origin } = new URL(ELASTICSEARCH_URL!);
  const user = ['--elasticsearch-username', decodeURIComponent(username)];
  const credentials = username === '' ? [] : [...user, '--elasticsearch-password', decodeURIComponent(password)];
  const where = ['--elasticsearch-hosts', origin, '--kibana-url', new URL(KIBANA_URL!).origin];
  return run(['setup', 'elastic', ...where, ...credentials, ...more]);
}

// Without spans and other data, jobs cannot start.
const PARTS = ['--no-ml', '--traces', 'both'];

describe.skipIf(!isThere)('a real Kibana', () => {
  test('has everything after setup, and a second run changes nothing', async () => {
    const first = await setup(...PARTS);
    expect([first.err, first.code, first.out]).toEqual(['', 0, first.out]);
    const second = await setup(...PARTS);
    expect([...Object.keys(results(second.out)), second.out]).toEqual(['unchanged', second.out]);
    expect((await setup('--check', ...PARTS)).code).toBe(0);
  }, 300_000);

  test('has nothing of it after --remove', async () => {
    const { code, out } = await setup('--remove');
    expect([code, out]).toEqual([0, out]);
    expect(Object.keys(results((await setup('--check', ...PARTS)).out))).toEqual(['missing']);
  }, 300_000);
});
