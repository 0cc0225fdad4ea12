import { type MeterProvider, type TracerProvider, metrics } from '@opentelemetry/api';
import { createRequire } from 'node:module';
import type { AzureOpenAIInstrumentation, AzureOpenAIInstrumentationConfig } from '../../dist/index.js';
import { PEERS } from '../peers.ts';
import type { OpenAIModule } from './openai.ts';
import { loadSpanOnly } from './span-only.ts';

/** One way to run the client: bare, with ours, with a peer. */
export interface Column {
  name: string;
  /** Loads what is needed, before any instrumentation hooks the module loader; absent for the bare client. */
  load?: () => Instrument | Promise<Instrument>;
}

/** Instruments one copy of `openai`. */
export type Instrument = (openai: OpenAIModule, provider: TracerProvider) => void;

export const BARE = 'bare client';
export const BARE_AGAIN = 'bare client again (A/A)';
export const OURS = 'ours';
/** What the peers do not record by default either, or not at all. */
const OURS_WITHOUT_CONTENT = "ours, captureResponse: false, streamUsage: 'never'";
const ATTRIBUTES_ONLY = 'the attributes of ours, nothing else';
const EMPTY_SPAN = 'a span without attributes, nothing else';

/** All columns, in the order of the report. */
export const COLUMN_NAMES: readonly string[] = [
  BARE,
  BARE_AGAIN,
  OURS,
  OURS_WITHOUT_CONTENT,
  ATTRIBUTES_ONLY,
  EMPTY_SPAN,
  ...PEERS.map((peer) => peer.label),
];

export function isPeer({ name }: { name: string }): boolean {
  return PEERS.some((peer) => peer.label === name);
}

const require = createRequire(import.meta.url);

/** The columns of one major of `openai`: a peer is in those that it supports. */
export function columnsOf(major: number): Column[] {
  return [
    { name: BARE },
    { name: BARE_AGAIN },
    { name: OURS, load: () => loadOurs({}) },
    { name: OURS_WITHOUT_CONTENT, load: () => loadOurs({ captureResponse: false, streamUsage: 'never' }) },
    { name: ATTRIBUTES_ONLY, load: loadSpanOnly(major, () => loadOurs({})) },
    { name: EMPTY_SPAN, load: loadSpanOnly(major) },
    ...PEERS.filter((peer) => peer.majors.includes(major)).map((peer) => ({
      name: peer.label,
      load: () => loadPeer(peer.name),
    })),
  ];
}

function loadOurs(config: AzureOpenAIInstrumentationConfig): Instrument {
  const ours = require('../../dist/index.js') as { AzureOpenAIInstrumentation: typeof AzureOpenAIInstrumentation };
  return (openai, provider) => {
    const instrumentation = new ours.AzureOpenAIInstrumentation(config);
    instrumentation.setTracerProvider(provider);
    instrumentation.manuallyInstrument(openai);
  };
}

/** All peers name their class alike, and all of them have it as the module loader's hook would use it. */
interface PeerInstrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  init(): ModulePatch | ModulePatch[];
}

interface ModulePatch {
  patch(openai: OpenAIModule): unknown;
}

function loadPeer(name: string): Instrument {
  const peer = require(name) as { OpenAIInstrumentation: new () => PeerInstrumentation };
  return (openai, provider) => {
    const instrumentation = new peer.OpenAIInstrumentation();
    instrumentation.setTracerProvider(provider);
    instrumentation.setMeterProvider(metrics.getMeterProvider());
    // What the hook of the module loader calls: not every peer has a `manuallyInstrument`.
    for (const module of [instrumentation.init()].flat()) module.patch(openai);
  };
}
