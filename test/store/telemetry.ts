import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { Attributes, ReceivedSpan } from '../../src/receiver/telemetry.ts';
import type { PlatformCall } from '../../src/store/platform-row.ts';
import type { Batch } from '../../src/store/record-inserter.ts';
import { openForReading } from '../../src/store/schema.ts';
import { StoreWriter } from '../../src/store/writer.ts';

/** 2026-11-28T12:00:00Z, in milliseconds. */
export const NOW: number = Date.UTC(2026, 10, 28, 12);

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The file of a store in a folder that is removed after the test. */
export function temporaryFile(): string {
  return join(temporaryFolder(), 'store.db');
}

interface CallOptions {
  /** Milliseconds since 1970. @default an hour before NOW */
  readonly start?: number;
  /** Milliseconds. @default 100 */
  readonly duration?: number;
  readonly status?: ReceivedSpan['status'];
  readonly service?: string;
  readonly traceId?: string;
  readonly events?: ReceivedSpan['events'];
}

/** The span of a call, with these attributes besides the operation. */
export function call(attributes: Attributes = {}, options: CallOptions = {}): ReceivedSpan {
  const { start = NOW - 3_600_000, duration = 100, service = 'app' } = options;
  return {
    traceId: options.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: undefined,
    name: 'chat gpt-4o',
    kind: 'client',
    startTime: BigInt(start) * 1_000_000n,
    endTime: BigInt(start + duration) * 1_000_000n,
    attributes: { 'gen_ai.operation.name': 'chat', 'azure.openai.deployment': 'gpt-4o', ...attributes },
    status: options.status ?? { code: 'unset', message: '' },
    events: options.events ?? [],
    resource: { 'service.name': service },
    scope: { name: 'test', version: '1' },
  };
}

/** Stores batches in a file of their own, and opens it. */
export function stored(...batches: Batch[]): DatabaseSync {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  writer.write(batches);
  writer.close();
  return openForReading(file);
}

let records = 0;

/** A record of the platform of an hour before NOW. */
export function platformCall(options: Partial<PlatformCall>): PlatformCall {
  records += 1;
  return {
    id: `record-${records}`,
    time: (NOW - 3_600_000) * 1000,
    isCall: true,
    category: 'RequestResponse',
    resource: 'my-resource',
    deployment: 'gpt-4o',
    model: null,
    operation: 'ChatCompletions_Create',
    caller: '10.0.0.***',
    requestId: null,
    status: 200,
    dur: 100_000,
    input: null,
    output: null,
    document: '{"raw":true,"ticks":638481757794854611}',
    ...options,
  };
}
