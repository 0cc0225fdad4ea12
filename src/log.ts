import { type DiagLogger, diag } from '@opentelemetry/api';

/** The name of this package. */
export const NAME = 'opentelemetry-instrumentation-azure-openai';

/** The logger of everything that runs inside an application: OpenTelemetry's `diag`, under the name of this package. */
export const log: DiagLogger = diag.createComponentLogger({ namespace: NAME });
