// Starts the distribution of Azure Monitor, and exports its spans over OTLP too.
import { useAzureMonitor } from '@azure/monitor-opentelemetry';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

useAzureMonitor({
  azureMonitorExporterOptions: {
    connectionString: `InstrumentationKey=${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)};IngestionEndpoint=http://127.0.0.1:9`,
  },
  samplingRatio: 1,
  tracesPerSecond: 0,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
