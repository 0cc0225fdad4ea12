export { azureCredential, type CredentialOptions } from './azure/credentials.ts';
export { InvalidCredentialError } from './azure/invalid-credential-error.ts';
export { DEFAULT_CATEGORIES } from './logs/categories.ts';
export { CheckpointError } from './logs/checkpoints/error.ts';
export { type DiagnosticRecordOptions, diagnosticRecordToDocument } from './logs/diagnostic-record.ts';
export { EventHubAccessError } from './logs/event-hub/access-error.ts';
export { eventHubLogs } from './logs/event-hub/logs.ts';
export type { CheckpointStorageOptions, EventHubLogsOptions, LoadBalancingOptions } from './logs/event-hub/options.ts';
export type { EventHubSource, EventHubStatus } from './logs/event-hub/source.ts';
export { EventHubSettingsError } from './logs/event-hub/settings-error.ts';
export type { HubEvent } from './logs/event-hub/hub-event.ts';
export { logsMapper, type LogsMapperOptions } from './logs/logs-mapper.ts';
export { DEFAULT_TAGS, type RecordOptions } from './logs/record-options.ts';
export { UnreadableRecordError } from './logs/unreadable-record-error.ts';
export * from './metrics/index.ts';
export { MissingPackageError } from './missing-package-error.ts';
export { type RetryOptions } from './concurrency/backoff.ts';
export type { DeadLetters } from './contracts/dead-letters.ts';
export type { DataStream, DeadLetter, Document, JsonObject, JsonValue, RawJson } from './contracts/document.ts';
export { type HealthServer, type HealthServerOptions, startHealthServer } from './pipeline/health-server.ts';
export type { Mapped, Mapper } from './contracts/mapper.ts';
export { observePipelines } from './pipeline/pipeline-metrics.ts';
export { type SinkRetryOptions, withRetry } from './pipeline/retry.ts';
export { type PipelineOptions, runPipeline } from './pipeline/run-pipeline.ts';
export { ACCEPTED, type Outcome, type Sink } from './contracts/sink.ts';
export { SinkContractError } from './pipeline/sink-contract-error.ts';
export type { Batch, Lag, Source } from './contracts/source.ts';
export {
  type PartitionStatus,
  type PipelineCount,
  type PipelineState,
  PipelineStatistics,
  type PipelineStatus,
} from './pipeline/statistics.ts';
export * from './sinks/index.ts';
