import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-4.1.ts`. */
export const GPT_4_1: readonly RowMeters[] = [
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 Inp glbl Tokens',
      cachedInput: 'gpt 4.1 cached Inp glbl Tokens',
      output: 'gpt 4.1 Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt 4.1 Batch Inp glbl Tokens', output: 'gpt 4.1 Batch Outp glbl Tokens' },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'global',
    tier: 'priority',
    meters: { input: '4.1 pp inp Gl Tokens', cachedInput: '4.1 pp cd inp Gl Tokens', output: '4.1 pp opt Gl Tokens' },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 Inp Data Zone Tokens',
      cachedInput: 'gpt 4.1 cached Inp Data Zone Tokens',
      output: 'gpt 4.1 Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4.1 Batch Inp Data Zone Tokens', output: 'gpt 4.1 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'dataZone',
    tier: 'priority',
    meters: { input: '4.1 pp inp Dz Tokens', cachedInput: '4.1 pp cd inp Dz Tokens', output: '4.1 pp opt Dz Tokens' },
  },
  {
    name: 'gpt-4.1-2025-04-14',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 Inp regnl Tokens',
      cachedInput: 'gpt 4.1 cached Inp regnl Tokens',
      output: 'gpt 4.1 Outp regnl Tokens',
    },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 mini Inp glbl Tokens',
      cachedInput: 'gpt 4.1 mini cached Inp glbl Tokens',
      output: 'gpt 4.1 mini Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt 4.1 mini Batch Inp glbl Tokens', output: 'gpt 4.1 mini Batch Outp glbl Tokens' },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'global',
    tier: 'priority',
    meters: {
      input: '4.1 mini pp Inp Gl Tokens',
      cachedInput: '4.1 mini pp cd Inp Gl Tokens',
      output: '4.1 mini pp Opt Gl Tokens',
    },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 mini Inp Data Zone Tokens',
      cachedInput: 'gpt 4.1 mini cached Inp DZone Tokens',
      output: 'gpt 4.1 mini Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4.1 mini Batch Inp DZone Tokens', output: 'gpt 4.1 mini Batch Outp DZone Tokens' },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'dataZone',
    tier: 'priority',
    meters: {
      input: '4.1 mini pp Inp Dz Tokens',
      cachedInput: '4.1 mini pp cd Inp Dz Tokens',
      output: '4.1 mini pp Opt Dz Tokens',
    },
  },
  {
    name: 'gpt-4.1-mini-2025-04-14',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 mini Inp regnl Tokens',
      cachedInput: 'gpt 4.1 mini cached Inp regnl Tokens',
      output: 'gpt 4.1 mini Outp regnl Tokens',
    },
  },
  {
    name: 'gpt-4.1-nano-2025-04-14',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 nano Inp glbl Tokens',
      cachedInput: 'gpt 4.1 nano cached Inp glbl Tokens',
      output: 'gpt 4.1 nano Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-4.1-nano-2025-04-14',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt 4.1 nano Batch Inp glbl Tokens', output: 'gpt 4.1 nano Batch Outp glbl Tokens' },
  },
  {
    name: 'gpt-4.1-nano-2025-04-14',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 nano Inp Data Zone Tokens',
      cachedInput: 'gpt 4.1 nano cached Inp DZone Tokens',
      output: 'gpt 4.1 nano Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4.1-nano-2025-04-14',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4.1 nano Batch Inp DZone Tokens', output: 'gpt 4.1 nano Batch Outp DZone Tokens' },
  },
  {
    name: 'gpt-4.1-nano-2025-04-14',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt 4.1 nano Inp regnl Tokens',
      cachedInput: 'gpt 4.1 nano cached Inp regnl Tokens',
      output: 'gpt 4.1 nano Outp regnl Tokens',
    },
  },
  {
    name: 'gpt-4.5-preview-2025-02-27',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4.5 0227 Inp glbl Tokens',
      cachedInput: 'gpt 4.5 0227 cached Inp glbl Tokens',
      output: 'gpt 4.5 0227 Outp glbl Tokens',
    },
  },
];
