import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { ndjsonSink } from '../../../src/collectors/sinks/index.ts';
import { describeSink, type StartedSink, type Stored } from './contract.ts';

/** A device that is always full, on Linux. */
const FULL = '/dev/full';

/** Removes the additions of the sink from its lines. */
function storedIn(text: string): Stored[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const { _id: id } = JSON.parse(line) as { _id: string };
    return [{ id, text: `${line.slice(0, line.lastIndexOf(',"_index":'))}}` }];
  });
}

/** Writes through a link that leads to a full disk while the sink is to fail. */
async function startFile(): Promise<StartedSink> {
  const folder = mkdtempSync(join(tmpdir(), 'ndjson-'));
  const [path, file] = [join(folder, 'link'), join(folder, 'documents.ndjson')];
  const sink = ndjsonSink({ path });
  let failures = 0;
  return {
    sink: {
      write: (documents) => {
        rmSync(path, { force: true });
        symlinkSync(failures-- > 0 ? FULL : file, path);
        return sink.write(documents);
      },
      close: () => sink.close(),
    },
    stored: async () => (existsSync(file) ? storedIn(readFileSync(file, 'utf8')) : []),
    faults: { fail: (times) => void (failures = times) },
    [Symbol.asyncDispose]: async () => {
      await sink.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Writes to a slow stream. */
async function startStream(): Promise<StartedSink> {
  let text = '';
  const stream = new Writable({
    highWaterMark: 64,
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      text += chunk;
      setImmediate(done);
    },
  });
  const sink = ndjsonSink({ stream });
  return {
    sink,
    stored: async () => storedIn(text),
    faults: {},
    [Symbol.asyncDispose]: () => sink.close(),
  };
}

describeSink('ndjsonSink with a file', {
  storesOnce: true,
  storesJson: true,
  faults: existsSync(FULL) ? ['fail'] : [],
  start: startFile,
});
describeSink('ndjsonSink with a stream', { storesOnce: false, storesJson: true, faults: [], start: startStream });
