import { createServer } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { closeServer, listenOnLoopback } from '../../../src/cli/listen.ts';
import { localhostCertificate, localhostKey } from '../../support/azure-resource-manager/tls.ts';

/** One item of telemetry, as Azure Monitor's exporter sends it. */
export interface Envelope {
  name: string;
  time: string;
  sampleRate: number;
  tags: Record<string, string>;
  data: { baseType: string; baseData: Record<string, any> };
}

/** A local ingestion endpoint of Application Insights. */
export interface Ingestion extends AsyncDisposable {
  /** The connection string that leads to it. */
  connectionString: string;
  /** What was sent, in the order of arrival. */
  envelopes: Envelope[];
  /** Method and path of each request that is no telemetry, such as those of live metrics. */
  others: string[];
}

/** Starts the endpoint on loopback. The exporter accepts only HTTPS; its certificate is that of `test/fixtures/tls`. */
export async function startIngestion(): Promise<Ingestion> {
  const envelopes: Envelope[] = [];
  const others: string[] = [];
  const server = createServer({ cert: localhostCertificate, key: localhostKey }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (!request.url?.startsWith('/v2.1/track')) {
        others.push(`${request.method} ${request.url}`);
        response.end('{}');
        return;
      }
      const body = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      const received = JSON.parse(text) as Envelope[];
      envelopes.push(...received);
      response.end(JSON.stringify({ itemsReceived: received.length, itemsAccepted: received.length, errors: [] }));
    });
  });
  const port = await listenOnLoopback(server, 0);
  const url = `https://localhost:${port}/`;
  return {
    connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=${url};LiveEndpoint=${url}`,
    envelopes,
    others,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
