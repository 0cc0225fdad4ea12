import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTelemetry } from '../support/telemetry.ts';
import { type Stage, setStage, toolCall } from './stage.ts';

const telemetry = startTelemetry({
  streamUsage: 'always',
  deployments: {
    painter: { model: 'gpt-image-1-mini' },
  },
});
let stage: Stage;

beforeAll(async () => void (stage = await setStage(telemetry)));
afterAll(() => stage[Symbol.asyncDispose]());

describe('images that a tool of a response makes', () => {
  const output = [toolCall('image_generation', { result: 'aGk=' })];
  const image_gen = {
    input_tokens: 50,
    output_tokens: 4160,
    total_tokens: 4210,
    input_tokens_details: { text_tokens: 50, image_tokens: 0 },
    output_tokens_details: { text_tokens: 0, image_tokens: 4160 },
  };
  const tool_usage = { image_gen, web_search: { num_requests: 0 } };
  const counts = {
    'azure.openai.tool_usage.image_generation.calls': 1,
    'azure.openai.tool_usage.image_generation.input_tokens': 50,
    'azure.openai.tool_usage.image_generation.output_tokens': 4160,
  };
  const tools = (model?: string) => [{ type: 'image_generation', ...(model && { model }) }];
  const header = 'x-ms-oai-image-generation-deployment';

  // 0.0028 of the text, and 50 * 5 + 4,160 * 40 in USD per million, or 50 * 2 + 4,160 * 8.
  test("images of a tool are priced at the model of the response's tool", async () => {
    expect(await stage.askResponse({ output, tool_usage, tools: tools('gpt-image-1') })).toEqual({
      ...counts,
      cost: 0.16945,
    });
  });

  test("images of a tool are priced at the model of the request's tool, if the response names none", async () => {
    expect(await stage.askResponse({ output, tool_usage }, { tools: tools('gpt-image-1-mini') })).toEqual({
      ...counts,
      cost: 0.03618,
    });
  });

  test('images of a tool are priced at the model of the deployment that a header names', async () => {
    const painter = await stage.askResponse({ output, tool_usage }, { tools: tools() }, 'm', { [header]: 'painter' });
    expect(painter).toEqual({ ...counts, cost: 0.03618 });
    const guessed = await stage.askResponse({ output, tool_usage }, { tools: tools() }, 'm', {
      [header]: 'gpt-image-1',
    });
    expect(guessed).toEqual({ ...counts, cost: 0.16945, 'azure.openai.cost.estimated': true });
  });

  test('images of a tool are priced with their cached input', async () => {
    const cached = {
      ...image_gen,
      cached_tokens: 40,
      cached_tokens_details: { cached_text_tokens: 40, cached_image_tokens: 0 },
    };
    const attributes = await stage.askResponse({
      output,
      tool_usage: { image_gen: cached },
      tools: tools('gpt-image-1'),
    });
    // 10 * 5 + 40 * 1.25 + 4,160 * 40.
    expect(attributes['cost']).toBe(0.1693);
  });

  test.each([
    ['no model is named', { output, tool_usage }, counts],
    ['the model has no price', { output, tool_usage, tools: tools('gpt-image-9') }, counts],
    ['two models are named', { output, tool_usage, tools: [...tools('gpt-image-1'), ...tools('gpt-image-2')] }, counts],
    [
      'their tokens are missing',
      { output, tools: tools('gpt-image-1') },
      {
        'azure.openai.tool_usage.image_generation.calls': 1,
      },
    ],
  ])('images of a tool leave a partial sum and no cost where %s', async (_title, body, expected) => {
    expect(await stage.askResponse(body, { tools: tools() })).toEqual({
      ...expected,
      'azure.openai.cost.absent_reason': 'unpriced_usage',
      'azure.openai.cost.partial': 0.0028,
      'azure.openai.cost.missing': ['image_generation'],
    });
  });

  test('failed images of a tool are not billed', async () => {
    const failed = [toolCall('image_generation', { status: 'failed', result: null })];
    expect(await stage.askResponse({ output: failed, tools: tools('gpt-image-1') })).toEqual({ cost: 0.0028 });
  });
});
