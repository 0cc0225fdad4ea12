import type { RowMeters } from './types.ts';

/** The meters of `table/images.ts`. */
export const IMAGES: readonly RowMeters[] = [
  {
    name: 'gpt-image-1-2025-04-15',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt-image-1-inp-txt-glbl Tokens',
      cachedInput: 'gpt-image-1-inp-cached-txt-glbl Tokens',
      imageInput: 'gpt-image-1-inp-img-glbl Tokens',
      cachedImageInput: 'gpt-image-1-inp-cached-img-glbl Tokens',
      imageOutput: 'gpt-image-1-output-img-glbl Tokens',
    },
  },
  {
    name: 'gpt-image-1-2025-04-15',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt-image-1-inp-txt-dzone Tokens',
      cachedInput: 'gpt-image-1-inp-cached-txt-dzone Tokens',
      imageInput: 'gpt-image-1-inp-img-dzone Tokens',
      cachedImageInput: 'gpt-image-1-inp-cached-img-dzone Tokens',
      imageOutput: 'gpt-image-1-output-img-dzone Tokens',
    },
  },
  {
    name: 'gpt-image-1-mini-2025-10-06',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt img 1 mini inp txt glbl Tokens',
      cachedInput: 'gpt img 1 mini inp cchd txt glbl Tokens',
      imageInput: 'gpt img 1 mini inp img glbl Tokens',
      cachedImageInput: 'gpt img 1 mini inp cchd img glbl Tokens',
      imageOutput: 'gpt img 1 mini out img glbl Tokens',
    },
  },
  {
    name: 'gpt-image-1-mini-2025-10-06',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt img 1 mini inp txt dzone Tokens',
      cachedInput: 'gpt img 1 mini inp cchd txt dzone Tokens',
      imageInput: 'gpt img 1 mini inp img dzone Tokens',
      cachedImageInput: 'gpt img 1 mini inp cchd img dzone Tokens',
      imageOutput: 'gpt img 1 mini out img dzone Tokens',
    },
  },
  {
    name: 'gpt-image-1-mini-2025-10-06',
    scope: 'regional',
    tier: 'standard',
    meters: {
      input: 'gpt img 1 mini inp txt rgnl Tokens',
      cachedInput: 'gpt img 1 mini inp cchd txt rgnl Tokens',
      imageInput: 'gpt img 1 mini inp img rgnl Tokens',
      cachedImageInput: 'gpt img 1 mini inp cchd img rgnl Tokens',
      imageOutput: 'gpt img 1 mini out img rgnl Tokens',
    },
  },
  {
    name: 'gpt-image-1.5-2025-12-16',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'gpt img 1.5 in txt gl 1M Tokens',
      cachedInput: 'gpt img 1.5 in cd txt gl 1M Tokens',
      output: 'gpt img 1.5 out txt gl 1M Tokens',
      imageInput: 'gpt img 1.5 in img gl 1M Tokens',
      cachedImageInput: 'gpt img 1.5 in cd img gl 1M Tokens',
      imageOutput: 'gpt img 1.5 out img gl 1M Tokens',
    },
  },
  {
    name: 'gpt-image-1.5-2025-12-16',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'gpt img 1.5 in txt DZ 1M Tokens',
      cachedInput: 'gpt img 1.5 in cd txt DZ 1M Tokens',
      output: 'gpt img 1.5 out txt DZ 1M Tokens',
      imageInput: 'gpt img 1.5 in img DZ 1M Tokens',
      cachedImageInput: 'gpt img 1.5 in cd img DZ 1M Tokens',
      imageOutput: 'gpt img 1.5 out img DZ 1M Tokens',
    },
  },
  {
    name: 'gpt-image-2-2026-04-21',
    scope: 'global',
    tier: 'standard',
    meters: {
      input: 'Image 2 txt inp Gl 1M Tokens',
      cachedInput: 'Image 2 txt cd inp Gl 1M Tokens',
      imageInput: 'Image 2 img inp Gl 1M Tokens',
      cachedImageInput: 'Image 2 img cd inp Gl 1M Tokens',
      imageOutput: 'Image 2 img opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-image-2-2026-04-21',
    scope: 'dataZone',
    tier: 'standard',
    meters: {
      input: 'Image 2 txt inp DZ 1M Tokens',
      cachedInput: 'Image 2 txt cd inp DZ 1M Tokens',
      imageInput: 'Image 2 img inp DZ 1M Tokens',
      cachedImageInput: 'Image 2 img cd inp DZ 1M Tokens',
      imageOutput: 'Image 2 img opt DZ 1M Tokens',
    },
  },
  {
    name: 'gpt-image-2-2026-04-21',
    scope: 'global',
    tier: 'batch',
    meters: {
      input: 'Image 2 txt Batch inp Gl 1M Tokens',
      cachedInput: 'Image 2 txt Batch cd inp Gl 1M Tokens',
      imageInput: 'Image 2 img Batch inp Gl 1M Tokens',
      cachedImageInput: 'Image 2 img Batch cd inp Gl 1M Tokens',
      imageOutput: 'Image 2 img Batch opt Gl 1M Tokens',
    },
  },
  {
    name: 'gpt-image-2-2026-04-21',
    scope: 'dataZone',
    tier: 'batch',
    meters: {
      input: 'Image 2 txt Batch inp DZ 1M Tokens',
      cachedInput: 'Image 2 txt Batch cd inp DZ 1M Tokens',
      imageInput: 'Image 2 img Batch inp DZ 1M Tokens',
      cachedImageInput: 'Image 2 img Batch cd inp DZ 1M Tokens',
      imageOutput: 'Image 2 img Batch opt DZ 1M Tokens',
    },
  },
];
