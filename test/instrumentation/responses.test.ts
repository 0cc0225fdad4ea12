import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { events, json } from '../support/azure-openai/replay.ts';
import { responsesMessages } from '../../src/instrumentation/messages/index.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { type Stage, readAll, setStage } from './stage.ts';

const telemetry = startTelemetry({ deployments: { configured: { model: 'gpt-4.1-mini' } } });

let stage: Stage;
let client: AzureOpenAI;

beforeAll(async () => {
  stage = await setStage(telemetry);
  client = stage.client();
});

afterAll(() => stage[Symbol.asyncDispose]());

const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'gpt-4.1-mini-2025-04-14',
  service_tier: 'default',
  output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
  usage: {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 400 },
    output_tokens: 100,
    output_tokens_details: { reasoning_tokens: 30 },
    total_tokens: 1100,
  },
  content_filters: [
    {
      blocked: false,
      source_type: 'prompt',
      content_filter_results: { jailbreak: { detected: false, filtered: false } },
    },
    {
      blocked: false,
      source_type: 'completion',
      content_filter_results: { hate: { filtered: false, severity: 'low' } },
    },
  ],
};

const responseAttributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'mini',
  'gen_ai.response.id': 'resp_1',
  'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
  'gen_ai.response.finish_reasons': ['stop'],
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 400,
  'gen_ai.usage.output_tokens': 100,
  'gen_ai.usage.reasoning.output_tokens': 30,
  'openai.api.type': 'responses',
  'azure.openai.deployment': 'mini',
  'azure.openai.content_filter.prompt.jailbreak.detected': false,
  'azure.openai.content_filter.completion.hate.severity': ['low'],
  // (1000 - 400) * 0.4 + 400 * 0.1 + 100 * 1.6, in USD per million.
  cost: 0.00044,
};

