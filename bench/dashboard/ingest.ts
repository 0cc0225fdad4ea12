// Usage: node bench/dashboard/ingest.ts <calls per second> <seconds>
//
// Sends calls over OTLP/HTTP to a dashboard of its own process while its overview is read once a second, as an open page
// does. Prints JSON: how many were stored in a second, and the milliseconds until a request was answered.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { openStore } from '../../src/store/store.ts';
import { ExportTraceServiceRequestSchema } from '../../src/otlp/generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.js';
import type { AnyValue } from '../../src/otlp/generated/opentelemetry/proto/common/v1/common_pb.js';
import type { Attributes } from '../../src/receiver/telemetry.ts';
import { startDashboard } from '../../src/dashboard/server.ts';
import { measureSpread, type Spread } from '../statistics.ts';
import { makeCall, makeRandom } from './calls.ts';

export interface Ingested {
  /** Stored calls in a second, from the first request to the last answer. */
  readonly rate: number;
  readonly refused: number;
  /** Milliseconds. */
  readonly answered: Spread;
  readonly longest: number;
  /** Milliseconds of an overview of 24 hours meanwhile. */
  readonly overview: Spread;
}

const BATCH = 100;
const [rate = 1000, seconds = 20] = process.argv.slice(2).map(Number);
const random = makeRandom(2);
const bodies = Array.from({ length: (rate * seconds) / BATCH }, () => encode());
const folder = mkdtempSync(join(tmpdir(), 'bench-dashboard-'));
try {
  console.log(JSON.stringify(await measure()));
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<Ingested> {
  await using store = await openStore({ path: join(folder, 'store.db') });
  await using dashboard = await startDashboard({ store, port: 0, pageFolder: new URL(`file://${folder}/`) });
  const sending = new AbortController();
  const page = readOverviews(dashboard.url, sending.signal);
  const answered: number[] = [];
  let refused = 0;
  const start = performance.now();
  await Promise.all(
    bodies.map(async (body, index) => {
      await sleep((index * BATCH * 1000) / rate);
      const sent = performance.now();
      const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
      const response = await fetch(`${dashboard.url}/v1/traces`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      if (response.ok) answered.push(performance.now() - sent);
      else refused += 1;
    }),
  );
  const spent = (performance.now() - start) / 1000;
  sending.abort();
  return {
    rate: (answered.length * BATCH) / spent,
    refused,
    answered: measureSpread(answered),
    longest: Math.max(...answered),
    overview: measureSpread(await page),
  };
}

/** Reads the overview once a second until `signal`, and returns how long each took, in milliseconds. */
async function readOverviews(url: string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const asked = performance.now();
    await (await fetch(`${url}/api/overview`)).json();
    times.push(performance.now() - asked);
    await sleep(1000);
  }
  return times;
}

function encode(): Uint8Array<ArrayBuffer> {
  const spans = Array.from({ length: BATCH }, () => {
    const call = makeCall(random, Date.now());
    return {
      traceId: Buffer.from(call.traceId, 'hex'),
      spanId: Buffer.from(call.spanId, 'hex'),
      name: call.name,
      startTimeUnixNano: call.startTime,
      endTimeUnixNano: call.endTime,
      attributes: toKeyValues(call.attributes),
    };
  });
  const resource = { attributes: toKeyValues({ 'service.name': 'bench' }) };
  const request = create(ExportTraceServiceRequestSchema, { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  return new Uint8Array(gzipSync(toBinary(ExportTraceServiceRequestSchema, request), { level: 1 }));
}

function toKeyValues(attributes: Attributes): { key: string; value: { value: AnyValue['value'] } }[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { value: toValue(value) } }));
}

function toValue(value: unknown): AnyValue['value'] {
  if (typeof value === 'string') return { case: 'stringValue', value };
  if (typeof value === 'boolean') return { case: 'boolValue', value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { case: 'intValue', value: BigInt(value) } : { case: 'doubleValue', value };
  }
  return { case: 'stringValue', value: JSON.stringify(value) };
}
