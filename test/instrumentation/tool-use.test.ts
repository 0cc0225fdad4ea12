import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTelemetry } from '../support/telemetry.ts';
import { events, json } from '../support/azure-openai/replay.ts';
import { type Stage, billing, chatCompletion, readAll, response, setStage, toolCall } from './stage.ts';

const telemetry = startTelemetry({
  streamUsage: 'always',
});
let stage: Stage;

beforeAll(async () => void (stage = await setStage(telemetry)));
afterAll(() => stage[Symbol.asyncDispose]());

describe('hosted tools of a response', () => {
  test('web searches are counted and priced, without pages that were opened', async () => {
    const output = [
      toolCall('web_search', { action: { type: 'search', query: 'x' } }),
      toolCall('web_search', { action: { type: 'open_page', url: 'https://example.invalid' } }),
      toolCall('web_search', { action: { type: 'find_in_page', pattern: 'x' } }),
      toolCall('web_search'),
    ];
    expect(await stage.askResponse({ output })).toEqual({
      cost: 0.0308,
      'azure.openai.tool_usage.web_search.calls': 2,
    });
  });

  test('billed web searches are counted by the number in the response', async () => {
    const output = [toolCall('web_search'), toolCall('web_search')];
    const tool_usage = { web_search: { num_requests: 1 }, image_gen: { input_tokens: 0, output_tokens: 0 } };
    expect(await stage.askResponse({ output, tool_usage })).toEqual({
      cost: 0.0168,
      'azure.openai.tool_usage.web_search.calls': 1,
    });
    expect(await stage.askResponse({ output, tool_usage: { web_search: { num_requests: 0 } } })).toEqual({
      cost: 0.0028,
    });
  });

  test('searches with Bing are counted and priced', async () => {
    expect(await stage.askResponse({ output: [toolCall('bing_grounding')] })).toMatchObject({ cost: 0.0168 });
  });

  test('calls of the file search are counted and priced', async () => {
    const output = [toolCall('file_search'), toolCall('file_search')];
    expect(await stage.askResponse({ output })).toEqual({
      cost: 0.0078,
      'azure.openai.tool_usage.file_search.calls': 2,
    });
  });

  test('containers of the code interpreter are counted once, however many responses use them', async () => {
    const output = ['one', 'one', 'two'].map((id) => toolCall('code_interpreter', { container_id: `cntr_${id}` }));
    const calls = { 'azure.openai.tool_usage.code_interpreter.calls': 3 };
    expect(await stage.askResponse({ output })).toEqual({
      ...calls,
      cost: 0.0628,
      'azure.openai.tool_usage.code_interpreter.sessions': 2,
    });
    expect(await stage.askResponse({ output })).toEqual({
      ...calls,
      cost: 0.0028,
      'azure.openai.tool_usage.code_interpreter.sessions': 0,
    });
  });

  test('a hosted shell has no price, unlike a local one', async () => {
    const environment = { type: 'container_reference', container_id: 'cntr_shell' };
    const output = [toolCall('shell', { environment }), toolCall('shell', { environment })];
    const counts = (sessions: number) => ({
      'azure.openai.tool_usage.shell.calls': 2,
      'azure.openai.tool_usage.shell.sessions': sessions,
    });
    expect(await stage.askResponse({ output })).toEqual({
      ...counts(1),
      'azure.openai.cost.absent_reason': 'unpriced_usage',
      'azure.openai.cost.partial': 0.0028,
      'azure.openai.cost.missing': ['shell'],
    });
    expect(await stage.askResponse({ output })).toEqual({ ...counts(0), cost: 0.0028 });
    expect(await stage.askResponse({ output: [toolCall('shell', { environment: { type: 'local' } })] })).toEqual({
      cost: 0.0028,
    });
  });

  test('calls without a container count as one session of the code interpreter', async () => {
    const output = [toolCall('code_interpreter'), toolCall('code_interpreter')];
    expect(await stage.askResponse({ output })).toMatchObject({ cost: 0.0328 });
  });

  test('hosted tools of a stream are counted from its last event', async () => {
    const output = [toolCall('web_search'), toolCall('file_search')];
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
    expect(await stage.askResponse(body)).toEqual({ cost: 0.0028 });
  });

  test('tools that the application or a server of its own runs are not counted', async () => {
    const output = ['function', 'custom_tool', 'mcp', 'computer', 'local_shell'].map((type) => toolCall(type));
    expect(await stage.askResponse({ output })).toEqual({ cost: 0.0028 });
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

test('an unknown tool that `tool_usage` counts makes the cost partial', async () => {
  const none = { image_gen: { input_tokens: 0, output_tokens: 0 }, web_search: { num_requests: 0 } };
  expect(await stage.askResponse({ tool_usage: { ...none, video_gen: { details: { seconds: 4 } } } })).toEqual({
    'azure.openai.cost.absent_reason': 'unpriced_usage',
    'azure.openai.cost.partial': 0.0028,
    'azure.openai.cost.missing': ['video_gen'],
  });
  expect(await stage.askResponse({ tool_usage: { ...none, video_gen: { details: { seconds: 0 } } } })).toEqual({
    cost: 0.0028,
  });
});

describe('a chat completion that searches the web', () => {
  const partial = {
    'azure.openai.cost.absent_reason': 'unpriced_usage',
    'azure.openai.cost.partial': 0.0028,
    'azure.openai.cost.missing': ['web_search'],
  };
  const annotations = [{ type: 'url_citation', url_citation: { url: 'https://example.invalid', title: 't' } }];

  test('a chat completion with web search has a partial cost, since it does not say how often it searched', async () => {
    expect(await stage.askChat('m', chatCompletion, { web_search_options: {} })).toEqual(partial);
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'x', annotations } }];
    expect(await stage.askChat('m', { ...chatCompletion, choices })).toEqual(partial);
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
