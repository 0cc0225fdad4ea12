export { type ElasticsearchDeadLettersOptions, elasticsearchDeadLetters } from './elasticsearch/dead-letters.ts';
export { DeadLettersError } from './elasticsearch/dead-letters-error.ts';
export { ElasticsearchAccessError, ElasticsearchSetupError } from './elasticsearch/errors.ts';
export type {
  ElasticsearchAnswer,
  ElasticsearchClient,
  ElasticsearchClientClass,
  ElasticsearchConnection,
  ElasticsearchSinkOptions,
} from './elasticsearch/options.ts';
export { elasticsearchSink } from './elasticsearch/sink.ts';
export { fileDeadLetters } from './ndjson/file-dead-letters.ts';
export { type NdjsonSinkOptions, ndjsonSink } from './ndjson/sink.ts';
export { OtlpEndpointError } from '../../otlp/endpoint-error.ts';
export type { OtlpSinkOptions } from './otlp/options.ts';
export { otlpSink } from './otlp/sink.ts';
export { OutputClosedError } from './ndjson/output-closed-error.ts';
export { SinkFileError } from './ndjson/sink-file-error.ts';
