import type { Price } from '../types.ts';
import { US_GOVERNMENT } from './regions.ts';
import { rowsOf } from './rows-of.ts';
import { RETAIL_2026_09_30 } from './sources.ts';

/** Embedding models. */
export const EMBEDDINGS: readonly Price[] = [
  ...rowsOf({ model: 'text-embedding-3-large', versions: ['1'], undated: true }, [
    { usdPerMillionTokens: { input: 0.13 }, ...RETAIL_2026_09_30 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 0.143 }, ...RETAIL_2026_09_30 },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 0.156 },
      effective: '2026-06-01',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['australiaeast', 'eastus', 'eastus2', 'northcentralus', 'southcentralus'],
      usdPerMillionTokens: { input: 0.143 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [
        'canadaeast',
        'francecentral',
        'japaneast',
        'norwayeast',
        'swedencentral',
        'switzerlandnorth',
        'uksouth',
      ],
      usdPerMillionTokens: { input: 0.158 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'southeastasia', 'westeurope'],
      usdPerMillionTokens: { input: 0.172 },
      ...RETAIL_2026_09_30,
    },
    { scope: 'regional', regions: ['usgovarizona'], usdPerMillionTokens: { input: 0.163 }, ...RETAIL_2026_09_30 },
  ]),
  ...rowsOf({ model: 'text-embedding-3-small', versions: ['1'], undated: true }, [
    { usdPerMillionTokens: { input: 0.02 }, ...RETAIL_2026_09_30 },
    { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 0.022 }, ...RETAIL_2026_09_30 },
    {
      scope: 'dataZone',
      zones: ['apac'],
      usdPerMillionTokens: { input: 0.024 },
      effective: '2026-06-01',
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['australiaeast', 'eastus', 'eastus2', 'northcentralus', 'southcentralus', 'westus'],
      usdPerMillionTokens: { input: 0.022 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: [
        'canadaeast',
        'francecentral',
        'japaneast',
        'norwayeast',
        'swedencentral',
        'switzerlandnorth',
        'uksouth',
        'usgovarizona',
      ],
      usdPerMillionTokens: { input: 0.025 },
      ...RETAIL_2026_09_30,
    },
    {
      scope: 'regional',
      regions: ['northeurope', 'westeurope'],
      usdPerMillionTokens: { input: 0.027 },
      ...RETAIL_2026_09_30,
    },
  ]),
  ...rowsOf(
    { model: 'text-embedding-ada-002', versions: ['1', '2'], undated: true, aliases: ['text-embedding-ada-002-v2'] },
    [
      { usdPerMillionTokens: { input: 0.1 }, ...RETAIL_2026_09_30 },
      { scope: 'dataZone', zones: ['us', 'eu'], usdPerMillionTokens: { input: 0.11 }, ...RETAIL_2026_09_30 },
      {
        scope: 'dataZone',
        zones: ['apac'],
        usdPerMillionTokens: { input: 0.12 },
        effective: '2026-06-01',
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['australiaeast', 'eastus', 'eastus2', 'northcentralus', 'southcentralus', 'southindia', 'westus2'],
        usdPerMillionTokens: { input: 0.11 },
        ...RETAIL_2026_09_30,
      },
      {
        scope: 'regional',
        regions: ['canadaeast', 'francecentral', 'japaneast', 'swedencentral', 'switzerlandnorth', 'uksouth'],
        usdPerMillionTokens: { input: 0.121 },
        ...RETAIL_2026_09_30,
      },
      { scope: 'regional', regions: ['westeurope'], usdPerMillionTokens: { input: 0.132 }, ...RETAIL_2026_09_30 },
      { scope: 'regional', regions: US_GOVERNMENT, usdPerMillionTokens: { input: 0.125 }, ...RETAIL_2026_09_30 },
    ],
  ),
];
