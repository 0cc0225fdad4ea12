import { createRequire } from 'node:module';
import { diag } from '@opentelemetry/api';
import { resolveOptional } from '../hooks/optional-package.ts';
import { type Endpoint, type Signal, endpointOf, grpcEndpointOf } from '../otlp/endpoint.ts';
import type { ExportReport } from './export-report.ts';
import { grpcTransport } from './grpc-transport.ts';
import { httpTransport } from './http-transport.ts';
import { OtlpExporter, type Serializer } from './otlp-exporter.ts';
import type { Transport } from './transport.ts';

/** The exporters of all signals, and what NodeSDK is configured with to use them. */
export interface OtlpExporters {
  readonly configuration: object;
  /** Exports what there is, and goes on. The providers' own flush would hold the event loop by a timer. */
  flush(): Promise<unknown>;
  /** From now on nothing waits for a retry: the process ends. */
  end(): void;
  /** Gives up what is on its way. */
  abandon(): Promise<unknown>;
}

interface Protocol {
  /** In the names of the SDK's exporter packages. */
  readonly suffix: 'proto' | 'http' | 'grpc';
  /** In the names of the serializers. */
  readonly encoding: 'Protobuf' | 'Json';
  readonly endpoint: (signal: Signal) => Endpoint;
  readonly transport: (endpoint: Endpoint, signal: Signal) => Transport;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'http/protobuf': {
    suffix: 'proto',
    encoding: 'Protobuf',
    endpoint: endpointOf,
    transport: (endpoint, signal) => httpTransport(endpoint, signal, 'application/x-protobuf'),
  },
  'http/json': {
    suffix: 'http',
    encoding: 'Json',
    endpoint: endpointOf,
    transport: (endpoint, signal) => httpTransport(endpoint, signal, 'application/json'),
  },
  grpc: { suffix: 'grpc', encoding: 'Protobuf', endpoint: grpcEndpointOf, transport: grpcTransport },
};

/**
 * Our exporters for each signal whose variables choose OTLP, which is the default. A signal that is off needs none; what
 * else the variables choose (`console`, `prometheus`, several at once) is left to NodeSDK.
 */
export function otlpExporters(report: ExportReport): OtlpExporters {
  const requireFromSdk = createRequire(resolveOptional('@opentelemetry/sdk-node')!);
  const exporters: OtlpExporter<never>[] = [];
  const flushes: Flush[] = [];
  const exporterOf = (signal: Signal, protocol: Protocol): OtlpExporter<never> => {
    const { suffix, encoding } = protocol;
    // The serializers are a dependency of the SDK's exporters, not of the SDK.
    const requireFromExporter = createRequire(requireFromSdk.resolve(`@opentelemetry/exporter-trace-otlp-${suffix}`));
    const serializers = requireFromExporter('@opentelemetry/otlp-transformer') as Record<string, Serializer<never>>;
    const endpoint = protocol.endpoint(signal);
    const exporter = new OtlpExporter<never>({
      signal,
      endpoint,
      transport: protocol.transport(endpoint, signal),
      serializer: serializers[`${encoding}${SERIALIZERS[signal]}Serializer`]!,
      report,
    });
    exporters.push(exporter);
    return exporter;
  };
  const [traces, metrics, logs] = [chosen('traces'), chosen('metrics'), chosen('logs')];
  return {
    configuration: {
      ...(traces === 'none' && { spanProcessors: [] }),
      ...(typeof traces === 'object' && {
        spanProcessors: [batchProcessor(requireFromSdk, SPANS, exporterOf('traces', traces), flushes)],
      }),
      ...(metrics === 'none' && { metricReaders: [] }),
      ...(typeof metrics === 'object' &&
        metricReader(requireFromSdk, metrics, exporterOf('metrics', metrics), flushes)),
      ...(logs === 'none' && { logRecordProcessors: [] }),
      ...(typeof logs === 'object' && {
        logRecordProcessors: [batchProcessor(requireFromSdk, LOG_RECORDS, exporterOf('logs', logs), flushes)],
      }),
    },
    flush: () => Promise.all(flushes.map((flush) => flush())),
    end: () => exporters.forEach((exporter) => exporter.end()),
    abandon: () => Promise.all(exporters.map((exporter) => exporter.abandon())),
  };
}

type Flush = () => Promise<void>;

const SERIALIZERS: Readonly<Record<Signal, string>> = { traces: 'Trace', metrics: 'Metrics', logs: 'Logs' };

