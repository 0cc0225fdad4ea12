import type { RowMeters } from './types.ts';

/** The meters of `table/o-series.ts`. */
export const O_SERIES: readonly RowMeters[] = [
  {
    name: 'o1-2024-12-17',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o1 1217 Inp glbl Tokens',
      cachedInput: 'o1 1217 cached Inp glbl Tokens',
      output: 'o1 1217 Outp glbl Tokens',
    },
  },
  {
    name: 'o1-2024-12-17',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: ['o1 1217 Batch Inp glbl Tokens', 'o1 Batch Inp glbl Tokens'],
      output: ['o1 1217 Batch Outp glbl Tokens', 'o1 Batch Outp glbl Tokens'],
    },
  },
  {
    name: 'o1-2024-12-17',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o1 1217 Inp Data Zone Tokens',
      cachedInput: 'o1 1217 cached Inp Data Zone Tokens',
      output: 'o1 1217 Outp Data Zone Tokens',
    },
  },
  {
    name: 'o1-2024-12-17',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: ['o1 1217 Batch Inp Data Zone Tokens', 'o1 Batch Inp Data Zone Tokens'],
      output: ['o1 1217 Batch Outp Data Zone Tokens', 'o1 Batch Outp Data Zone Tokens'],
    },
  },
  {
    name: 'o1-2024-12-17',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o1 1217 Inp regnl Tokens',
      cachedInput: 'o1 1217 cached Inp regnl Tokens',
      output: 'o1 1217 Outp regnl Tokens',
    },
  },
  {
    name: 'o1-preview-2024-09-12',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o1 preview input glbl Tokens',
      cachedInput: 'o1 preview cached input glbl Tokens',
      output: 'o1 preview output glbl Tokens',
    },
  },
  {
    name: 'o1-preview-2024-09-12',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o1 preview input Data Zone Tokens',
      cachedInput: 'o1 preview cached input Data Zone Tokens',
      output: 'o1 preview output Data Zone Tokens',
    },
  },
  {
    name: 'o1-preview-2024-09-12',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o1 preview input regnl Tokens',
      cachedInput: 'o1 preview cached input regnl Tokens',
      output: 'o1 preview output regnl Tokens',
    },
  },
  {
    name: 'o1-mini-2024-09-12',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o1 mini input glbl Tokens',
      cachedInput: 'o1 mini cached input glbl Tokens',
      output: 'o1 mini output glbl Tokens',
    },
  },
  {
    name: 'o1-mini-2024-09-12',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o1 mini Batch Inp glbl Tokens', output: 'o1 mini Batch Outp glbl Tokens' },
  },
  {
    name: 'o1-mini-2024-09-12',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o1 mini input Data Zone Tokens',
      cachedInput: 'o1 mini cached input Data Zone Tokens',
      output: 'o1 mini output Data Zone Tokens',
    },
  },
  {
    name: 'o1-mini-2024-09-12',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'o1 mini Batch Inp Data Zone Tokens', output: 'o1 mini Batch Outp Data Zone Tokens' },
  },
  {
    name: 'o1-mini-2024-09-12',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o1 mini input regnl Tokens',
      cachedInput: 'o1 mini cached input regnl Tokens',
      output: 'o1 mini output regnl Tokens',
    },
  },
  {
    name: 'o1-pro-2025-03-19',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o1-pro Inp glbl Tokens',
      cachedInput: 'o1-pro cached Inp glbl Tokens',
      output: 'o1-pro Outp glbl Tokens',
    },
  },
  {
    name: 'o1-pro-2025-03-19',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o1-pro Batch Inp glbl Tokens', output: 'o1-pro Batch Outp glbl Tokens' },
  },
  {
    name: 'o1-pro-2025-03-19',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o1-pro Inp Data Zone Tokens',
      cachedInput: 'o1-pro cached Inp Data Zone Tokens',
      output: 'o1-pro Outp Data Zone Tokens',
    },
  },
  {
    name: 'o1-pro-2025-03-19',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'o1-pro Batch Inp Data Zone Tokens', output: 'o1-pro Batch Outp Data Zone Tokens' },
  },
  {
    name: 'o1-pro-2025-03-19',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o1-pro Inp regnl Tokens',
      cachedInput: 'o1-pro cached Inp regnl Tokens',
      output: 'o1-pro Outp regnl Tokens',
    },
  },
  {
    name: 'o3-2025-04-16',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o3 0416 Inp glbl Tokens',
      cachedInput: 'o3 0416 cached Inp glbl Tokens',
      output: 'o3 0416 Outp glbl Tokens',
    },
  },
  {
    name: 'o3-2025-04-16',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o3 0416 Batch Inp glbl Tokens', output: 'o3 0416 Batch Outp glbl Tokens' },
  },
  {
    name: 'o3-2025-04-16',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o3 0416 Inp Data Zone Tokens',
      cachedInput: 'o3 0416 cached Inp Data Zone Tokens',
      output: 'o3 0416 Outp Data Zone Tokens',
    },
  },
  {
    name: 'o3-2025-04-16',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'o3 0416 Batch Inp Data Zone Tokens', output: 'o3 0416 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'o3-2025-04-16',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o3 0416 Inp regnl Tokens',
      cachedInput: 'o3 0416 cached Inp regnl Tokens',
      output: 'o3 0416 Outp regnl Tokens',
    },
  },
  {
    name: 'o3-mini-2025-01-31',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o3 mini 0131 input glbl Tokens',
      cachedInput: 'o3 mini 0131 cached input glbl Tokens',
      output: 'o3 mini 0131 output glbl Tokens',
    },
  },
  {
    name: 'o3-mini-2025-01-31',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o3 mini 0131 Batch Inp glbl Tokens', output: 'o3 mini 0131 Batch Outp glbl Tokens' },
  },
  {
    name: 'o3-mini-2025-01-31',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o3 mini 0131 input Data Zone Tokens',
      cachedInput: 'o3 mini 0131 cached input Data Zone Tokens',
      output: 'o3 mini 0131 output Data Zone Tokens',
    },
  },
  {
    name: 'o3-mini-2025-01-31',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'o3 mini 0131 Batch Inp Data Zone Tokens', output: 'o3 mini 0131 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'o3-mini-2025-01-31',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o3 mini 0131 input regnl Tokens',
      cachedInput: 'o3 mini 0131 cached input regnl Tokens',
      output: 'o3 mini 0131 output regnl Tokens',
    },
  },
  {
    name: 'o3-pro-2025-06-10',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'o3-pro Inp glbl Tokens', output: 'o3-pro Outp glbl Tokens' },
  },
  {
    name: 'o3-pro-2025-06-10',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o3-pro Batch Inp glbl Tokens', output: 'o3-pro Batch Outp glbl Tokens' },
  },
  {
    name: 'o3-deep-research-2025-06-26',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o3-deep research 0626-inp-glbl 1M Tokens',
      cachedInput: 'o3-deep research 0626-inp-cchd-glbl 1M Tokens',
      output: 'o3-deep research 0626-out-glbl 1M Tokens',
    },
  },
  {
    name: 'o4-mini-2025-04-16',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'o4-mini 0416 Inp glbl Tokens',
      cachedInput: 'o4-mini 0416 cached Inp glbl Tokens',
      output: 'o4-mini 0416 Outp glbl Tokens',
    },
  },
  {
    name: 'o4-mini-2025-04-16',
    scope: 'global',
    tier: 'batch',
    meters: { input: 'o4-mini 0416 Batch Inp glbl Tokens', output: 'o4-mini 0416 Batch Outp glbl Tokens' },
  },
  {
    name: 'o4-mini-2025-04-16',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'o4-mini 0416 Inp Data Zone Tokens',
      cachedInput: 'o4-mini 0416 cached Inp DataZone Tokens',
      output: 'o4-mini 0416 Outp Data Zone Tokens',
    },
  },
  {
    name: 'o4-mini-2025-04-16',
    scope: 'dataZone',
    tier: 'batch',
    meters: { input: 'o4-mini 0416 Batch Inp Data Zone Tokens', output: 'o4-mini 0416 Batch Outp Data Zone Tokens' },
  },
  {
    name: 'o4-mini-2025-04-16',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'o4-mini 0416 Inp regnl Tokens',
      cachedInput: 'o4-mini 0416 cached Inp regnl Tokens',
      output: 'o4-mini 0416 Outp regnl Tokens',
    },
  },
  {
    name: 'codex-mini-2025-05-16',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'codex mini inp glbl Tokens',
      cachedInput: 'codex mini inp cchd glbl Tokens',
      output: 'codex mini out glbl Tokens',
    },
  },
  {
    name: 'codex-mini-2025-05-16',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'codex mini inp dzone Tokens',
      cachedInput: 'codex mini inp cchd dzone Tokens',
      output: 'codex mini out dzone Tokens',
    },
  },
  {
    name: 'computer-use-preview-2025-03-11',
    scope: 'global',
    tier: 'standard',
    meters: { input: 'computer-use-inpt-glbl Tokens', output: 'computer-use-outp-glbl Tokens' },
  },
  {
    name: 'computer-use-preview-2025-03-11',
    scope: 'dataZone',
    tier: 'standard',
    meters: { input: 'computer-use-inpt-datazone Tokens', output: 'computer-use-outp-datazone Tokens' },
  },
  {
    name: 'computer-use-preview-2025-03-11',
    scope: 'regional',
    tier: 'standard',
    meters: { input: 'computer-use-inpt-rgnl Tokens', output: 'computer-use-outp-rgnl Tokens' },
  },
];
