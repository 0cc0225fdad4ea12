import type { IncomingMessage, ServerResponse } from 'node:http';

/** Keeps a connection open through proxies, in milliseconds. */
const HEARTBEAT = 25_000;

/** Pages beyond that are refused: each keeps a connection open. */
const MAX_PAGES = 100;

/** Sends server-sent events to open pages after something was stored. A page then asks again for what it shows. */
export class Changes {
  readonly #pages = new Set<ServerResponse>();
  readonly #heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT).unref();
  #sequence = 0;

  /** Answers a request with a stream of events, the first of which has the current sequence number. */
  add(message: IncomingMessage, response: ServerResponse): void {
    if (this.#pages.size >= MAX_PAGES) {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: `${MAX_PAGES} pages are open already` }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(this.#event());
    this.#pages.add(response);
    message.on('close', () => this.#pages.delete(response));
  }

  notify(): void {
    this.#sequence += 1;
    this.#write(this.#event());
  }

  end(): void {
    clearInterval(this.#heartbeat);
    for (const page of this.#pages) page.end();
  }

  #event(): string {
    return `id: ${this.#sequence}\ndata: ${this.#sequence}\n\n`;
  }

  #write(text: string): void {
    // A page that reads too slowly misses events, which does no harm: the next one has the same meaning.
    for (const page of this.#pages) if (!page.writableNeedDrain) page.write(text);
  }
}
