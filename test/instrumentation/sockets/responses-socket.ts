import { AzureOpenAI, type OpenAI } from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { type SocketServer, startSocketServer } from '../../support/azure-openai/socket-server.ts';
import { type Telemetry, startTelemetry } from '../../support/telemetry.ts';

// The class was loaded before.
export const telemetry: Telemetry = startTelemetry({ captureMessageContent: 'span', baggageKeys: ['app.tenant'] });

export const server: SocketServer = await startSocketServer();
export const client: AzureOpenAI = new AzureOpenAI({
  baseURL: `${server.url}/openai/v1`,
  apiKey: 'key',
  apiVersion: 'v1',
});

const open: ResponsesWS[] = [];
const unended = new Set<string>();
const { processor } = telemetry;
const { onStart, onEnd } = processor;
processor.onStart = (span, parent) => {
  unended.add(span.spanContext().spanId);
  onStart.call(processor, span, parent);
};
processor.onEnd = (span) => {
  unended.delete(span.spanContext().spanId);
  onEnd.call(processor, span);
};

afterEach(async () => {
  for (const socket of open.splice(0)) socket.close();
  await vi.waitFor(() => expect(unended.size).toBe(0));
  telemetry.takeSpans();
});

afterAll(() => server[Symbol.asyncDispose]());

export function connect(of: OpenAI = client): ResponsesWS {
  return closeAfterTest(new ResponsesWS(of));
}

export function closeAfterTest<S extends ResponsesWS>(socket: S): S {
  socket.on('error', () => {});
  open.push(socket);
  return socket;
}

interface ResponseCreate {
  type: 'response.create';
  model: string;
  input: string;
}

export const create = (more: object = {}): ResponseCreate => ({
  type: 'response.create',
  model: 'my-gpt',
  input: 'Hello',
  ...more,
});
