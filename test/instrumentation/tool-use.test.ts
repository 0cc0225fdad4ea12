import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTelemetry } from '../support/telemetry.ts';
import { events, json } from '../support/azure-openai/replay.ts';
import { type Stage, billing, chatCompletion, readAll, response, setStage } from './billing-support.ts';

const telemetry = startTelemetry({
  streamUsage: 'always',
  deployments: {
    routed: { model: 'model-router' },
    zone: { model: 'model-router', type: 'DataZoneStandard' },
    own: { model: 'gpt-4.1' },
    painter: { model: 'gpt-image-1-mini' },
  },
});
let stage: Stage;

beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage[Symbol.asyncDispose]());

async function ask(body: object, request: object = {}, model = 'gpt-4.1-prod', headers: Record<string, string> = {}) {
  stage.answers(json({ ...response, ...body }));
  await stage.client().responses.create({ model, input: 'x', ...request }, { headers });
  return billing(telemetry.takeAttributes());
}

async function chat(model: string, answer: object = chatCompletion, request: object = {}) {
  stage.answers(json(answer));
  await stage.client().chat.completions.create({ model, messages: [], ...request });
  return billing(telemetry.takeAttributes());
}

const call = (type: string, more: object = {}) => ({ type: `${type}_call`, id: 'c', status: 'completed', ...more });

describe('the fee of the model router', () => {
  // 0.0028, and 1,000 * 0.14 in USD per million.
  test("the router's fee is in the cost of a deployment with the name of the router, as an estimate", async () => {
    expect(await chat('model-router')).toEqual({ cost: 0.00294, 'azure.openai.cost.estimated': true });
  });

  test("the router's fee is in the cost of a deployment that is configured as the router, at the price of its place", async () => {
    expect(await chat('routed')).toEqual({ cost: 0.00294 });
    expect(await chat('zone')).toEqual({ cost: 0.003234 });
    expect(await ask({}, {}, 'routed')).toEqual({ cost: 0.00294 });
  });

  test("the router's fee is in the cost of a stream whose first chunk names the router", async () => {
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1 };
    const { model, usage } = chatCompletion;
    stage.answers(
      events(
        { ...chunk, model: 'model-router', choices: [{ index: 0, delta: { content: 'hi' }, finish_reason: null }] },
        { ...chunk, model, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        { ...chunk, model, choices: [], usage },
      ),
    );
    const { completions } = stage.client().chat;
    await readAll(await completions.create({ model: 'model-router', messages: [], stream: true }));
    expect(billing(telemetry.takeAttributes())).toMatchObject({ cost: 0.00294 });
  });

  test("the router's fee is a partial cost where the chosen model has no price", async () => {
    expect(await chat('routed', { ...chatCompletion, model: 'grok-4' })).toEqual({
      'azure.openai.cost.absent_reason': 'unknown_model',
      'azure.openai.cost.partial': 0.00014,
    });
  });

  test("the router's fee is in the cost of no other deployment", async () => {
    expect(await chat('own')).toEqual({ cost: 0.0028 });
    expect(await chat('my-model-router')).toEqual({ cost: 0.0028 });
  });
});

