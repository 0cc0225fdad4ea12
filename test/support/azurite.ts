import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A blob service on loopback. */
export interface Azurite {
  readonly account: string;
  readonly key: string;
  /** `http://127.0.0.1:PORT/{account}` */
  readonly endpoint: string;
  readonly connectionString: string;
  close(): Promise<void>;
}

const FLAGS = ['--inMemoryPersistence', '--silent', '--skipApiVersionCheck', '--disableTelemetry'];
const ACCOUNT = 'checkpoints';
const KEY = Buffer.from('the key of a storage account that exists only in tests').toString('base64');

/** Ends when its standard input closes, which it does however the process that started it ends. */
const RUN = 'process.stdin.resume().on("end", () => process.exit()); require(process.argv[1])';

/** Starts Azurite's blob service in its own process, with its blobs in memory and its telemetry off. */
export async function startAzurite(tries = 5): Promise<Azurite> {
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const azurite = spawn(
    process.execPath,
    ['-e', RUN, main, '--blobHost', '127.0.0.1', '--blobPort', String(port), ...FLAGS],
    { env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(azurite, 'exit');
  const listening = new Promise<true>((resolve) => {
    azurite.stdout.on('data', (text) => String(text).includes('successfully listens') && resolve(true));
  });
  // Another process may have taken the port in the meantime.
  if ((await Promise.race([listening, exited])) !== true) {
    if (tries > 1) return startAzurite(tries - 1);
    throw new Error('Azurite ended before it listened');
  }
  const endpoint = `http://127.0.0.1:${port}/${ACCOUNT}`;
  return {
    account: ACCOUNT,
    key: KEY,
    endpoint,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${endpoint};`,
    close: async () => {
      azurite.kill('SIGKILL');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
