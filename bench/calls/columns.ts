import { type MeterProvider, type TracerProvider, metrics } from '@opentelemetry/api';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AzureOpenAIInstrumentation, AzureOpenAIInstrumentationConfig } from '../../dist/index.js';
import { PEERS } from '../peers.ts';
import type { OpenAIModule } from './openai.ts';
import { loadSpanOnly } from './span-only.ts';
import type { DroppingSdk, SdkOptions } from './spans.ts';

/** One way to run the client: bare, with ours, with a peer. */
export interface Column extends SdkOptions {
  name: string;
  /** Loads the needed modules before any instrumentation hooks the module loader; absent for the bare client. */
  load?: () => Instrument | Promise<Instrument>;
}

/** Instruments one copy of `openai`. */
export type Instrument = (openai: OpenAIModule, sdk: DroppingSdk) => void;

export const BARE = 'bare client';
export const BARE_AGAIN = 'bare client again (A/A)';
export const OURS = 'ours';
/** Options without the content that the peers do not record by default, or not at all. */
const OURS_WITHOUT_CONTENT = "ours, captureResponse: false, streamUsage: 'never'";
const OURS_SERIALIZED = 'ours, spans serialized for OTLP';
const OURS_NOT_SAMPLED = 'ours, no call is sampled: metrics without spans';
const OURS_WITH_CHUNK_TIMES = 'ours, chunkTimes: true';
const WITHOUT_METRICS = ', without a meter provider';
const ATTRIBUTES_ONLY = 'the attributes of ours, nothing else';
const EMPTY_SPAN = 'a span without attributes, nothing else';

/** All columns, in the order of the report. */
export const COLUMN_NAMES: readonly string[] = [
  BARE,
  BARE_AGAIN,
  OURS,
  ...PEERS.map((peer) => peer.label),
  OURS + WITHOUT_METRICS,
  ...PEERS.map((peer) => peer.label + WITHOUT_METRICS),
  OURS_WITHOUT_CONTENT,
  OURS_WITH_CHUNK_TIMES,
  OURS_SERIALIZED,
  OURS_NOT_SAMPLED,
  ATTRIBUTES_ONLY,
  EMPTY_SPAN,
];

/** The columns that are compared: ours with its default configuration, and the peers. */
export function comparison(metrics: boolean): { ours: string; peers: readonly string[] } {
  const suffix = metrics ? '' : WITHOUT_METRICS;
  return { ours: OURS + suffix, peers: PEERS.map((peer) => peer.label + suffix) };
}

const require = createRequire(import.meta.url);
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The columns of one major of `openai`: a peer is in those that it supports. */
export function listColumns(major: number): Column[] {
  const peers = PEERS.filter((peer) => peer.majors.includes(major));
  return [
    { name: BARE },
    { name: BARE_AGAIN },
    { name: OURS, load: () => loadOurs({}) },
    { name: OURS + WITHOUT_METRICS, load: () => loadOurs({}), metrics: false },
    { name: OURS_WITH_CHUNK_TIMES, load: () => loadOurs({ chunkTimes: true }) },
    { name: OURS_SERIALIZED, load: () => loadOurs({}), serialized: true },
    { name: OURS_NOT_SAMPLED, load: () => loadOurs({}), sampled: false },
    { name: OURS_WITHOUT_CONTENT, load: () => loadOurs({ captureResponse: false, streamUsage: 'never' }) },
    { name: ATTRIBUTES_ONLY, load: loadSpanOnly(major, () => loadOurs({})), metrics: false },
    { name: EMPTY_SPAN, load: loadSpanOnly(major), metrics: false },
    ...peers.map(({ name, label }) => ({ name: label, load: () => loadPeer(name) })),
    ...peers.map(({ name, label }) => ({ name: label + WITHOUT_METRICS, load: () => loadPeer(name), metrics: false })),
  ];
}

/** A copy of ours for this column alone: code that several columns share is compiled for all of their clients. */
function loadOurs(config: AzureOpenAIInstrumentationConfig): Instrument {
  for (const file of Object.keys(require.cache)) if (file.startsWith(DIST)) delete require.cache[file];
  const ours = require(`${DIST}index.cjs`) as { AzureOpenAIInstrumentation: typeof AzureOpenAIInstrumentation };
  return (openai, { provider, meterProvider }) => {
    const instrumentation = new ours.AzureOpenAIInstrumentation(config);
    instrumentation.setTracerProvider(provider);
    if (meterProvider) instrumentation.setMeterProvider(meterProvider);
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
  return (openai, { provider, meterProvider }) => {
    const instrumentation = new peer.OpenAIInstrumentation();
    instrumentation.setTracerProvider(provider);
    // Without one, a peer still makes its instruments here, of the API's own provider that does nothing.
    instrumentation.setMeterProvider(meterProvider ?? metrics.getMeterProvider());
    // As the hook of the module loader does: not every peer has a `manuallyInstrument`.
    for (const module of [instrumentation.init()].flat()) module.patch(openai);
  };
}
