/**
 * `node --import opentelemetry-instrumentation-azure-openai/register app.js`: starts the OpenTelemetry SDK from the
 * standard `OTEL_*` variables, with this instrumentation and those of HTTP, undici and Express that are installed. Where
 * an SDK is registered already, it adds this instrumentation to that one.
 *
 * Needs `@opentelemetry/sdk-node`. What it cannot do it reports in one line, and the application starts all the same.
 * Works with `--require` too.
 */
import { runEntry } from './register/run-entry.ts';
import { startSdk } from './register/start-sdk.ts';

runEntry('register', startSdk);
