import { Client } from '@elastic/elasticsearch';
import { Client as Client8 } from 'elasticsearch8';
import type { ElasticsearchClientClass } from '../../../src/collectors/sinks/index.ts';
import { elasticsearchSink } from '../../../src/collectors/sinks/index.ts';
import { startElasticsearch } from '../../support/elasticsearch/server.ts';
import { describeSink, type SinkAdapter } from './contract.ts';

const adapter = (version: string, Client?: ElasticsearchClientClass): SinkAdapter => ({
  storesOnce: true,
  storesJson: true,
  faults: ['refuse', 'refuseOnce', 'fail', 'loseAnswer', 'answerInstead', 'limit'],
  start: async () => {
    const options = { version, maxContentLength: 104_857_600 };
    const server = await startElasticsearch(options);
    const [username, password] = ['elastic', 'sesame&"open"'];
    const sink = elasticsearchSink({
      node: server.url,
      username,
      password,
      flushInterval: 1,
      ...(Client && { Client }),
    });
    return {
      sink,
      requests: () => server.requests.length,
      secrets: ['sesame', btoa(`${username}:${password}`)],
      stored: async () => server.store.hits().map(({ _id, source }) => ({ id: _id, text: source })),
      faults: {
        refuse: (id) => server.faults.add({ kind: 'items', status: 400, ids: [id] }),
        refuseOnce: (id) => server.faults.add({ kind: 'items', status: 429, ids: [id] }),
        fail: (times) => server.faults.add({ kind: 'status', status: 503, times }),
        answerInstead: (answer) => {
          server.faults.clear();
          if (answer !== undefined) server.faults.add({ kind: 'foreign', answer, times: null });
        },
        limit: (bytes) => (options.maxContentLength = bytes),
        loseAnswer: () => server.faults.add({ kind: 'drop', moment: 'after' }),
      },
      [Symbol.asyncDispose]: async () => {
        await sink.close();
        await server.close();
      },
    };
  },
});

describeSink('elasticsearchSink, as installed', adapter('9.1.0'));
describeSink('elasticsearchSink with client 9', adapter('9.1.0', Client));
describeSink('elasticsearchSink with client 8', adapter('8.19.0', Client8));
