/**
 * `node --import opentelemetry-instrumentation-azure-openai/register app.js` starts the OpenTelemetry SDK with the standard
 * `OTEL_*` variables. It adds this instrumentation, and those of HTTP, undici and Express if they are installed. If an SDK
 * is registered already, only this instrumentation is added to it.
 *
 * Needs `@opentelemetry/sdk-node`. A failure is reported in one line, and the application starts in any case. `--require`
 * works too.
 */
import { runEntry } from './register/run-entry.ts';
import { startSdk } from './register/start-sdk.ts';

runEntry('register', startSdk);
