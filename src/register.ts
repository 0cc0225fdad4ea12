/**
 * `node --import opentelemetry-instrumentation-azure-openai/register app.js`: starts the OpenTelemetry SDK from the
 * standard `OTEL_*` variables, with this instrumentation and those of HTTP, undici and Express that are installed.
 *
 * Needs `@opentelemetry/sdk-node`; without it, or with an SDK that is registered already, it says so once and leaves
 * the application alone. Works with `--require` too.
 */
import { startSdk } from './register/start-sdk.ts';

startSdk();
