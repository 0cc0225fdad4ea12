import { setImmediate } from 'node:timers/promises';
import { recording } from '../../test/support/azure-openai/replay.ts';

// openai 4 indents its requests.
const STREAM = /"stream":\s*true/;
const INCLUDE_USAGE = /"include_usage":\s*true/;

/** The chunks that an application gets of a stream, with or without the usage. */
export const CHUNKS = 200;

/** The chunk that Azure would add to the recorded streams, which were recorded without the usage. */
const USAGE = {
  choices: [],
  usage: {
    completion_tokens: CHUNKS - 3,
    completion_tokens_details: {
      accepted_prediction_tokens: 0,
      audio_tokens: 0,
      reasoning_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    prompt_tokens: 16,
    prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
    total_tokens: CHUNKS + 13,
  },
};

/**
 * Creates a `fetch` that answers chat completions from memory with recorded headers and bodies, a stream in one network
 * packet for each event. So the client does all of its work, and the network none.
 */
export function recordedFetch(): typeof fetch {
  const whole = recording('chat').at(-1)!.response;
  const stream = recording('chat_streaming').at(-1)!.response;
  const events = repeatDeltas(stream.body);
  const packets = events.map(packet);
  const packetsWithUsage = withUsage(events).map(packet);
  return async (_url, init) => {
    // As from a network: the answer comes in a later turn of the event loop.
    await setImmediate();
    const request = String(init?.body);
    if (!STREAM.test(request)) return new Response(whole.body, whole);
    return new Response(packetStream(INCLUDE_USAGE.test(request) ? packetsWithUsage : packets), stream);
  };
}

/** Repeats the deltas of the recorded stream until it has {@link CHUNKS} chunks. */
function repeatDeltas(body: string): string[] {
  const recorded = body.split('\n\n').filter((event) => event.startsWith('data: {'));
  // The prompt's filter verdicts and the role come first, the finish reason comes last.
  const [head, deltas, last] = [recorded.slice(0, 2), recorded.slice(2, -1), recorded.slice(-1)];
  const repeated = Array.from({ length: CHUNKS - head.length - last.length }, (_, at) => deltas[at % deltas.length]!);
  return [...head, ...repeated, ...last];
}

/** Adds the usage as Azure does if requested: it is null on every chunk, and a last one has nothing else. */
function withUsage(events: readonly string[]): string[] {
  const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)) as object);
  const all = [...chunks.map((chunk) => ({ ...chunk, usage: null })), { ...chunks.at(-1), ...USAGE }];
  return all.map((chunk) => `data: ${JSON.stringify(chunk)}`);
}

function packet(event: string, index: number, events: readonly string[]): Uint8Array {
  const end = index === events.length - 1 ? '\n\ndata: [DONE]\n\n' : '\n\n';
  return new TextEncoder().encode(event + end);
}

function packetStream(packets: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const packet = packets[next++];
      if (packet) controller.enqueue(packet);
      else controller.close();
    },
  });
}
