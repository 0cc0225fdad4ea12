import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { OutputClosedError, SinkFileError, ndjsonSink } from '../../../src/collectors/sinks/index.ts';
import { logDocument, logDocuments } from './documents.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'ndjson-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SINK = JSON.stringify(new URL('../../../src/collectors/sinks/ndjson-sink.ts', import.meta.url).href);
const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n');

describe('a file of documents', () => {
  it('has a line for each: fields, data stream and id', async () => {
    const path = join(FOLDER, 'lines.ndjson');
    const sink = ndjsonSink({ path });
    await sink.write([logDocument('a', { message: 'two\nlines' }), logDocument('b', { _id: 'of the fields' })]);
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe(
      '{"@timestamp":"2026-11-24T10:00:00.000Z","message":"two\\nlines","_index":"logs-azure_openai.logs-default","_id":"a"}\n' +
        '{"@timestamp":"2026-11-24T10:00:00.000Z","_index":"logs-azure_openai.logs-default","_id":"b"}\n',
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('grows, and a line that was cut off ends where it was', async () => {
    const path = join(FOLDER, 'torn.ndjson');
    writeFileSync(path, '{"_id":"before"}\n{"_id":"cut o');
    const sink = ndjsonSink({ path });
    await sink.write(logDocuments(1));
    await sink.write(logDocuments(1, 'e'));
    await sink.close();
    expect(lines(path)).toEqual([
      '{"_id":"before"}',
      '{"_id":"cut o',
      expect.stringContaining('"_id":"d0"'),
      expect.stringContaining('"_id":"e0"'),
      '',
    ]);
  });

  it('has a document once, though it comes again after a crash or is partly written', async () => {
    const path = join(FOLDER, 'replayed.ndjson');
    const before = ndjsonSink({ path });
    await before.write(logDocuments(3));
    await before.close();
    // The crash cut off the last line.
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -20));
    const after = ndjsonSink({ path });
    expect(await after.write([...logDocuments(4), logDocument('d3')])).toEqual(
      Array.from({ length: 5 }, () => ({ status: 'accepted' })),
    );
    await after.close();
    expect(lines(path)).toEqual([
      expect.stringContaining('"_id":"d0"'),
      expect.stringContaining('"_id":"d1"'),
      text.split('\n')[2]!.slice(0, -19),
      expect.stringContaining('"_id":"d2"'),
      expect.stringContaining('"_id":"d3"'),
      '',
    ]);
  });

  it('is made anew when it was renamed', async () => {
    const path = join(FOLDER, 'rotated.ndjson');
    const sink = ndjsonSink({ path });
    await sink.write(logDocuments(1));
    renameSync(path, `${path}.1`);
    await sink.write(logDocuments(1, 'e'));
    appendFileSync(path, '');
    await sink.close();
    expect(lines(`${path}.1`)).toEqual([expect.stringContaining('"d0"'), '']);
    expect(lines(path)).toEqual([expect.stringContaining('"e0"'), '']);
  });

  it('holds what was accepted when the process is killed', async () => {
    const path = join(FOLDER, 'killed.ndjson');
    const script = `
      import { ndjsonSink } from ${SINK};
      const sink = ndjsonSink({ path: ${JSON.stringify(path)} });
      const dataStream = { type: 'logs', dataset: 'd', namespace: 'n' };
      for (let id = 0; ; id += 1) {
        await sink.write([{ id: String(id), dataStream, fields: { '@timestamp': '2026-11-24T10:00:00Z' } }]);
        process.stdout.write(id + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
    let accepted = '';
    for await (const piece of child.stdout) {
      accepted += piece;
      if (accepted.split('\n').length > 50) child.kill('SIGKILL');
    }
    const stored = new Set(lines(path).flatMap((line) => /"_id":"(\d+)"/.exec(line)?.[1] ?? []));
    const acknowledged = accepted.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  it.each([
    ['no folder', join(FOLDER, 'none', 'file.ndjson'), 'its folder does not exist'],
    ['a folder', join(FOLDER, 'folder'), 'it is a folder'],
  ])('cannot be written where there is %s', async (_, path, message) => {
    mkdirSync(join(FOLDER, 'folder'), { recursive: true });
    const sink = ndjsonSink({ path });
    const written = sink.write(logDocuments(1));
    await expect(written).rejects.toThrow(SinkFileError);
    await expect(written).rejects.toThrow(message);
    await sink.close();
  });
});

describe('a stream of documents', () => {
  it('is given no more than it takes', async () => {
    const stream = new PassThrough({ highWaterMark: 100 });
    const sink = ndjsonSink({ stream });
    let settled = 0;
    const writes = [1, 2, 3].map((write) => sink.write(logDocuments(100, `w${write}-`)).then(() => (settled += 1)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(0);
    expect(stream.writableLength).toBeLessThan(20_000);
    stream.resume();
    await Promise.all(writes);
    await sink.close();
    expect(stream.writableEnded).toBe(false);
  });

  it('ends the pipeline when its reader has gone', async () => {
    const script = `
      import { ndjsonSink } from ${SINK};
      const sink = ndjsonSink({ stream: process.stdout });
      const dataStream = { type: 'logs', dataset: 'd', namespace: 'n' };
      try {
        for (let id = 0; ; id += 1) {
          await sink.write([{ id: String(id), dataStream, fields: { '@timestamp': 'x'.repeat(1000) } }]);
        }
      } catch (error) {
        const again = await sink.write([{ id: 'later', dataStream, fields: {} }]).catch((later) => later);
        process.stderr.write(error.name + ' ' + error.code + ' ' + again.code);
      }`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
    child.stdout.once('data', () => child.stdout.destroy());
    let told = '';
    for await (const piece of child.stderr) told += piece;
    expect(told).toBe('OutputClosedError EPIPE EPIPE');
  });

  it('that was ended takes no documents', async () => {
    const stream = new PassThrough();
    stream.end();
    const sink = ndjsonSink({ stream });
    await expect(sink.write(logDocuments(1))).rejects.toThrow(OutputClosedError);
    await expect(sink.write(logDocuments(1))).rejects.toThrow('The output takes no more documents');
    await sink.close();
  });
});
