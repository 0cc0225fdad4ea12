import { describe, expect, it } from 'vitest';
import { readUsage } from '../../src/pricing/index.ts';

describe('readUsage', () => {
  it('readUsage reads chat completions', () => {
    expect(
      readUsage({
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 40, audio_tokens: 10, cache_write_tokens: 5 },
        completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 0 },
      }),
    ).toEqual({
      input: 100,
      output: 50,
      total: 150,
      cachedInput: 40,
      cacheWriteInput: 5,
      audioInput: 10,
      reasoningOutput: 30,
      audioOutput: 0,
    });
  });

  it('readUsage reads responses, images and transcriptions', () => {
    expect(
      readUsage({
        input_tokens: 373,
        input_tokens_details: { image_tokens: 323, text_tokens: 50 },
        output_tokens: 1100,
        output_tokens_details: { image_tokens: 1056, text_tokens: 44 },
      }),
    ).toEqual({
      input: 373,
      output: 1100,
      total: 1473,
      textInput: 50,
      imageInput: 323,
      textOutput: 44,
      imageOutput: 1056,
    });
  });

  it('readUsage reads realtime', () => {
    const usage = {
      input_tokens: 9,
      output_tokens: 4,
      total_tokens: 13,
      input_token_details: { audio_tokens: 9 },
      output_token_details: { audio_tokens: 4 },
    };
    expect(readUsage(usage)).toEqual({ input: 9, output: 4, total: 13, audioInput: 9, audioOutput: 4 });
  });

  it('readUsage reads embeddings, which have no output', () => {
    expect(readUsage({ prompt_tokens: 8, total_tokens: 8 })).toEqual({ input: 8, output: 0, total: 8 });
  });
});

describe('unreadable usages', () => {
  it.each([
    ['no usage', null],
    ['a text', '100 tokens'],
    ['seconds', { type: 'duration', seconds: 3 }],
    ['a total alone', { total_tokens: 8 }],
    ['input that is not a count', { prompt_tokens: NaN, completion_tokens: 5 }],
    ['output that is not a count', { prompt_tokens: 5, completion_tokens: -5 }],
    ['null', { prompt_tokens: null, completion_tokens: null }],
  ])('readUsage returns undefined for %s', (_what, usage) => {
    expect(readUsage(usage)).toBeUndefined();
  });

  it('readUsage skips a detail that is not a count, and reads the rest', () => {
    const usage = {
      prompt_tokens: 8,
      completion_tokens: 2,
      total_tokens: 'ten',
      prompt_tokens_details: { cached_tokens: -1, audio_tokens: 3 },
    };
    expect(readUsage(usage)).toEqual({ input: 8, output: 2, total: 10, audioInput: 3 });
  });
});
