import type { Azure } from './azure.ts';

/** Environment variables that would redirect the app's calls or telemetry, or add code to it. */
const NOT_PASSED_ON = /^(?:OTEL_|OPENAI_|AZURE_OPENAI_|NODE_OPTIONS$)/;

/**
 * The environment of the app.
 *
 * @param env that of the demo.
 * @param otlpEndpoint where its telemetry goes.
 * @param port where it listens; 0 takes a free port.
 */
export function appEnv(env: NodeJS.ProcessEnv, azure: Azure, otlpEndpoint: string, port: number): NodeJS.ProcessEnv {
  const passedOn = Object.entries(env).filter(([name]) => !NOT_PASSED_ON.test(name));
  return {
    ...Object.fromEntries(passedOn),
    ...azure.env,
    // Calls to this machine do not go through a proxy.
    NO_PROXY: [env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(','),
    PORT: String(port),
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=express-app,deployment.environment.name=demo',
  };
}
