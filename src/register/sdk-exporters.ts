import { createRequire } from 'node:module';
import { readVariable } from '../environment.ts';
import { resolveOptional } from '../hooks/optional-package.ts';
import { log } from '../log.ts';
import { AzureOpenAICostProcessor } from '../span-cost/index.ts';
import { type Endpoint, type Signal, endpointOf, grpcEndpointOf } from '../otlp/endpoint.ts';
import type { ExportReport } from './export-report.ts';
import { createGrpcTransport } from './grpc-transport.ts';
import { createHttpTransport } from './http-transport.ts';
import { OtlpExporter, type Serializer } from './otlp-exporter.ts';
import type { Transport } from './transport.ts';

/** The exporters of all signals. */
export interface SdkExporters {
  /** The options of NodeSDK to use the exporters. */
  readonly configuration: object;
  /** Exports the pending telemetry. The providers' own flush would keep the event loop alive with a timer. */
  flush(): Promise<unknown>;
  /** Stops delays before retries, since the process ends. */
  end(): void;
  /** Drops the pending requests. */
  abandon(): Promise<unknown>;
}

interface Protocol {
  /** The end of the names of the SDK's exporter packages. */
  readonly suffix: 'proto' | 'http' | 'grpc';
  /** The start of the names of the serializers. */
  readonly encoding: 'Protobuf' | 'Json';
  readonly endpoint: (signal: Signal) => Endpoint;
  readonly transport: (endpoint: Endpoint, signal: Signal) => Transport;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'http/protobuf': {
    suffix: 'proto',
    encoding: 'Protobuf',
    endpoint: endpointOf,
    transport: (endpoint, signal) => createHttpTransport(endpoint, signal, 'application/x-protobuf'),
  },
  'http/json': {
    suffix: 'http',
    encoding: 'Json',
    endpoint: endpointOf,
    transport: (endpoint, signal) => createHttpTransport(endpoint, signal, 'application/json'),
  },
  grpc: { suffix: 'grpc', encoding: 'Protobuf', endpoint: grpcEndpointOf, transport: createGrpcTransport },
};

/**
 * Creates our exporter for each signal whose variables choose OTLP, which is the default. NodeSDK creates the exporters of
 * other values (`console`, `prometheus`, several at once).
 */
