// Usage: node test/support/elasticsearch/main.ts ['{"keep":"ids","port":9200,"controlPort":9201}']
//
// Prints {"url", "control"} when it listens. The control port outlives changes of the data:
//   POST   /faults           [{"kind":"items","status":503,"every":10,"times":null}, …]  switches faults on
//   DELETE /faults           switches them off
//   GET    /counts           {"documents", "conflicts", "requests", "streams": {name: documents}}
//   GET    /ids?index=…      all ids, one a line
//   DELETE /documents        forgets everything
import { createServer } from 'node:http';
import { listenOnLoopback } from '../../../src/cli/listen.ts';
import type { Fault } from './faults.ts';
import type { ElasticsearchOptions } from './options.ts';
import { startElasticsearch } from './server.ts';

const { controlPort = 0, ...options } = JSON.parse(process.argv[2] ?? '{}') as ElasticsearchOptions & {
  controlPort?: number;
};
const standIn = await startElasticsearch({ keep: 'ids', ...options });

function control(method: string, { pathname, searchParams }: URL, body: string): string | undefined {
  const { store, faults } = standIn;
  switch (`${method} ${pathname}`) {
    case 'POST /faults':
      faults.add(...(JSON.parse(body) as Fault[]));
      return '{}';
    case 'DELETE /faults':
      faults.clear();
      return '{}';
    case 'GET /counts':
      return JSON.stringify({
        documents: store.count(),
        conflicts: store.conflicts,
        requests: standIn.requests.length,
        streams: Object.fromEntries(store.names().map((name) => [name, store.count(name)])),
      });
    case 'GET /ids':
      return store.ids(searchParams.get('index') ?? '*').join('\n');
    case 'DELETE /documents':
      store.clear();
      return '{}';
    default:
      return undefined;
  }
}

const server = createServer(async (message, response) => {
  let body = '';
  for await (const piece of message) body += piece;
  const answer = control(message.method ?? 'GET', new URL(message.url ?? '/', 'http://localhost'), body);
  response.writeHead(answer === undefined ? 404 : 200).end(answer);
});
const port = await listenOnLoopback(server, controlPort);
process.stdout.write(`${JSON.stringify({ url: standIn.url, control: `http://127.0.0.1:${port}` })}\n`);