/** @returns undefined if NodeSDK is to set up the signal */
function chosen(signal: Signal): Protocol | 'none' | undefined {
  const names = new Set(variable(`OTEL_${signal.toUpperCase()}_EXPORTER`)?.split(/\s*,\s*/));
  if (names.size === 1 && names.has('none')) return 'none';
  if (names.size > 1 || (names.size === 1 && !names.has('otlp'))) return undefined;
  const protocol =
    variable(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`) ?? variable('OTEL_EXPORTER_OTLP_PROTOCOL');
  return PROTOCOLS[protocol ?? 'http/protobuf'];
}

/** NodeSDK takes `metricReaders` since version 0.206, and `metricReader` before. */
function metricReader(
  require: NodeJS.Require,
  { suffix }: Protocol,
  exporter: OtlpExporter<never>,
  flushes: Flush[],
): object {
  const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`) as {
    OTLPMetricExporter: new () => Record<string, ((type: unknown) => unknown) | undefined>;
  };
  // It knows the variables of temporality and aggregation; nothing is exported by it.
  const preferences = new OTLPMetricExporter();
  const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics') as {
    PeriodicExportingMetricReader: new (options: object) => { forceFlush: Flush };
  };
  const exportIntervalMillis = count('OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000;
  const reader = new PeriodicExportingMetricReader({
    exporter: Object.assign(exporter, {
      selectAggregationTemporality: (type: unknown) => preferences['selectAggregationTemporality']?.(type),
      selectAggregation: (type: unknown) => preferences['selectAggregation']?.(type),
    }),
    exportIntervalMillis,
    // A longer one is refused.
    exportTimeoutMillis: Math.min(count('OTEL_METRIC_EXPORT_TIMEOUT') ?? 30_000, exportIntervalMillis),
  });
  flushes.push(() => reader.forceFlush());
  return { metricReaders: [reader], metricReader: reader };
}

/** A processor of the SDK that sends in batches, and the prefix of its variables. */
interface BatchProcessor {
  readonly name: string;
  /** Newer versions of the SDK have it in the first of them. */
  readonly packages: readonly string[];
  readonly prefix: string;
}

const SPANS: BatchProcessor = {
  name: 'BatchSpanProcessor',
  packages: ['@opentelemetry/sdk-trace', '@opentelemetry/sdk-trace-base'],
  prefix: 'OTEL_BSP',
};

const LOG_RECORDS: BatchProcessor = {
  name: 'BatchLogRecordProcessor',
  packages: ['@opentelemetry/sdk-logs'],
  prefix: 'OTEL_BLRP',
};

function batchProcessor(
  require: NodeJS.Require,
  { name, packages, prefix }: BatchProcessor,
  exporter: OtlpExporter<never>,
  flushes: Flush[],
): unknown {
  const options = Object.entries({
    maxQueueSize: count(`${prefix}_MAX_QUEUE_SIZE`),
    scheduledDelayMillis: count(`${prefix}_SCHEDULE_DELAY`),
    exportTimeoutMillis: count(`${prefix}_EXPORT_TIMEOUT`),
    maxExportBatchSize: count(`${prefix}_MAX_EXPORT_BATCH_SIZE`),
  });
  const given = Object.fromEntries(options.filter(([, value]) => value !== undefined));
  const Processor = firstOf(require, packages)[name]! as new (options: object) => { forceFlush: Flush };
  // Older versions take the exporter, and read the variables themselves; newer ones take `{ exporter, …options }`.
  const processor = new Processor(Object.assign(exporter, { exporter }, given));
  const flush = processor.forceFlush.bind(processor);
  flushes.push(flush);
  // An export counts as done before it is sent; a flush that the application waits for does not.
  processor.forceFlush = async () => {
    await flush();
    await exporter.forceFlush();
  };
  return processor;
}

function firstOf(require: NodeJS.Require, packages: readonly string[]): Record<string, unknown> {
  for (const packageName of packages.slice(0, -1)) {
    try {
      return require(packageName) as Record<string, unknown>;
    } catch {
      // The SDK is of a version before it.
    }
  }
  return require(packages.at(-1)!) as Record<string, unknown>;
}

/** An empty variable counts as one that is not set, as the specification has it. */
function variable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

/** A longer timer would go off at once. */
const MAX_COUNT = 2 ** 31 - 1;

function count(name: string): number | undefined {
  const text = variable(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= MAX_COUNT) return number;
  diag.warn(`${name} must be a whole number from 1 to ${MAX_COUNT}, not "${text.slice(0, 32)}"; its default is used`);
  return undefined;
}
