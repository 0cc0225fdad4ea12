export { azureMonitorMetrics } from './azure-monitor-metrics.ts';
export { blobCursorStore, fileCursorStore, InvalidCursorsError, textBlob, textFile } from './cursor-stores.ts';
export type {
  BlobContainer,
  BlobCursorStoreOptions,
  Cursor,
  Cursors,
  CursorStore,
  Reported,
  StoredText,
} from './cursor-stores.ts';
export { metricsMapper, metricsToDocuments } from './documents.ts';
export type { MetricsMapperOptions } from './documents.ts';
export { RefusedCredentialError } from './errors.ts';
export { InvalidMetricsOptionError } from './options.ts';
export { ELASTIC_METRIC_GROUPS, METRIC_GROUPS } from './metric-groups.ts';
export type { AzureMonitorMetricsOptions } from './options.ts';
export type { Account, Aggregation, Metric, MetricGroup, MetricPoint, MetricSeries, MetricsRecord } from './types.ts';
