import { createServer } from 'node:http';
import { closeServer, listenOnLoopback } from '../../src/cli/listen.ts';
import { decodeTelemetry, type Telemetry } from '../../src/receiver/body.ts';
import { otlpHandler } from '../../src/receiver/http.ts';

/** A receiver of OTLP over HTTP that is listening. */
export interface OtlpReceiver extends AsyncDisposable {
  /** The base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` wants it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the receiver of the dashboard without its store. If `consume` rejects, the sender is asked to retry. */
export async function startOtlpReceiver(
  consume: (telemetry: Telemetry) => void | Promise<void>,
): Promise<OtlpReceiver> {
  const handle = otlpHandler(async (request) => {
    const telemetry = decodeTelemetry(request);
    if ('status' in telemetry) return telemetry;
    await consume(telemetry);
    return undefined;
  });
  const server = createServer((message, response) => {
    void handle(message, response).then((isOtlp) => isOtlp || response.writeHead(404).end());
  });
  const port = await listenOnLoopback(server, 0);
  const close = (): Promise<void> => closeServer(server);
  return { url: `http://127.0.0.1:${port}`, close, [Symbol.asyncDispose]: close };
}
