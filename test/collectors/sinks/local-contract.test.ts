import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSink } from '../../../src/collectors/sinks/index.ts';
import { Bodies } from '../../../src/store/bodies.ts';
import { openForWriting } from '../../../src/store/schema.ts';
import { describeSink, type StartedSink, type Stored } from './contract.ts';

/** Writes to a file that another process has locked while the sink is to fail. */
async function start(): Promise<StartedSink> {
  const folder = mkdtempSync(join(tmpdir(), 'local-'));
  const path = join(folder, 'store.db');
  const sink = localSink({ path, lockTimeout: 20 });
  // The tables are in the order of ids.
  const order: string[] = [];
  let failures = 0;
  return {
    sink: {
      ...sink,
      write: async (documents) => {
        order.push(...documents.map(({ id }) => id));
        if (failures-- <= 0) return sink.write(documents);
        using other = openForWriting(path);
        other.exec('BEGIN IMMEDIATE');
        return await sink.write(documents);
      },
    },
    stored: async () => storedIn(path).toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
    faults: { fail: (times) => void (failures = times) },
    [Symbol.asyncDispose]: async () => {
      await sink.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function storedIn(path: string): Stored[] {
  if (!existsSync(path)) return [];
  using db = new DatabaseSync(path, { readOnly: true });
  const bodies = new Bodies(db);
  const rows = db.prepare('SELECT id, body FROM platform UNION ALL SELECT id, body FROM platform_metrics').all();
  return rows.map(({ id, body }) => ({ id: String(id), text: bodies.decompress(body as Uint8Array) }));
}

describeSink('localSink', { storesOnce: true, storesJson: true, faults: ['fail'], start });
