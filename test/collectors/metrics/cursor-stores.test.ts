import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  blobCursorStore,
  type CursorStore,
  fileCursorStore,
  InvalidCursorsError,
} from '../../../src/collectors/metrics/cursor-stores.ts';
import { startAzurite } from '../../support/azurite.ts';
import type { Azurite } from '../../support/azurite.ts';

const CURSORS = { '/subscriptions/s/a': { tokens: '2026-03-01T12:00:00.000Z', requests: '2026-03-01T11:55:00.000Z' } };

const REPORTED = {
  '/subscriptions/s/a': {
    tokens: {
      to: '2026-03-01T12:00:00.000Z',
      reported: {
        since: '2026-03-01T11:55:00.000Z',
        values: { WjZ0c2hhMjU2: { GeneratedTokens: { '1': 40, '3': 1.5 } } },
      },
    },
    requests: '2026-03-01T11:55:00.000Z',
  },
};

interface Place {
  readonly store: CursorStore;
  write(text: string): Promise<void>;
  read(): Promise<string>;
}

function contract(makePlace: () => Place): void {
  let place: Place;
  beforeEach(() => {
    place = makePlace();
  });

  it('an empty store returns undefined', async () => {
    expect(await place.store.load()).toBeUndefined();
  });

  it('the store returns the cursors of the last save', async () => {
    await place.store.save({ '/other': { tokens: '2026-03-01T00:00:00.000Z' } });
    await place.store.save(CURSORS);
    expect(await place.store.load()).toEqual(CURSORS);
  });

  it('the store keeps JSON with a version', async () => {
    await place.store.save(CURSORS);
    expect(JSON.parse(await place.read())).toEqual({ version: 1, cursors: CURSORS });
  });

  it('the store returns reported values, and keeps times in the form that earlier versions read', async () => {
    await place.store.save(REPORTED);
    expect(await place.store.load()).toEqual(REPORTED);
    expect(JSON.parse(await place.read())).toMatchObject({ version: 1, cursors: CURSORS });
  });

  it.each([
    ['no JSON', '{"version": 1, "curs'],
    ['another version', '{"version": 2, "cursors": {}}'],
    ['no times', '{"version": 1, "cursors": {"/a": {"tokens": "yesterday"}}}'],
    ['a list', '{"version": 1, "cursors": []}'],
    [
      'no reported values',
      '{"version": 1, "cursors": {}, "reported": {"/a": {"tokens": {"since": "now", "values": {}}}}}',
    ],
    [
      'values that are no numbers',
      '{"version": 1, "cursors": {}, "reported": {"/a": {"tokens": {"since": "2026-03-01", "values": {"k": {"m": {"1": "x"}}}}}}}',
    ],
  ])('the store refuses %s', async (_, text) => {
    await place.store.save(CURSORS);
    await place.write(text);
    await expect(place.store.load()).rejects.toThrow(InvalidCursorsError);
  });
}

describe('the file of cursors', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cursors-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const path = (): string => join(folder, 'new', 'cursors.json');

  contract(() => ({
    store: fileCursorStore(path()),
    write: (text) => writeFile(path(), text),
    read: () => readFile(path(), 'utf8'),
  }));

  it('the file of cursors is the only file in its folder', async () => {
    await fileCursorStore(path()).save(CURSORS);
    expect(await readdir(join(folder, 'new'))).toEqual(['cursors.json']);
  });

  it('the file of cursors stays as it was if the next one can not be written', async () => {
    const store = fileCursorStore(path());
    await store.save(CURSORS);
    await expect(store.save({ '/a': { tokens: 1n as never } })).rejects.toThrow();
    expect(await store.load()).toEqual(CURSORS);
  });

  it('a part of a file that cannot be put in its place is removed', async () => {
    await mkdir(path(), { recursive: true });
    await expect(fileCursorStore(path()).save(CURSORS)).rejects.toThrow();
    expect(await readdir(join(folder, 'new'))).toEqual(['cursors.json']);
  });
});

describe('the blob of cursors', () => {
  let azurite: Azurite;
  let containers = 0;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());

  contract(() => {
    const container = new ContainerClient(azurite.connectionString, `container-${(containers += 1)}`);
    const blob = container.getBlockBlobClient('azure-monitor-metrics/cursors.json');
    return {
      store: blobCursorStore(Promise.resolve(container)),
      write: async (text) => void (await blob.upload(text, Buffer.byteLength(text))),
      read: async () => (await blob.downloadToBuffer()).toString('utf8'),
    };
  });
});
