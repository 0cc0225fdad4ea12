import type { Price } from '../types.ts';
import { rowsOf } from './rows-of.ts';
import { LITELLM_2026_08, RETAIL_2024_05, RETAIL_2026_05, RETAIL_2026_06 } from './sources.ts';

/** Image models, by the token or by the image. */
export const IMAGES: readonly Price[] = [
  ...rowsOf({ model: 'gpt-image-1', versions: ['2025-04-15'], undated: true }, [
    {
      usdPerMillionTokens: { input: 5, cachedInput: 1.25, imageInput: 10, cachedImageInput: 2.5, imageOutput: 40 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 5.5, cachedInput: 1.375, imageInput: 11, cachedImageInput: 2.75, imageOutput: 44 },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-image-1-mini', versions: ['2025-10-06'], undated: true }, [
    {
      usdPerMillionTokens: { input: 2, cachedInput: 0.2, imageInput: 2.5, cachedImageInput: 0.25, imageOutput: 8 },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: {
        input: 2.2,
        cachedInput: 0.22,
        imageInput: 2.75,
        cachedImageInput: 0.275,
        imageOutput: 8.8,
      },
      ...RETAIL_2026_06,
    },
    {
      scope: 'regional',
      regions: ['northeurope'],
      usdPerMillionTokens: {
        input: 2.64,
        cachedInput: 0.264,
        imageInput: 3.3,
        cachedImageInput: 0.33,
        imageOutput: 10.56,
      },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-image-1.5', versions: ['2025-12-16'], undated: true }, [
    {
      usdPerMillionTokens: {
        input: 5,
        cachedInput: 1.25,
        output: 10,
        imageInput: 8,
        cachedImageInput: 2,
        imageOutput: 32,
      },
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: {
        input: 5.5,
        cachedInput: 1.375,
        output: 11,
        imageInput: 8.8,
        cachedImageInput: 2.2,
        imageOutput: 35.2,
      },
      ...RETAIL_2026_06,
    },
  ]),
  ...rowsOf({ model: 'gpt-image-2', versions: ['2026-04-21'], undated: true }, [
    {
      usdPerMillionTokens: {
        output: 10,
        input: 5,
        cachedInput: 1.25,
        imageInput: 8,
        cachedImageInput: 2,
        imageOutput: 30,
      },
      note: "Output text has no meter; its price is LiteLLM's (2026-08-01).",
      ...RETAIL_2026_06,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      usdPerMillionTokens: { input: 5.5, cachedInput: 1.375, imageInput: 8.8, cachedImageInput: 2.2, imageOutput: 33 },
      ...RETAIL_2026_06,
    },
    {
      tier: 'batch',
      usdPerMillionTokens: { input: 2.5, cachedInput: 0.625, imageInput: 4, cachedImageInput: 1, imageOutput: 15 },
      ...RETAIL_2026_05,
    },
    {
      scope: 'dataZone',
      zones: ['us', 'eu'],
      tier: 'batch',
      usdPerMillionTokens: {
        input: 2.75,
        cachedInput: 0.6875,
        imageInput: 4.4,
        cachedImageInput: 1.1,
        imageOutput: 16.5,
      },
      ...RETAIL_2026_05,
    },
  ]),
  ...rowsOf({ model: 'dall-e-3', versions: ['3.0'], undated: true }, [
    {
      images: [
        { quality: 'standard', size: '1024x1024', usdPerImage: 0.04 },
        { quality: 'standard', size: '1024x1792', usdPerImage: 0.08 },
        { quality: 'standard', size: '1792x1024', usdPerImage: 0.08 },
        { quality: 'hd', size: '1024x1024', usdPerImage: 0.08 },
        { quality: 'hd', size: '1024x1792', usdPerImage: 0.12 },
        { quality: 'hd', size: '1792x1024', usdPerImage: 0.12 },
      ],
      derived: "LiteLLM's price per pixel times the pixels, rounded to whole cents: the meters are per 100 images.",
      ...LITELLM_2026_08,
    },
  ]),
  ...rowsOf({ model: 'dall-e-2', versions: ['2.0'], undated: true }, [
    {
      images: [
        { quality: 'standard', size: '256x256', usdPerImage: 0.02 },
        { quality: 'standard', size: '512x512', usdPerImage: 0.02 },
        { quality: 'standard', size: '1024x1024', usdPerImage: 0.02 },
      ],
      note: 'One meter for every size, 2 USD per 100 images. LiteLLM has 0.',
      ...RETAIL_2024_05,
    },
  ]),
];
