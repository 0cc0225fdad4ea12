export { OtlpEndpointError } from '../../otlp/endpoint-error.ts';
export { StoreError } from '../../store/errors.ts';
export { DeadLettersError, ElasticsearchAccessError, ElasticsearchSetupError } from './elasticsearch/errors.ts';
export type {
  ElasticsearchAnswer,
  ElasticsearchClient,
  ElasticsearchClientClass,
  ElasticsearchConnection,
  ElasticsearchSinkOptions,
} from './elasticsearch/options.ts';
export {
  type ElasticsearchDeadLettersOptions,
  elasticsearchDeadLetters,
  elasticsearchSink,
} from './elasticsearch/sink.ts';
export { localSink, type LocalSinkOptions } from './local/sink.ts';
export { OutputClosedError, SinkFileError } from './ndjson/errors.ts';
export { fileDeadLetters, type NdjsonSinkOptions, ndjsonSink } from './ndjson/sink.ts';
export { type OtlpSinkOptions, otlpSink } from './otlp/sink.ts';