export function createExporters(report: ExportReport): SdkExporters {
  const requireFromSdk = createRequire(resolveOptional('@opentelemetry/sdk-node')!);
  const exporters: OtlpExporter<never>[] = [];
  const flushes: Flush[] = [];
  const createExporter = (signal: Signal, protocol: Protocol): OtlpExporter<never> => {
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
  const [traces, metrics, logs] = [chooseProtocol('traces'), chooseProtocol('metrics'), chooseProtocol('logs')];
  return {
    configuration: {
      ...(traces === 'none' && { spanProcessors: [] }),
      ...(typeof traces === 'object' && {
        spanProcessors: [
          new AzureOpenAICostProcessor(),
          createBatchProcessor(requireFromSdk, SPANS, createExporter('traces', traces), flushes),
        ],
      }),
      ...(metrics === 'none' && { metricReaders: [] }),
      ...(typeof metrics === 'object' &&
        createMetricReader(requireFromSdk, metrics, createExporter('metrics', metrics), flushes)),
      ...(logs === 'none' && { logRecordProcessors: [] }),
      ...(typeof logs === 'object' && {
        logRecordProcessors: [createBatchProcessor(requireFromSdk, LOG_RECORDS, createExporter('logs', logs), flushes)],
      }),
    },
    flush: () => Promise.all(flushes.map((flush) => flush())),
    end: () => exporters.forEach((exporter) => exporter.end()),
    abandon: () => Promise.all(exporters.map((exporter) => exporter.abandon())),
  };
}

type Flush = () => Promise<void>;

const SERIALIZERS: Readonly<Record<Signal, string>> = { traces: 'Trace', metrics: 'Metrics', logs: 'Logs' };

/** @returns 'none' if the signal is off; undefined if NodeSDK creates its exporter */
function chooseProtocol(signal: Signal): Protocol | 'none' | undefined {
  const names = new Set(readVariable(`OTEL_${signal.toUpperCase()}_EXPORTER`)?.split(/\s*,\s*/));
  if (names.size === 1 && names.has('none')) return 'none';
  if (names.size > 1 || (names.size === 1 && !names.has('otlp'))) return undefined;
  const protocol =
    readVariable(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`) ?? readVariable('OTEL_EXPORTER_OTLP_PROTOCOL');
  return PROTOCOLS[protocol ?? 'http/protobuf'];
}

/** Returns the option `metricReaders` of NodeSDK, and `metricReader`, its name before version 0.206. */
function createMetricReader(
  require: NodeJS.Require,
  { suffix }: Protocol,
  exporter: OtlpExporter<never>,
  flushes: Flush[],
): object {
  const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`) as {
    OTLPMetricExporter: new () => Record<string, ((type: unknown) => unknown) | undefined>;
  };
  // It only reads the variables of temporality and aggregation; it exports nothing.
  const preferences = new OTLPMetricExporter();
  const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics') as {
    PeriodicExportingMetricReader: new (options: object) => { forceFlush: Flush };
  };
  const exportIntervalMillis = readCount('OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000;
  const reader = new PeriodicExportingMetricReader({
    exporter: Object.assign(exporter, {
      selectAggregationTemporality: (type: unknown) => preferences['selectAggregationTemporality']?.(type),
      selectAggregation: (type: unknown) => preferences['selectAggregation']?.(type),
    }),
    exportIntervalMillis,
    // A timeout longer than the interval is rejected.
    exportTimeoutMillis: Math.min(readCount('OTEL_METRIC_EXPORT_TIMEOUT') ?? 30_000, exportIntervalMillis),
  });
  flushes.push(() => reader.forceFlush());
  return { metricReaders: [reader], metricReader: reader };
}

/** A batch processor of the SDK. */
interface BatchProcessor {
  readonly name: string;
  /** The packages that may have it. The first one is that of newer versions. */
  readonly packages: readonly string[];
  /** The prefix of its variables. */
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

function createBatchProcessor(
  require: NodeJS.Require,
  { name, packages, prefix }: BatchProcessor,
  exporter: OtlpExporter<never>,
  flushes: Flush[],
): unknown {
  const options = Object.entries({
    maxQueueSize: readCount(`${prefix}_MAX_QUEUE_SIZE`),
    scheduledDelayMillis: readCount(`${prefix}_SCHEDULE_DELAY`),
    exportTimeoutMillis: readCount(`${prefix}_EXPORT_TIMEOUT`),
    maxExportBatchSize: readCount(`${prefix}_MAX_EXPORT_BATCH_SIZE`),
  });
  const given = Object.fromEntries(options.filter(([, value]) => value !== undefined));
  const Processor = requireFirst(require, packages)[name]! as new (options: object) => { forceFlush: Flush };
  // Older versions take the exporter and read the variables themselves. Newer ones take `{ exporter, …options }`.
  const processor = new Processor(Object.assign(exporter, { exporter }, given));
  const flush = processor.forceFlush.bind(processor);
  flushes.push(flush);
  // An export is reported as done before it is sent, but a flush must wait until it is sent.
  processor.forceFlush = async () => {
    await flush();
    await exporter.forceFlush();
  };
  return processor;
}

/** Loads the first package that is installed. */
function requireFirst(require: NodeJS.Require, packages: readonly string[]): Record<string, unknown> {
  for (const packageName of packages.slice(0, -1)) {
    try {
      return require(packageName) as Record<string, unknown>;
    } catch {
      // The SDK is of an older version.
    }
  }
  return require(packages.at(-1)!) as Record<string, unknown>;
}

/** The maximum of a timer in Node.js, which would run a longer one immediately. */
const MAX_COUNT = 2 ** 31 - 1;

function readCount(name: string): number | undefined {
  const text = readVariable(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= MAX_COUNT) return number;
  log.warn(`${name} must be a whole number from 1 to ${MAX_COUNT}, not "${text.slice(0, 32)}"; its default is used`);
  return undefined;
}