describe('hosted tools of a response', () => {
  test('web searches are counted and priced, without pages that were opened', async () => {
    const output = [
      call('web_search', { action: { type: 'search', query: 'x' } }),
      call('web_search', { action: { type: 'open_page', url: 'https://example.invalid' } }),
      call('web_search', { action: { type: 'find_in_page', pattern: 'x' } }),
      call('web_search'),
    ];
    expect(await ask({ output })).toEqual({ cost: 0.0308, 'azure.openai.tool_usage.web_search.calls': 2 });
  });

  test('billed web searches are counted by the number in the response', async () => {
    const output = [call('web_search'), call('web_search')];
    const tool_usage = { web_search: { num_requests: 1 }, image_gen: { input_tokens: 0, output_tokens: 0 } };
    expect(await ask({ output, tool_usage })).toEqual({ cost: 0.0168, 'azure.openai.tool_usage.web_search.calls': 1 });
    expect(await ask({ output, tool_usage: { web_search: { num_requests: 0 } } })).toEqual({ cost: 0.0028 });
  });

  test('searches with Bing are counted and priced', async () => {
    expect(await ask({ output: [call('bing_grounding')] })).toMatchObject({ cost: 0.0168 });
  });

  test('calls of the file search are counted and priced', async () => {
    const output = [call('file_search'), call('file_search')];
    expect(await ask({ output })).toEqual({ cost: 0.0078, 'azure.openai.tool_usage.file_search.calls': 2 });
  });

  test('containers of the code interpreter are counted once, however many responses use them', async () => {
    const output = ['one', 'one', 'two'].map((id) => call('code_interpreter', { container_id: `cntr_${id}` }));
    const calls = { 'azure.openai.tool_usage.code_interpreter.calls': 3 };
    expect(await ask({ output })).toEqual({
      ...calls,
      cost: 0.0628,
      'azure.openai.tool_usage.code_interpreter.sessions': 2,
    });
    expect(await ask({ output })).toEqual({
      ...calls,
      cost: 0.0028,
      'azure.openai.tool_usage.code_interpreter.sessions': 0,
    });
  });

  test('a hosted shell has no price, unlike a local one', async () => {
    const environment = { type: 'container_reference', container_id: 'cntr_shell' };
    const output = [call('shell', { environment }), call('shell', { environment })];
    const counts = (sessions: number) => ({
      'azure.openai.tool_usage.shell.calls': 2,
      'azure.openai.tool_usage.shell.sessions': sessions,
    });
    expect(await ask({ output })).toEqual({
      ...counts(1),
      'azure.openai.cost.absent_reason': 'unpriced_usage',
      'azure.openai.cost.partial': 0.0028,
      'azure.openai.cost.missing': ['shell'],
    });
    expect(await ask({ output })).toEqual({ ...counts(0), cost: 0.0028 });
    expect(await ask({ output: [call('shell', { environment: { type: 'local' } })] })).toEqual({ cost: 0.0028 });
  });

  test('calls without a container count as one session of the code interpreter', async () => {
    const output = [call('code_interpreter'), call('code_interpreter')];
    expect(await ask({ output })).toMatchObject({ cost: 0.0328 });
  });

  test('hosted tools of a stream are counted from its last event', async () => {
    const output = [call('web_search'), call('file_search')];
    stage.answers(
      events(
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
        { type: 'response.completed', response: { ...response, output } },
      ),
    );
    await readAll(await stage.client().responses.create({ model: 'm', input: 'x', stream: true }));
    expect(billing(telemetry.takeAttributes())).toEqual({
      cost: 0.0193,
      'azure.openai.tool_usage.web_search.calls': 1,
      'azure.openai.tool_usage.file_search.calls': 1,
    });
  });

  test.each([
    { output: 'x', tools: 5, tool_usage: [] },
    { output: [{}, 7, { type: 5 }, { type: '_call' }], tool_usage: { web_search: 3, image_gen: 'x' } },
    { tool_usage: { web_search: { num_requests: -1 }, image_gen: { input_tokens: '50', output_tokens: 1.5 } } },
  ])('the malformed tools of a broken gateway count as none: %j', async (body) => {
    expect(await ask(body)).toEqual({ cost: 0.0028 });
  });

  test('tools that the application or a server of its own runs are not counted', async () => {
    const output = ['function', 'custom_tool', 'mcp', 'computer', 'local_shell'].map((type) => call(type));
    expect(await ask({ output })).toEqual({ cost: 0.0028 });
  });
});

describe('images that a tool of a response makes', () => {
  const output = [call('image_generation', { result: 'aGk=' })];
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
    expect(await ask({ output, tool_usage, tools: tools('gpt-image-1') })).toEqual({ ...counts, cost: 0.16945 });
  });

  test("images of a tool are priced at the model of the request's tool, if the response names none", async () => {
    expect(await ask({ output, tool_usage }, { tools: tools('gpt-image-1-mini') })).toEqual({
      ...counts,
      cost: 0.03618,
    });
  });

  test('images of a tool are priced at the model of the deployment that a header names', async () => {
    const painter = await ask({ output, tool_usage }, { tools: tools() }, 'm', { [header]: 'painter' });
    expect(painter).toEqual({ ...counts, cost: 0.03618 });
    const guessed = await ask({ output, tool_usage }, { tools: tools() }, 'm', { [header]: 'gpt-image-1' });
    expect(guessed).toEqual({ ...counts, cost: 0.16945, 'azure.openai.cost.estimated': true });
  });

  test('images of a tool are priced with their cached input', async () => {
    const cached = {
      ...image_gen,
      cached_tokens: 40,
      cached_tokens_details: { cached_text_tokens: 40, cached_image_tokens: 0 },
    };
    const attributes = await ask({ output, tool_usage: { image_gen: cached }, tools: tools('gpt-image-1') });
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
  ])('images of a tool leave a partial sum and no cost where %s', async (_title, body, told) => {
    expect(await ask(body, { tools: tools() })).toEqual({
      ...told,
      'azure.openai.cost.absent_reason': 'unpriced_usage',
      'azure.openai.cost.partial': 0.0028,
      'azure.openai.cost.missing': ['image_generation'],
    });
  });

  test('failed images of a tool are not billed', async () => {
    const failed = [call('image_generation', { status: 'failed', result: null })];
    expect(await ask({ output: failed, tools: tools('gpt-image-1') })).toEqual({ cost: 0.0028 });
  });
});

