import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../src/collectors/contracts/document.ts';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { DeadLettersError, elasticsearchDeadLetters, fileDeadLetters } from '../../../src/collectors/sinks/index.ts';
import { startElasticsearch } from '../../support/elasticsearch/server.ts';
import { rawJson, TICKS } from './documents.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'dead-letters-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const letter = (offset: number, reason = 'it is no JSON'): DeadLetter => ({
  reason,
  origin: { partition: '0', offset, sequence_number: rawJson(TICKS) },
  body: '{"records":[\n',
});

describe('fileDeadLetters', () => {
  it('a letter is a line with reason, origin and body, on the disk when the write settles', async () => {
    const path = join(FOLDER, 'letters.ndjson');
    const letters = fileDeadLetters(path);
    await Promise.all([letters.write([letter(1), letter(2)]), letters.write([letter(3)])]);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).origin.offset)).toEqual([1, 2, 3]);
    expect(lines[0]).toContain(`"sequence_number":${TICKS}`);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      reason: 'it is no JSON',
      body: '{"records":[\n',
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await letters.close();
  });

  it('no file is created before the first letter', async () => {
    const path = join(FOLDER, 'unneeded.ndjson');
    const letters = fileDeadLetters(path);
    await letters.write([]);
    await letters.close();
    expect(() => statSync(path)).toThrow('ENOENT');
  });

  it('the first letter replaces a last line that was cut off', async () => {
    const path = join(FOLDER, 'torn.ndjson');
    writeFileSync(path, '{"reason":"cut o');
    const letters = fileDeadLetters(path);
    await letters.write([letter(1)]);
    await letters.close();
    expect(readFileSync(path, 'utf8').split('\n')).toEqual([expect.stringMatching(/^\{.*\}$/), '']);
  });

  it('a letter that a crash repeats is not written again, even with another reason', async () => {
    const path = join(FOLDER, 'replayed.ndjson');
    for (const reason of ['it is no JSON', 'worded otherwise']) {
      const letters = fileDeadLetters(path);
      await Promise.all([letters.write([letter(1, reason), letter(2, reason)]), letters.write([letter(1, reason)])]);
      await letters.close();
    }
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).origin.offset)).toEqual([1, 2]);
  });

  it('a write rejects when the file cannot be written', async () => {
    const letters = fileDeadLetters(join(FOLDER, 'none', 'letters.ndjson'));
    await expect(letters.write([letter(1)])).rejects.toThrow('its folder does not exist');
    await letters.close();
  });
});

it.each([
  ['', 'fail'],
  ['tested.ndjson', 'ok'],
])('test of fileDeadLetters reports whether the file "%s" can be written, and creates none', async (name, status) => {
  const path = join(FOLDER, name);
  const findings: Finding[] = [];
  for await (const finding of fileDeadLetters(path).test?.() ?? []) findings.push(finding);
  expect(findings).toEqual([expect.objectContaining({ id: 'files', title: `File ${path}`, status })]);
  expect(existsSync(join(FOLDER, 'tested.ndjson'))).toBe(false);
});

describe('elasticsearchDeadLetters', () => {
  it('each letter is stored once in a data stream of its own, even if it is repeated with another reason', async () => {
    await using server = await startElasticsearch();
    const letters = elasticsearchDeadLetters({ node: server.url, namespace: 'prod', flushInterval: 1 });
    await letters.write([letter(1), letter(2)]);
    await letters.write([letter(1, 'worded otherwise'), { ...letter(1), body: 'another part' }]);
    await letters.close();
    const hits = server.store.hits('logs-azure_openai.dead_letter-prod').map(({ source }) => JSON.parse(source));
    expect(hits).toHaveLength(3);
    expect(hits[0]).toMatchObject({
      data_stream: { type: 'logs', dataset: 'azure_openai.dead_letter', namespace: 'prod' },
      error: { message: 'it is no JSON' },
      event: { original: '{"records":[\n' },
      origin: `{"partition":"0","offset":1,"sequence_number":${TICKS}}`,
    });
  });

  it('letters go to the index of the options', async () => {
    await using server = await startElasticsearch();
    const letters = elasticsearchDeadLetters({ node: server.url, index: 'my-letters', flushInterval: 1 });
    await letters.write([letter(1)]);
    await letters.close();
    expect(server.store.names()).toEqual(['my-letters']);
    expect(server.store.hits()[0]?.source).not.toContain('data_stream');
  });

  it.each([429, 400])(
    'a write rejects when a letter is answered with %i, so that nothing is acknowledged',
    async (status) => {
      await using server = await startElasticsearch();
      const letters = elasticsearchDeadLetters({ node: server.url, flushInterval: 1 });
      server.faults.add({ kind: 'items', status });
      await expect(letters.write([letter(1), letter(2)])).rejects.toThrow(DeadLettersError);
      await letters.write([letter(1), letter(2)]);
      await letters.close();
      expect(server.store.count()).toBe(2);
    },
  );
});
