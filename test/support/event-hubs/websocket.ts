import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';

/** Part of every handshake: RFC 6455, section 1.3. */
const HANDSHAKE_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [CONTINUATION, BINARY, CLOSE, PING, PONG] = [0x0, 0x2, 0x8, 0x9, 0xa];

/** The server's end of a WebSocket, with the members that rhea uses. */
export class WebSocketEnd {
  binaryType = 'arraybuffer';
  readonly url: string;
  onmessage: ((event: { data: Buffer }) => void) | undefined;
  onclose: (() => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  readonly #socket: Duplex;
  #received: Buffer = Buffer.alloc(0);

  constructor(socket: Duplex, url: string) {
    this.#socket = socket;
    this.url = url;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('error', (error) => this.onerror?.(error));
    socket.on('close', () => this.onclose?.());
  }

  send(data: Uint8Array): void {
    this.#write(BINARY, data);
  }

  close(): void {
    this.#write(CLOSE, Buffer.alloc(0));
    this.#socket.end();
  }

  #onData(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let frame = readFrame(this.#received); frame; frame = readFrame(this.#received)) {
      this.#received = this.#received.subarray(frame.size);
      if (frame.opcode === CLOSE) this.#socket.end();
      else if (frame.opcode === PING) this.#write(PONG, frame.payload);
      // AMQP frames need not match WebSocket frames: their bytes are one stream.
      else if (frame.opcode === BINARY || frame.opcode === CONTINUATION) this.onmessage?.({ data: frame.payload });
    }
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (!this.#socket.writable) return;
    const head = Buffer.alloc(payload.length < 126 ? 2 : 10);
    head[0] = 0x80 | opcode;
    if (payload.length < 126) {
      head[1] = payload.length;
    } else {
      head[1] = 127;
      head.writeBigUInt64BE(BigInt(payload.length), 2);
    }
    this.#socket.write(Buffer.concat([head, payload]));
  }
}

/** Reads a frame of a client, which is always masked. @returns undefined if it is not complete yet */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const headSize = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < headSize + 4) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const size = headSize + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(headSize, headSize + 4);
  const payload = Buffer.from(bytes.subarray(headSize + 4, size));
  for (let index = 0; index < length; index++) payload[index]! ^= mask[index % 4]!;
  return { opcode: bytes[0]! & 0x0f, payload, size };
}

/** Creates an HTTPS server that accepts WebSockets with the subprotocol of AMQP, as the service does on port 443. */
export function createWebSocketServer(
  tls: { readonly key: string | Buffer; readonly cert: string | Buffer },
  accept: (socket: WebSocketEnd) => void,
): Server {
  return createServer(tls).on('upgrade', ({ headers, url }: IncomingMessage, socket: Duplex) => {
    if (url !== '/$servicebus/websocket' || headers['sec-websocket-protocol'] !== 'AMQPWSB10') {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    const key = createHash('sha1').update(`${headers['sec-websocket-key']}${HANDSHAKE_KEY}`).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${key}\r\nSec-WebSocket-Protocol: AMQPWSB10\r\n\r\n`,
    );
    accept(new WebSocketEnd(socket, url));
  });
}
