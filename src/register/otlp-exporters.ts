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

type Require = (packageName: string) => Record<string, new (...args: never[]) => unknown>;

/**
 * Our exporters for each signal whose variables choose OTLP, which is the default. A signal that is off needs none; what
 * else the variables choose (`console`, `prometheus`, several at once) is left to NodeSDK.
 */
export function otlpExporters(report: ExportReport): OtlpExporters {
  const requireFromSdk = createRequire(resolveOptional('@opentelemetry/sdk-node')!);
  const exporters: OtlpExporter<never>[] = [];
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
      ...(typeof traces === 'object' && { traceExporter: exporterOf('traces', traces) }),
      ...(metrics === 'none' && { metricReaders: [] }),
      ...(typeof metrics === 'object' && metricReader(requireFromSdk, metrics, exporterOf('metrics', metrics))),
      ...(logs === 'none' && { logRecordProcessors: [] }),
      ...(typeof logs === 'object' && {
        logRecordProcessors: [logProcessor(requireFromSdk, exporterOf('logs', logs))],
      }),
    },
    end: () => exporters.forEach((exporter) => exporter.end()),
    abandon: () => Promise.all(exporters.map((exporter) => exporter.abandon())),
  };
}

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
function metricReader(require: Require, { suffix }: Protocol, exporter: OtlpExporter<never>): object {
  const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`);
  // It knows the variables of temporality and aggregation; nothing is exported by it.
  const preferences = new OTLPMetricExporter!() as Record<string, (...args: unknown[]) => unknown>;
  const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
  const exportIntervalMillis = count('OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000;
  const options = {
    exporter: Object.assign(exporter, {
      selectAggregationTemporality: (type: unknown) => preferences['selectAggregationTemporality']?.(type),
      selectAggregation: (type: unknown) => preferences['selectAggregation']?.(type),
    }),
    exportIntervalMillis,
    // A longer one is refused.
    exportTimeoutMillis: Math.min(count('OTEL_METRIC_EXPORT_TIMEOUT') ?? 30_000, exportIntervalMillis),
  };
  const reader = new PeriodicExportingMetricReader!(options as never);
  return { metricReaders: [reader], metricReader: reader };
}

function logProcessor(require: Require, exporter: OtlpExporter<never>): unknown {
  const { BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
  const options = Object.entries({
    maxQueueSize: count('OTEL_BLRP_MAX_QUEUE_SIZE'),
    scheduledDelayMillis: count('OTEL_BLRP_SCHEDULE_DELAY'),
    exportTimeoutMillis: count('OTEL_BLRP_EXPORT_TIMEOUT'),
    maxExportBatchSize: count('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
  });
  // Older versions take the exporter, and read the variables themselves; newer ones take `{ exporter, …options }`.
  const given = Object.fromEntries(options.filter(([, value]) => value !== undefined));
  return new BatchLogRecordProcessor!(Object.assign(exporter, { exporter }, given) as never);
}

/** An empty variable counts as one that is not set, as the specification has it. */
function variable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

function count(name: string): number | undefined {
  const text = variable(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  diag.warn(`${name} must be a whole number above 0, not "${text.slice(0, 32)}"; its default is used`);
  return undefined;
}
