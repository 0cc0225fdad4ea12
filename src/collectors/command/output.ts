import { isDeepStrictEqual } from 'node:util';
import type { DeadLetters } from '../contracts/dead-letters.ts';
import type { Sink } from '../contracts/sink.ts';
import { elasticsearchDeadLetters } from '../sinks/elasticsearch/dead-letters.ts';
import { elasticsearchSink } from '../sinks/elasticsearch/sink.ts';
import { fileDeadLetters } from '../sinks/ndjson/file-dead-letters.ts';
import { ndjsonSink } from '../sinks/ndjson/sink.ts';
import type { OtlpSinkOptions } from '../sinks/otlp/options.ts';
import { otlpSink } from '../sinks/otlp/sink.ts';
import { elasticsearchConnection } from './elasticsearch-connection.ts';
import type { CommandIo } from '../../cli/io.ts';
import { parseSetting } from '../settings/parse-setting.ts';
import { definitionOf } from '../settings/setting-definitions.ts';
import type { Settings } from '../settings/settings.ts';

/** Where the settings send documents. */
export async function openSink(settings: Settings, io: CommandIo): Promise<Sink> {
  switch (settings.output) {
    case 'elasticsearch':
      return elasticsearchSink({
        ...(await elasticsearchConnection(settings)),
        pipeline: settings.elasticsearch_pipeline,
      });
    case 'otlp':
      return otlpSink(otlpOptions(settings, io.env));
    case 'ndjson':
      return settings.ndjson_path === '-'
        ? ndjsonSink({ stream: io.stdout as unknown as NodeJS.WritableStream })
        : ndjsonSink({ path: settings.ndjson_path });
  }
}

/** Where the settings send dead letters. */
export async function openDeadLetters(settings: Settings): Promise<DeadLetters> {
  if (settings.dead_letters === 'file') return fileDeadLetters(settings.dead_letter_path);
  const { namespace } = settings;
  return elasticsearchDeadLetters({ ...(await elasticsearchConnection(settings)), namespace });
}

/** What stands in OpenTelemetry's own variables is left to the sink, which knows those of a single signal too. */
function otlpOptions({ otlp_endpoint: endpoint, otlp_headers }: Settings, env: CommandIo['env']): OtlpSinkOptions {
  const parsed = parseSetting(definitionOf('otlp_headers')!, env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '');
  const areOfVariable = 'value' in parsed && isDeepStrictEqual(parsed.value, otlp_headers);
  return {
    env,
    ...(endpoint !== undefined && endpoint !== env['OTEL_EXPORTER_OTLP_ENDPOINT'] && { endpoint }),
    ...(!areOfVariable && { headers: otlp_headers }),
  };
}
