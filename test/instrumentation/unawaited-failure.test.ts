import { describe, expect, test } from 'vitest';
import { type Ended, startNode } from '../support/run-app.ts';

const CLIENTS = ['openai', 'openai6', 'openai5', 'openai4'];

function run(env: Record<string, string>): Promise<Ended> {
  return startNode(['./test/fixtures/apps/unawaited.mjs'], env).ended;
}

const FAILURES = {
  status: ['NotFoundError', ' 404'],
  retries: ['InternalServerError', ' 500'],
  connection: ['APIConnectionError', ''],
  timeout: ['APIConnectionTimeoutError', ''],
  abort: ['APIUserAbortError', ''],
  aborted: ['APIUserAbortError', ''],
  nothing: ['TypeError', ''],
} as const;

const CASES = CLIENTS.flatMap((client) => Object.entries(FAILURES).map(([failure, how]) => [client, failure, ...how]));

describe.concurrent('a call that nobody awaits', () => {
  test.each(CASES)(
    'an unawaited call of %s, with the failure "%s", ends when it fails: %s',
    async (DOOR, FAILURE, errorType, status) => {
      const { stdout, code } = await run({ DOOR: DOOR!, FAILURE: FAILURE! });
      expect(stdout.split('\n')).toEqual([
        `span chat gpt 2 ${errorType}${status}`,
        `unhandled ${errorType}`,
        'end',
        '',
      ]);
      expect(code).toBe(0);
    },
  );

  test.each(CLIENTS)('an unawaited call of %s ends when there is no token', async (DOOR) => {
    const { stdout } = await run({ DOOR, FAILURE: 'token' });
    const error = DOOR === 'openai4' ? 'Error' : 'OpenAIError';
    expect(stdout.split('\n')).toEqual([`span chat gpt 2 ${error}`, `unhandled ${error}`, 'end', '']);
  });

  test.each(CLIENTS)('an unawaited call of %s ends before its failure ends the process', async (DOOR) => {
    const { stdout, stderr, code } = await run({ DOOR, FAILURE: 'status', CRASH: '1' });
    expect(stdout).toBe('span chat gpt 2 NotFoundError 404\n');
    expect(stderr).toContain('NotFoundError: 404 m');
    expect(code).toBe(1);
  });
});
