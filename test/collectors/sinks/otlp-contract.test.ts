import { otlpSink } from '../../../src/collectors/sinks/index.ts';
import { describeSink, type StartedSink, type Stored } from './contract.ts';
import { type Answer, attributesOf, type ExportRequest, startOtlpStandIn } from './otlp-stand-in.ts';

/** What Collectors answer. */
const UNAVAILABLE: Answer = { status: 503, body: { code: 14, message: 'switched on' } };

async function start(): Promise<StartedSink> {
  const server = await startOtlpStandIn();
  const sink = otlpSink({ endpoint: server.url, flushInterval: 1, env: {} });
  return {
    sink,
    stored: async () => server.requests.flatMap(storedIn),
    faults: {
      fail: (times) => {
        let left = times;
        server.answer = () => (left-- > 0 ? UNAVAILABLE : undefined);
      },
      loseAnswer: () => {
        let left = 1;
        server.answer = () => (left-- > 0 ? 'drop' : undefined);
      },
    },
    [Symbol.asyncDispose]: async () => {
      await sink.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Log records by their uid; a point of a metric has no id, and stands for the one of the contract. */
function storedIn({ body }: ExportRequest): Stored[] {
  const scopes = (name: string, scope: string): any[] => (body[name] ?? []).flatMap((resource: any) => resource[scope]);
  const logs = scopes('resourceLogs', 'scopeLogs').flatMap(({ logRecords }) => logRecords);
  const metrics = scopes('resourceMetrics', 'scopeMetrics').flatMap(({ metrics }) => metrics);
  return [
    ...logs.map((record) => ({ id: String(attributesOf(record)['log.record.uid']), text: JSON.stringify(record) })),
    ...metrics.map((metric) => ({ id: 'metric', text: JSON.stringify(metric) })),
  ];
}

describeSink('otlpSink', { storesOnce: false, storesJson: false, faults: ['fail', 'loseAnswer'], start });
