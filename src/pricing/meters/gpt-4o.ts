import type { RowMeters } from './types.ts';

/** The meters of `table/gpt-4o.ts`. */
export const GPT_4O: readonly RowMeters[] = [
  {
    name: 'gpt-4o-2024-11-20',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt 4o 1120 Inp glbl Tokens',
      cachedInput: 'gpt 4o 1120 cached Inp glbl Tokens',
      output: 'gpt 4o 1120 Outp glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-11-20',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt 4o 1120 Batch Inp glbl Tokens', output: 'gpt 4o 1120 Batch Outp glbl Tokens' },
  },
  {
    name: 'gpt-4o-2024-11-20',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4o 1120 Inp Data Zone Tokens',
      cachedInput: 'gpt 4o 1120 cached Inp Data Zone Tokens',
      output: 'gpt 4o 1120 Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-11-20',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4o 1120 Batch Inp DZ Tokens', output: 'gpt 4o 1120 Batch Outp DZ Tokens' },
  },
  {
    name: 'gpt-4o-2024-11-20',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt 4o 1120 Inp regnl Tokens',
      cachedInput: 'gpt 4o 1120 cached Inp regnl Tokens',
      output: 'gpt 4o 1120 Outp regnl Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-08-06',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-0806-Inp-glbl Tokens',
      cachedInput: 'gpt 4o 0806 cached Inp glbl Tokens',
      output: 'gpt-4o-0806-Outp-glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-08-06',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt-4o-0806-Batch-Inp-glbl Tokens', output: 'gpt-4o-0806-Batch-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-4o-2024-08-06',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4o 0806 Inp Data Zone Tokens',
      cachedInput: 'gpt 4o 0806 cached Inp Data Zone Tokens',
      output: 'gpt 4o 0806 Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-08-06',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4o 0806 Batch Inp Data Zone Tokens', output: 'gpt 4o 0806 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'gpt-4o-2024-08-06',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-0806-Inp-regnl Tokens',
      cachedInput: 'gpt 4o 0806 cached Inp regnl Tokens',
      output: 'gpt-4o-0806-Outp-regnl Tokens',
    },
  },
  {
    name: 'gpt-4o-2024-05-13',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'gpt 4o 0513 Input global Tokens', output: 'gpt 4o 0513 Output global Tokens' },
  },
  {
    name: 'gpt-4o-2024-05-13',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt 4o 0513 Batch Inp glbl Tokens', output: 'gpt 4o 0513 Batch Outp glbl Tokens' },
  },
  {
    name: 'gpt-4o-2024-05-13',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'gpt 4o 0513 Input Data Zone Tokens', output: 'gpt 4o 0513 Output Data Zone Tokens' },
  },
  {
    name: 'gpt-4o-2024-05-13',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'gpt 4o 0513 Batch Inp Data Zone Tokens', output: 'gpt 4o 0513 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'gpt-4o-2024-05-13',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'gpt 4o 0513 Input regional Tokens', output: 'gpt 4o 0513 Output regional Tokens' },
  },
  {
    name: 'gpt-4o-mini-2024-07-18',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-mini-0718-Inp-glbl Tokens',
      cachedInput: 'gpt 4o mini 0718 cached Inp glbl Tokens',
      output: 'gpt-4o-mini-0718-Outp-glbl Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-2024-07-18',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'gpt-4o-mini-0718-Batch-Inp-glbl Tokens', output: 'gpt-4o-mini-0718-Batch-Outp-glbl Tokens' },
  },
  {
    name: 'gpt-4o-mini-2024-07-18',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt 4o mini 0718 Inp Data Zone Tokens',
      cachedInput: 'gpt 4o mini 0718 cached Inp Data Zone Tokens',
      output: 'gpt 4o mini 0718 Outp Data Zone Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-2024-07-18',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'gpt 4o mini 0718 Batch Inp Data Zone Tokens',
      output: 'gpt 4o mini0718 BatchOutp DataZone Tokens',
    },
  },
  {
    name: 'gpt-4o-mini-2024-07-18',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt-4o-mini-0718-Inp-regnl Tokens',
      cachedInput: 'gpt 4o mini 0718 cached Inp regnl Tokens',
      output: 'gpt-4o-mini-0718-Outp-regnl Tokens',
    },
  },
];
