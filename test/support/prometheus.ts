import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The program `prometheus`, 3.0 or later. */
const PROGRAM = process.env['PROMETHEUS'];

/** A sample of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus with its OTLP receiver. */
export interface Prometheus extends AsyncDisposable {
  readonly url: string;
  /** @throws for a query that Prometheus refuses, and one that it warns of */
  query(expr: string, time?: number): Promise<Sample[]>;
  /** The samples of all steps. */
  queryRange(expr: string, start: number, end: number, step: number): Promise<Sample[]>;
  /** Answers a path of the API. */
  ask(path: string): Promise<any>;
}

/** Returns whether there is a Prometheus; a line says how to have one. */
export function hasPrometheus(): boolean {
  if (PROGRAM !== undefined && PROGRAM !== '') return true;
  console.warn('Skipped: these tests need Prometheus 3. Set PROMETHEUS to the path of the program.');
  return false;
}

/** @param config the text of its configuration */
export async function startPrometheus(config: string, files: Record<string, string> = {}): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  for (const [name, text] of Object.entries({ ...files, 'prometheus.yml': config })) {
    writeFileSync(join(folder, name), text);
  }
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--web.listen-address=${address}`, `--storage.tsdb.path=${folder}/data`];
  const child = spawn(PROGRAM!, ['--config.file=prometheus.yml', '--web.enable-otlp-receiver', ...flags], {
    cwd: folder,
    stdio: 'ignore',
  });
  const url = `http://${address}`;
  const ask = async (path: string): Promise<any> => {
    const response = await fetch(`${url}/api/v1/${path}`);
    const { status, data, error, warnings = [] } = (await response.json()) as any;
    if (status !== 'success' || warnings.length > 0) throw new Error(`${path}: ${error ?? warnings.join()}`);
    return data;
  };
  for (let attempt = 0; ; attempt += 1) {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (ready?.ok) break;
    if (attempt === 200 || child.exitCode !== null) throw new Error('Prometheus does not start');
    await setTimeout(100);
  }
  return {
    url,
    ask,
    query: async (expr, time = Date.now() / 1000) => {
      const { result } = await ask(`query?${new URLSearchParams({ query: expr, time: String(time) })}`);
      return result.map(({ metric, value }: any) => ({ labels: metric, value: Number(value[1]) }));
    },
    queryRange: async (expr, start, end, step) => {
      const range = { query: expr, start: String(start), end: String(end), step: String(step) };
      const { result } = await ask(`query_range?${new URLSearchParams(range)}`);
      return result.flatMap(({ metric, values }: any) =>
        values.map(([, value]: [number, string]) => ({ labels: metric, value: Number(value) })),
      );
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill()) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
