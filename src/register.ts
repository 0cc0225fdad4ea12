/**
 * `node --import opentelemetry-instrumentation-azure-openai/register app.js`: starts the OpenTelemetry SDK from the
 * standard `OTEL_*` variables, with this instrumentation and those of HTTP, undici and Express that are installed. Where
 * an SDK is registered already, it adds this instrumentation to that one.
 *
 * Needs `@opentelemetry/sdk-node`. It reports in one line what it cannot do, and the application starts in any case.
 * Works with `--require` too.
 */
import { runEntry } from './register/run-entry.ts';
import { startSdk } from './register/start-sdk.ts';

runEntry('register', startSdk);
