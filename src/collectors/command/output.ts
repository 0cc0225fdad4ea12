import { isDeepStrictEqual } from 'node:util';
import type { DeadLetters } from '../pipeline/dead-letters.ts';
import type { Sink } from '../pipeline/sink.ts';
import type { OtlpSinkOptions } from '../sinks/otlp/options.ts';
import { elasticsearchConnection } from './elasticsearch-connection.ts';
import type { CommandIo } from './io.ts';
import { parseSetting } from './parse-setting.ts';
import { definitionOf } from './setting-definitions.ts';
import type { Settings } from './settings.ts';

/** Where the settings send documents. Only that sink is loaded. */
export async function openSink(settings: Settings, io: CommandIo): Promise<Sink> {
  switch (settings.output) {
    case 'elasticsearch': {
      const { elasticsearchSink } = await import('../sinks/elasticsearch/sink.ts');
      return elasticsearchSink({
        ...(await elasticsearchConnection(settings)),
        pipeline: settings.elasticsearch_pipeline,
      });
    }
    case 'otlp': {
      const { otlpSink } = await import('../sinks/otlp/sink.ts');
      return otlpSink(otlpOptions(settings, io.env));
    }
    case 'ndjson': {
      const { ndjsonSink } = await import('../sinks/ndjson-sink.ts');
      return settings.ndjson_path === '-'
        ? ndjsonSink({ stream: io.stdout as unknown as NodeJS.WritableStream })
        : ndjsonSink({ path: settings.ndjson_path });
    }
  }
}

/** Where the settings send dead letters. */
export async function openDeadLetters(settings: Settings): Promise<DeadLetters> {
  if (settings.dead_letters === 'file') {
    const { fileDeadLetters } = await import('../sinks/file-dead-letters.ts');
    return fileDeadLetters(settings.dead_letter_path);
  }
  const { elasticsearchDeadLetters } = await import('../sinks/elasticsearch/dead-letters.ts');
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
