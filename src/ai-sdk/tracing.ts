import * as api from '@opentelemetry/api';
import { CallObservers } from '../instrumentation/call-observers.ts';
import type { Tracing } from '../instrumentation/call/types.ts';
import { resolveSettings } from '../instrumentation/config/settings.ts';
import type { AzureOpenAIInstrumentationConfig } from '../instrumentation/config/types.ts';
import { isNoop, isRegistered } from '../instrumentation/providers.ts';
import { safely } from '../instrumentation/safely.ts';
import type { EventLogger } from '../instrumentation/semconv/events.ts';
import { VERSION } from '../version.ts';

const NAME = 'opentelemetry-instrumentation-azure-openai';

/** Only models of Azure are traced, behind whichever host. */
const isAzure = (): boolean => true;

/** Records calls with the providers that are registered with the API, under the name of this package. */
export function createTracing(config: AzureOpenAIInstrumentationConfig): Tracing {
  const settings = { ...resolveSettings(config), isAzure };
  const observers = new CallObservers(findLogger);
  let hasMeter = false;
  const findMeter = (): void => {
    const meter = api.metrics.getMeterProvider().getMeter(NAME, VERSION);
    hasMeter = !isNoop(meter);
    if (hasMeter) observers.setMeter(meter, settings.newestConventions);
  };
  return {
    settings,
    get tracer() {
      return api.trace.getTracer(NAME, VERSION);
    },
    isActive() {
      if (!hasMeter) safely('finding the meter provider', findMeter);
      return isRegistered(api.trace.getTracerProvider()) || this.onCallEnd !== undefined;
    },
    provider: () => api.trace.getTracerProvider(),
    get logger() {
      return findLogger();
    },
    get agentMetrics() {
      return observers.agentMetrics;
    },
    get onCallEnd() {
      return observers.onCallEnd(settings);
    },
  };
}

/** The API has loggers since 1.10. */
function findLogger(): EventLogger | undefined {
  const provider = (api as { logs?: typeof api.logs }).logs?.getLoggerProvider();
  return provider && isRegistered(provider) ? provider.getLogger(NAME, VERSION) : undefined;
}