describe('responses', () => {
  test('responses.create makes a span with tokens, cost and verdicts', async () => {
    stage.answers(json(response));
    await client.responses.create({ model: 'mini', input: 'Hi', temperature: 0.5, max_output_tokens: 50 });
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('chat mini');
    expect(span!.attributes).toMatchObject({
      ...responseAttributes,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': 50,
      token_count: 1100,
    });
  });

  test('a streamed response makes the span of a whole one', async () => {
    stage.answers(
      events(
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
        { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hello' },
        { type: 'response.completed', response },
      ),
    );
    await readAll(await client.responses.create({ model: 'mini', input: 'Hi', stream: true }));
    const attributes = telemetry.takeAttributes();
    expect(attributes).toMatchObject({
      ...responseAttributes,
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    });
    expect(JSON.parse(attributes['response'] as string)).toEqual(response);
  });

  test('the span of a response stream that the reader leaves keeps the text so far', async () => {
    stage.answers(
      events(
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
        { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hel' },
        { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'lo' },
      ),
    );
    let count = 0;
    for await (const _ of await client.responses.create({ model: 'mini', input: 'Hi', stream: true })) {
      if ((count += 1) === 3) break;
    }
    const attributes = telemetry.takeAttributes();
    expect(attributes['azure.openai.outcome']).toBe('cancelled');
    expect(JSON.parse(attributes['response'] as string)).toMatchObject({ id: 'resp_1', partial_text: 'Hello' });
  });

  test.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, ['length']],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, ['content_filter']],
    [{ status: 'queued', usage: null }, undefined],
  ])('responses that end as %j have the finish reasons %j', async (change, finishReasons) => {
    stage.answers(json({ ...response, ...change }));
    await client.responses.create({ model: 'mini', input: 'Hi', background: true });
    expect(telemetry.takeAttributes()['gen_ai.response.finish_reasons']).toEqual(finishReasons);
  });

  const functionCall = { type: 'function_call', name: 'weather', arguments: '{}', call_id: 'call_1' };
  const message = { type: 'message', role: 'assistant', content: [] };
  const shellCall = { type: 'shell_call', call_id: 'call_2', action: { commands: ['ls'] } };

  test.each([
    // The service runs these tools itself, so nothing is left to do.
    [[message, { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'aGk=' }], 'stop'],
    [[message, { type: 'mcp_call', id: 'mcp_1', name: 'search', arguments: '{}', output: 'found' }], 'stop'],
    [[{ type: 'bing_grounding_call', id: 'bing_1', status: 'completed' }], 'stop'],
    [[{ ...shellCall, environment: { type: 'container_reference', container_id: 'cntr_1' } }], 'stop'],
    [[shellCall, { type: 'shell_call_output', call_id: 'call_2', output: [] }], 'stop'],
    [[{ type: 'tool_search_call', call_id: 'call_3', execution: 'server', arguments: {} }], 'stop'],
    [
      [
        { type: 'mcp_approval_request', id: 'mcpr_1', name: 'search', arguments: '{}' },
        { type: 'mcp_approval_response', id: 'mcpa_1', approval_request_id: 'mcpr_1', approve: true },
      ],
      'stop',
    ],
    // The application has to run these, or to approve them, wherever they are in the output.
    [[functionCall, message], 'tool_calls'],
    [[message, functionCall], 'tool_calls'],
    [[{ type: 'custom_tool_call', name: 'sql', input: 'SELECT 1', call_id: 'call_4' }], 'tool_calls'],
    [[{ type: 'computer_call', call_id: 'call_5', action: { type: 'screenshot' } }, message], 'tool_calls'],
    [[{ ...shellCall, environment: { type: 'local' } }], 'tool_calls'],
    [[{ type: 'tool_search_call', call_id: 'call_3', execution: 'client', arguments: {} }], 'tool_calls'],
    [[{ type: 'mcp_approval_request', id: 'mcpr_1', name: 'search', arguments: '{}' }], 'tool_calls'],
  ])(
    'responses whose output is %j have the finish reason %s on the span, and its name in the message',
    async (output, reason) => {
      const whole = { ...response, output };
      stage.answers(json(whole));
      await client.responses.create({ model: 'mini', input: 'Hi' });
      expect(telemetry.takeAttributes()['gen_ai.response.finish_reasons']).toEqual([reason]);
      expect(responsesMessages.output(whole)).toMatchObject([
        { finish_reason: reason === 'tool_calls' ? 'tool_call' : 'stop' },
      ]);
    },
  );

  test('a response that names the deployment for the model has an estimated cost, unless the model is configured', async () => {
    stage.answers(json({ ...response, model: 'gpt-4.1-mini' }));
    await client.responses.create({ model: 'gpt-4.1-mini', input: 'Hi' });
    expect(telemetry.takeAttributes()).toMatchObject({ cost: 0.00044, 'azure.openai.cost.estimated': true });

    stage.answers(json({ ...response, model: 'configured' }));
    await client.responses.create({ model: 'configured', input: 'Hi' });
    const attributes = telemetry.takeAttributes();
    expect(attributes['cost']).toBe(0.00044);
    expect(attributes).not.toHaveProperty(['azure.openai.cost.estimated']);
  });

  test('failed responses are errors', async () => {
    stage.answers(json({ ...response, status: 'failed', error: { code: 'server_error', message: 'It broke' } }));
    await client.responses.create({ model: 'mini', input: 'Hi' });
    const [span] = telemetry.takeSpans();
    expect(span!.attributes).toMatchObject({ 'error.type': 'server_error', 'azure.openai.error.code': 'server_error' });
    expect(span!.status.code).toBe(2);
  });

  test('responses.retrieve counts no tokens of a response that was created elsewhere', async () => {
    stage.answers(json({ ...response, id: 'resp_elsewhere' }));
    await client.responses.retrieve('resp_elsewhere');
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('fetch_response');
    expect(span!.attributes).toMatchObject({
      'gen_ai.operation.name': 'fetch_response',
      'gen_ai.response.id': 'resp_elsewhere',
    });
    for (const name of ['gen_ai.usage.input_tokens', 'cost', 'completion_count', 'token_count']) {
      expect(span!.attributes).not.toHaveProperty([name]);
    }
  });

  test('responses.retrieve resumes a stream', async () => {
    stage.answers(events({ type: 'response.completed', response }));
    await readAll(await client.responses.retrieve('resp_1', { stream: true, starting_after: 3 }));
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'fetch_response',
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });
});
