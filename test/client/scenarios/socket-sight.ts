import { seen } from './stage.ts';

/** Records everything that the application's listeners get, in order. */
export function record(socket: any, lastEvent: string): unknown[] {
  const events: unknown[] = [];
  socket.on('error', (error: any) => events.push(['error', seen(error), error.error]));
  socket.on('event', (event: any) => events.push(['event', event.type]));
  socket.on(lastEvent, (event: any) => events.push([lastEvent, event]));
  socket.on('close', (...args: unknown[]) => events.push(['close', ...args]));
  socket.on('raw', (data: any) => events.push(['raw', String(data)]));
  const connection = socket.socket;
  if (connection.on)
    connection.on('close', (code: number, reason: unknown) => events.push(['closed', code, String(reason)]));
  else connection.addEventListener('close', ({ code, reason }: any) => events.push(['closed', code, reason]));
  return events;
}

/** Waits for the connection. */
export async function opened({ socket }: any): Promise<void> {
  if (socket.readyState === 1) return;
  await new Promise<void>((resolve) =>
    socket.on ? socket.on('open', resolve) : socket.addEventListener('open', resolve),
  );
}

/** Describes the own properties of an object, with the names and lengths of its functions. */
export function described(object: any): unknown {
  return Reflect.ownKeys(object).map((key) => {
    const { value, get, ...flags } = Object.getOwnPropertyDescriptor(object, key)!;
    return [String(key), flags, typeof value === 'function' ? [value.name, value.length] : typeof value, typeof get];
  });
}
