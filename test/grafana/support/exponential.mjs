// An SDK whose histograms are exponential, which Prometheus stores as native ones.
import { AggregationType } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AzureOpenAIInstrumentation } from 'opentelemetry-instrumentation-azure-openai';
import 'opentelemetry-instrumentation-azure-openai/hooks';

const sdk = new NodeSDK({
  instrumentations: [new AzureOpenAIInstrumentation()],
  views: [
    { instrumentName: '*', instrumentType: 'HISTOGRAM', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ],
});
sdk.start();
process.once('SIGTERM', () => void sdk.shutdown().finally(() => process.exit()));
