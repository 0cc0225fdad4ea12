import type { Client } from './openai.ts';
import { CHUNKS } from './recorded-azure.ts';

/** One way to call the client, as an application does it. */
export interface Workload {
  /** Enough that a block takes some ten milliseconds. */
  callsPerBlock: number;
  /** The blocks before the measurement, for the just-in-time compiler. */
  warmUpBlocks: number;
  call(client: Client): Promise<void>;
}

export type WorkloadName = 'whole' | 'stream';

/** The recorded request. */
export const REQUEST: { model: string; messages: { role: 'user'; content: string }[] } = {
  model: 'openllmetry-testing',
  messages: [{ role: 'user', content: 'Tell me a joke about opentelemetry' }],
};

export const workloads: Record<WorkloadName, Workload> = {
  whole: {
    callsPerBlock: 60,
    warmUpBlocks: 30,
    async call(client) {
      const completion = await client.chat.completions.create(REQUEST);
      if (!completion.choices[0]?.message.content) throw new Error('the completion has no content');
    },
  },
  stream: {
    callsPerBlock: 5,
    warmUpBlocks: 12,
    async call(client) {
      let chunks = 0;
      const stream = await client.chat.completions.create({ ...REQUEST, stream: true });
      for await (const chunk of stream) if (chunk.object !== undefined) chunks += 1;
      if (chunks !== CHUNKS) throw new Error(`the stream has ${chunks} chunks, not ${CHUNKS}`);
    },
  },
};
