export { azureCredential, type CredentialOptions, InvalidCredentialError } from './azure/credentials.ts';
export { DEFAULT_CATEGORIES } from './logs/record-options.ts';
export { CheckpointError } from './logs/checkpoints/writer.ts';
export { type DiagnosticRecordOptions, diagnosticRecordToDocument } from './logs/diagnostic-record.ts';
export { EventHubAccessError } from './logs/event-hub/failure.ts';
export { eventHubLogs } from './logs/event-hub/source.ts';
export {
  type CheckpointStorageOptions,
  type EventHubLogsOptions,
  EventHubSettingsError,
  type LoadBalancingOptions,
} from './logs/event-hub/options.ts';
export type { EventHubSource, EventHubStatus } from './logs/event-hub/source.ts';
export type { HubEvent } from './logs/event-hub/hub-event.ts';
export { logsMapper, type LogsMapperOptions } from './logs/logs-mapper.ts';
export { DEFAULT_TAGS, type RecordOptions } from './logs/record-options.ts';
export { UnreadableRecordError } from './logs/decode/read-records.ts';
export * from './metrics/index.ts';
export { azureCosts, type AzureCostsOptions } from './costs/azure-costs.ts';
export type { CostChange, CostSeries, CostType } from './costs/cost-row.ts';
export { type CostRecord, costsMapper, type CostsMapperOptions } from './costs/documents.ts';
export type { CostContainer } from './costs/exports.ts';
export { MissingPackageError } from './optional-package.ts';
export { type RetryOptions } from './concurrency/backoff.ts';
export type { DeadLetters } from './contracts/dead-letters.ts';
export type { CheckStatus, Finding } from './contracts/finding.ts';
export type { DataStream, DeadLetter, Document, JsonObject, JsonValue, RawJson } from './contracts/document.ts';
export { type HealthServer, type HealthServerOptions, startHealthServer } from './pipeline/health-server.ts';
export type { Mapped, Mapper } from './contracts/mapper.ts';
export { observePipelines } from './pipeline/metrics.ts';
export { SinkContractError, type SinkRetryOptions, withRetry } from './pipeline/with-retry.ts';
export { type PipelineOptions, runPipeline } from './pipeline/run-pipeline.ts';
export { ACCEPTED, type Outcome, type Sink } from './contracts/sink.ts';
export type { Batch, Lag, Source } from './contracts/source.ts';
export {
  type PartitionStatus,
  type PipelineCount,
  type PipelineState,
  PipelineStatistics,
  type PipelineStatus,
} from './pipeline/statistics.ts';
export * from './sinks/index.ts';
