import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ControlRequests, ControlState } from './control-server.ts';

/** An event hub in its own process. */
export interface SpawnedEventHubs {
  readonly hub: string;
  readonly port: number;
  readonly connectionString: string;
  control<N extends keyof ControlRequests>(name: N, request: ControlRequests[N]): Promise<ControlState>;
  state(): Promise<ControlState>;
  close(): Promise<void>;
}

/** Starts the server in its own process, for tests that measure readers or kill them. */
export async function spawnEventHubs(
  options: { readonly hub?: string; readonly partitions?: number; readonly port?: number; readonly key?: string } = {},
): Promise<SpawnedEventHubs> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`The server of event hubs ended with exit code ${code}`))),
  ])) as [string];
  const { control, ...address } = JSON.parse(line) as {
    hub: string;
    port: number;
    connectionString: string;
    control: number;
  };
  const ask = async (path: string, init?: RequestInit): Promise<ControlState> => {
    const response = await fetch(`http://127.0.0.1:${control}/${path}`, init);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as ControlState;
  };
  return {
    ...address,
    control: (name, request) => ask(name, { method: 'POST', body: JSON.stringify(request) }),
    state: () => ask(''),
    close: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