test('the total of a request includes a partial cost, and says that it is partial', async () => {
  const { instrumentation } = telemetry;
  const config = instrumentation.getConfig();
  instrumentation.setConfig({ ...config, requestTotals: true });
  stage.answers(json(chatCompletion));
  await trace.getTracer('test').startActiveSpan('request', async (span) => {
    await stage.client().chat.completions.create({ model: 'm', messages: [], web_search_options: {} });
    await stage.client().chat.completions.create({ model: 'm', messages: [] });
    span.end();
  });
  instrumentation.setConfig(config);
  expect(telemetry.takeSpans().at(-1)!.attributes).toMatchObject({
    'azure.openai.request.cost': 0.0056,
    'azure.openai.request.cost_partial': true,
  });
});

test("embeddings have no router's fee, whatever their deployment is called", async () => {
  const usage = { prompt_tokens: 1000, total_tokens: 1000 };
  const data = [{ object: 'embedding', index: 0, embedding: [0.1] }];
  stage.answers(json({ object: 'list', model: 'text-embedding-3-small', data, usage }));
  await stage.client().embeddings.create({ model: 'routed', input: 'x' });
  expect(billing(telemetry.takeAttributes())).toEqual({ cost: 0.00002 });
});

test('an unknown tool that `tool_usage` counts makes the cost partial', async () => {
  const none = { image_gen: { input_tokens: 0, output_tokens: 0 }, web_search: { num_requests: 0 } };
  expect(await ask({ tool_usage: { ...none, video_gen: { details: { seconds: 4 } } } })).toEqual({
    'azure.openai.cost.absent_reason': 'unpriced_usage',
    'azure.openai.cost.partial': 0.0028,
    'azure.openai.cost.missing': ['video_gen'],
  });
  expect(await ask({ tool_usage: { ...none, video_gen: { details: { seconds: 0 } } } })).toEqual({ cost: 0.0028 });
});

describe('a chat completion that searches the web', () => {
  const partial = {
    'azure.openai.cost.absent_reason': 'unpriced_usage',
    'azure.openai.cost.partial': 0.0028,
    'azure.openai.cost.missing': ['web_search'],
  };
  const annotations = [{ type: 'url_citation', url_citation: { url: 'https://example.invalid', title: 't' } }];

  test('a chat completion with web search has a partial cost, since it does not say how often it searched', async () => {
    expect(await chat('m', chatCompletion, { web_search_options: {} })).toEqual(partial);
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'x', annotations } }];
    expect(await chat('m', { ...chatCompletion, choices })).toEqual(partial);
  });

  test.each([true, false])(
    'a streamed chat completion with web search has a partial cost (content captured: %s)',
    async (captureResponse) => {
      const { instrumentation } = telemetry;
      const config = instrumentation.getConfig();
      instrumentation.setConfig({ ...config, captureResponse });
      const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: chatCompletion.model };
      stage.answers(
        events(
          { ...chunk, choices: [{ index: 0, delta: { content: 'hi', annotations }, finish_reason: null }] },
          { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
          { ...chunk, choices: [], usage: chatCompletion.usage },
        ),
      );
      await readAll(await stage.client().chat.completions.create({ model: 'm', messages: [], stream: true }));
      expect(billing(telemetry.takeAttributes())).toEqual(partial);
      instrumentation.setConfig(config);
    },
  );
});
