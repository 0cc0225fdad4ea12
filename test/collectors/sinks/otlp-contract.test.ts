import { otlpSink } from '../../../src/collectors/sinks/index.ts';
import { describeSink, type StartedSink, type Stored } from './contract.ts';
import { type Answer, attributesOf, type ExportRequest, startOtlpStandIn } from './otlp-stand-in.ts';

/** The answer of a Collector that is overloaded. */
const UNAVAILABLE: Answer = { status: 503, body: { code: 14, message: 'switched on' } };

async function start(): Promise<StartedSink> {
  const server = await startOtlpStandIn();
  const headers = { authorization: 'Bearer s3same-0pen', 'x-api-key': 'k3y-0f-m1ne' };
  const sink = otlpSink({ endpoint: server.url, headers, flushInterval: 1, env: {} });
  let requests = 0;
  const answerBy = (answer: (request: ExportRequest) => Answer): void => {
    server.answer = (request) => {
      requests += 1;
      return answer(request);
    };
  };
  answerBy(() => undefined);
  return {
    sink,
    requests: () => requests,
    secrets: ['s3same-0pen', 'k3y-0f-m1ne'],
    stored: async () => server.requests.flatMap(storedIn),
    faults: {
      fail: (times) => {
        let left = times;
        answerBy(() => (left-- > 0 ? UNAVAILABLE : undefined));
      },
      loseAnswer: () => {
        let left = 1;
        answerBy(() => (left-- > 0 ? 'drop' : undefined));
      },
      answerInstead: (foreign) => answerBy(() => foreign && { foreign }),
      limit: (bytes) => answerBy(({ text }) => (text.length > bytes ? { status: 413 } : undefined)),
    },
    [Symbol.asyncDispose]: async () => {
      await sink.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Returns log records by their uid. A metric has no id; the contract stores only one. */
function storedIn({ body }: ExportRequest): Stored[] {
  const scopes = (name: string, scope: string): any[] => (body[name] ?? []).flatMap((resource: any) => resource[scope]);
  const logs = scopes('resourceLogs', 'scopeLogs').flatMap(({ logRecords }) => logRecords);
  const metrics = scopes('resourceMetrics', 'scopeMetrics').flatMap(({ metrics }) => metrics);
  return [
    ...logs.map((record) => ({ id: String(attributesOf(record)['log.record.uid']), text: JSON.stringify(record) })),
    ...metrics.map((metric) => ({ id: 'metric', text: JSON.stringify(metric) })),
  ];
}

describeSink('otlpSink', {
  storesOnce: false,
  storesJson: false,
  faults: ['fail', 'loseAnswer', 'answerInstead', 'limit'],
  start,
});
