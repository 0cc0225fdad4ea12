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

const SINK = JSON.stringify(new URL('../../../src/collectors/sinks/ndjson/sink.ts', import.meta.url).href);
const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n');

describe('ndjsonSink with a file', () => {
  it('each document is a line with fields, data stream and id', async () => {
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

  it('the file grows, and a last line that was cut off is removed', async () => {
    const path = join(FOLDER, 'torn.ndjson');
    writeFileSync(path, '{"_id":"before"}\n{"_id":"cut o');
    const sink = ndjsonSink({ path });
    await sink.write(logDocuments(1));
    await sink.write(logDocuments(1, 'e'));
    await sink.close();
    expect(lines(path)).toEqual([
      '{"_id":"before"}',
      expect.stringContaining('"_id":"d0"'),
      expect.stringContaining('"_id":"e0"'),
      '',
    ]);
  });

  it('a document that a crash repeats or cuts off is in the file once', async () => {
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
      expect.stringContaining('"_id":"d2"'),
      expect.stringContaining('"_id":"d3"'),
      '',
    ]);
  });

  it('a document is known after a restart if it is in the last 16 MB of the file', async () => {
    const path = join(FOLDER, 'tail.ndjson');
    const write = async (id: string): Promise<void> => {
      const sink = ndjsonSink({ path });
      await sink.write([logDocument(id)]);
      await sink.close();
    };
    await write('early');
    appendFileSync(path, `{"x":"${'x'.repeat(16_000_000)}"}\n`);
    await write('late');
    await write('early');
    await write('late');
    const ids = lines(path).flatMap((line) => /"_id":"(\w+)"/.exec(line)?.[1] ?? []);
    expect(ids).toEqual(['early', 'late', 'early']);
  });

  it('after a kill at any byte, the file has only whole lines and each document once', async () => {
    const path = join(FOLDER, 'any-byte.ndjson');
    const writer = ndjsonSink({ path });
    await writer.write([logDocument('first'), logDocument('last', { message: 'ünï\n'.repeat(5) })]);
    await writer.close();
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const cuts = Array.from(
      { length: 20 },
      (_, index) => lastLine + Math.floor((index * (whole.length - lastLine)) / 19),
    );
    await Promise.all(
      cuts.map(async (length, index) => {
        const torn = join(FOLDER, `any-byte-${index}.ndjson`);
        writeFileSync(torn, whole.subarray(0, length));
        const sink = ndjsonSink({ path: torn });
        await sink.write([
          logDocument('first'),
          logDocument('last', { message: 'ünï\n'.repeat(5) }),
          logDocument('next'),
        ]);
        await sink.close();
        const ids = lines(torn)
          .slice(0, -1)
          .map((line) => JSON.parse(line)._id);
        expect(ids).toEqual(['first', 'last', 'next']);
      }),
    );
  });

  it('a long last line that was cut off, and zeros that a loss of power left, are removed', async () => {
    for (const [name, rest] of Object.entries({
      long: `{"message":"${'x'.repeat(3_000_000)}`,
      zeros: '\0'.repeat(5000),
    })) {
      const path = join(FOLDER, `${name}.ndjson`);
      writeFileSync(path, `{"_id":"before"}\n${rest}`);
      const sink = ndjsonSink({ path });
      await sink.write(logDocuments(1));
      await sink.close();
      expect(lines(path)).toEqual(['{"_id":"before"}', expect.stringContaining('"_id":"d0"'), '']);
    }
  });

  it.each([
    ['whole JSON', '{"by":"hand"}'],
    ['not a JSON object', 'a note'],
    ['longer than any line', `{"x":"${'x'.repeat(17_000_000)}`],
  ])('a last line without an end is kept if it is %s', async (name, last) => {
    const path = join(FOLDER, `${name}.ndjson`);
    writeFileSync(path, `{"_id":"before"}\n${last}`);
    const sink = ndjsonSink({ path });
    await sink.write(logDocuments(1));
    await sink.close();
    expect(lines(path)).toEqual(['{"_id":"before"}', last, expect.stringContaining('"_id":"d0"'), '']);
  });

  it('a line that another process is writing is kept', async () => {
    const path = join(FOLDER, 'shared.ndjson');
    writeFileSync(path, '{"_id":"oth');
    const writing = setInterval(() => appendFileSync(path, 'e'), 20);
    const sink = ndjsonSink({ path });
    const written = sink.write(logDocuments(1));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    clearInterval(writing);
    appendFileSync(path, 'r"}\n');
    await written;
    await sink.close();
    expect(lines(path)).toEqual([
      expect.stringMatching(/^\{"_id":"othe+r"\}$/),
      expect.stringContaining('"_id":"d0"'),
      '',
    ]);
  });

  it('a renamed file is created again', async () => {
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

  it('the file has every accepted document after the process is killed', async () => {
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
    ['is in no folder', join(FOLDER, 'none', 'file.ndjson'), 'its folder does not exist'],
    ['is a folder', join(FOLDER, 'folder'), 'it is a folder'],
  ])('a write throws if the path %s', async (_, path, message) => {
    mkdirSync(join(FOLDER, 'folder'), { recursive: true });
    const sink = ndjsonSink({ path });
    const written = sink.write(logDocuments(1));
    await expect(written).rejects.toThrow(SinkFileError);
    await expect(written).rejects.toThrow(message);
    await sink.close();
  });
});

describe('ndjsonSink with a stream', () => {
  it('the stream is given no more than it takes', async () => {
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

  it('a write throws when the reader of the stream is gone', async () => {
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
    let reported = '';
    for await (const piece of child.stderr) reported += piece;
    expect(reported).toBe('OutputClosedError EPIPE EPIPE');
  });

  it('a write throws when the stream was ended', async () => {
    const stream = new PassThrough();
    stream.end();
    const sink = ndjsonSink({ stream });
    await expect(sink.write(logDocuments(1))).rejects.toThrow(OutputClosedError);
    await expect(sink.write(logDocuments(1))).rejects.toThrow('The output takes no more documents');
    await sink.close();
  });
});
