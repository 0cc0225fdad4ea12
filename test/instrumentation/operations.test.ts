import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type ReplayServer, events, json, recording, replay } from '../support/azure-openai/replay.ts';
import { responsesMessages } from '../../src/instrumentation/messages/index.ts';
import { startTelemetry } from '../support/telemetry.ts';

const telemetry = startTelemetry({
  deployments: {
    configured: { model: 'gpt-4.1-mini' },
    pictures: { model: 'dall-e-3' },
    voice: { model: 'tts' },
    ears: { model: 'whisper' },
  },
});

let server: ReplayServer;
let client: AzureOpenAI;
let answer: Answer;

beforeAll(async () => {
  server = await replay(() => answer);
  client = new AzureOpenAI({ endpoint: server.url, apiKey: 'key', apiVersion: '2025-04-01-preview', maxRetries: 0 });
});

afterAll(() => server[Symbol.asyncDispose]());

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

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
    answer = json(response);
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
    answer = events(
      { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
      { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hello' },
      { type: 'response.completed', response },
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
    answer = events(
      { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
      { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Hel' },
      { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'lo' },
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
    answer = json({ ...response, ...change });
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
      answer = json(whole);
      await client.responses.create({ model: 'mini', input: 'Hi' });
      expect(telemetry.takeAttributes()['gen_ai.response.finish_reasons']).toEqual([reason]);
      expect(responsesMessages.output(whole)).toMatchObject([
        { finish_reason: reason === 'tool_calls' ? 'tool_call' : 'stop' },
      ]);
    },
  );

  test('a response that names the deployment for the model has an estimated cost, unless the model is configured', async () => {
    answer = json({ ...response, model: 'gpt-4.1-mini' });
    await client.responses.create({ model: 'gpt-4.1-mini', input: 'Hi' });
    expect(telemetry.takeAttributes()).toMatchObject({ cost: 0.00044, 'azure.openai.cost.estimated': true });

    answer = json({ ...response, model: 'configured' });
    await client.responses.create({ model: 'configured', input: 'Hi' });
    const attributes = telemetry.takeAttributes();
    expect(attributes['cost']).toBe(0.00044);
    expect(attributes).not.toHaveProperty(['azure.openai.cost.estimated']);
  });

  test('failed responses are errors', async () => {
    answer = json({ ...response, status: 'failed', error: { code: 'server_error', message: 'It broke' } });
    await client.responses.create({ model: 'mini', input: 'Hi' });
    const [span] = telemetry.takeSpans();
    expect(span!.attributes).toMatchObject({ 'error.type': 'server_error', 'azure.openai.error.code': 'server_error' });
    expect(span!.status.code).toBe(2);
  });

  test('responses.retrieve counts no tokens of a response that was created elsewhere', async () => {
    answer = json({ ...response, id: 'resp_elsewhere' });
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
    answer = events({ type: 'response.completed', response });
    await readAll(await client.responses.retrieve('resp_1', { stream: true, starting_after: 3 }));
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'fetch_response',
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });
});

describe('embeddings', () => {
  const [exchange] = recording('embeddings');

  test('embeddings have tokens, dimensions and cost, never the vectors', async () => {
    answer = exchange!.response;
    const { data, usage } = await client.embeddings.create({ model: 'vectors', input: 'Tell me a joke' });
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('embeddings vectors');
    expect(span!.attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.usage.input_tokens': usage.prompt_tokens,
      'gen_ai.embeddings.dimension.count': data[0]!.embedding.length,
    });
    expect(span!.attributes).not.toHaveProperty('response');
    expect(span!.attributes).not.toHaveProperty(['gen_ai.request.encoding_formats']);
    expect(span!.attributes).not.toHaveProperty('completion_count');
  });

  test('embeddings have the encoding that the caller requested, and are priced', async () => {
    const embedding = Buffer.from(new Float32Array(256).buffer).toString('base64');
    answer = json({
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ object: 'embedding', index: 0, embedding }],
      usage: { prompt_tokens: 1000, total_tokens: 1000 },
    });
    await client.embeddings.create({ model: 'vectors', input: 'x', encoding_format: 'base64' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.request.encoding_formats': ['base64'],
      'gen_ai.embeddings.dimension.count': 256,
      cost: 0.00002,
    });
  });
});

describe('chat completions', () => {
  const context = { citations: [{ title: 'a' }, { title: 'b' }], intent: '[]' };

  test.each([true, false])(
    'chat completions on your data have the number of cited documents (content captured: %s)',
    async (captureResponse) => {
      const { instrumentation } = telemetry;
      const config = instrumentation.getConfig();
      instrumentation.setConfig({ ...config, captureResponse });
      answer = json({
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'x', context } }],
      });
      await client.chat.completions.create({ model: 'm', messages: [] });
      expect(telemetry.takeAttributes()['azure.openai.citations']).toBe(2);

      answer = events(
        { choices: [{ index: 0, delta: { role: 'assistant', context } }] },
        { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      );
      await readAll(await client.chat.completions.create({ model: 'm', messages: [], stream: true }));
      expect(telemetry.takeAttributes()['azure.openai.citations']).toBe(2);
      instrumentation.setConfig(config);
    },
  );

  test('spoken chat completions are recorded without the sound', async () => {
    const audio = { id: 'audio_1', data: 'UklGR'.repeat(1000), transcript: 'Hello' };
    answer = json({
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null, audio } }],
    });
    await client.chat.completions.create({ model: 'm', messages: [] });
    const recorded = telemetry.takeAttributes()['response'] as string;
    expect(JSON.parse(recorded).choices[0].message.audio).toEqual({
      ...audio,
      data: '[omitted: 5000 characters of base64]',
    });
  });
});

describe('legacy completions', () => {
  const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
  const whole = {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'gpt-35-turbo-instruct',
    choices: [{ text: ' Hello', index: 0, logprobs: null, finish_reason: 'length' }],
    usage,
  };

  test('completions.create makes a span with tokens and cost', async () => {
    answer = json(whole);
    await client.completions.create({ model: 'instruct', prompt: 'Say', max_tokens: 2 });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'text_completion',
      'gen_ai.response.finish_reasons': ['length'],
      completion_tokens: 2,
      // 10 * 1.5 + 2 * 2, in USD per million.
      cost: 0.000019,
    });
  });

  test('a streamed legacy completion makes a span with text, tokens and cost', async () => {
    const chunk = (text: string, finish_reason: string | null) => ({
      ...whole,
      choices: [{ text, index: 0, logprobs: null, finish_reason }],
      usage: undefined,
    });
    answer = events(chunk(' Hel', null), chunk('lo', 'length'));
    await readAll(await client.completions.create({ model: 'instruct', prompt: 'Say', stream: true }));
    const attributes = telemetry.takeAttributes();
    expect(JSON.parse(attributes['response'] as string).choices).toEqual([
      { index: 0, text: ' Hello', finish_reason: 'length' },
    ]);
  });
});

describe('images', () => {
  test('images of a model billed by tokens have tokens and cost', async () => {
    answer = json({
      created: 1,
      data: [{ b64_json: 'A'.repeat(5000), revised_prompt: 'A cat' }],
      usage: {
        input_tokens: 100,
        input_tokens_details: { text_tokens: 100, image_tokens: 0 },
        output_tokens: 1000,
        total_tokens: 1100,
      },
    });
    await client.images.generate({ model: 'gpt-image-1', prompt: 'A cat' });
    const attributes = telemetry.takeAttributes();
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.output.type': 'image',
      'gen_ai.usage.output_tokens': 1000,
    });
    expect(attributes['response']).toContain('A cat');
    expect(attributes['response']).not.toContain('AAAA');
  });

  test('images of a model billed by the image have a cost', async () => {
    answer = json({ created: 1, data: [{ url: 'https://example.com/secret' }, { url: 'https://example.com/secret' }] });
    await client.images.generate({ model: 'pictures', prompt: 'A cat', n: 2, size: '1024x1024', quality: 'standard' });
    const attributes = telemetry.takeAttributes();
    // USD 0.04 for a picture of the standard quality.
    expect(attributes).toMatchObject({ 'gen_ai.request.choice.count': 2, cost: 0.08 });
    expect(attributes['response']).not.toContain('secret');
  });
});

describe('audio', () => {
  const file = new File(['RIFF'], 'speech.wav');

  test('a transcription by a model billed by time has a cost', async () => {
    answer = json({ task: 'transcribe', duration: 60, text: 'Hello' });
    await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'verbose_json' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.output.type': 'text',
      'azure.openai.deployment': 'ears',
      // USD 0.36 an hour.
      cost: 0.006,
      response: '{"text":"Hello","task":"transcribe","duration":60}',
    });
  });

  test('a transcription as plain text makes a span', async () => {
    answer = { headers: { 'content-type': 'text/plain' }, body: 'Hello' };
    await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'text' });
    expect(telemetry.takeAttributes()).toMatchObject({ response: '{"text":"Hello"}' });
  });

  test('a translation makes a span', async () => {
    answer = json({ text: 'Hello' });
    await client.audio.translations.create({ model: 'ears', file });
    expect(telemetry.takeAttributes()).toMatchObject({ 'gen_ai.request.model': 'ears', response: '{"text":"Hello"}' });
  });

  test('speech is billed by characters, and only the application reads it', async () => {
    answer = { headers: { 'content-type': 'audio/mpeg' }, body: 'mp3' };
    const speech = await client.audio.speech.create({ model: 'voice', input: 'x'.repeat(1000), voice: 'alloy' });
    expect(await speech.text()).toBe('mp3');
    const attributes = telemetry.takeAttributes();
    // USD 15 per million characters.
    expect(attributes).toMatchObject({ 'gen_ai.output.type': 'speech', cost: 0.015 });
    expect(attributes).not.toHaveProperty('response');
  });
});

describe('videos', () => {
  const job = { id: 'video_1', object: 'video', status: 'queued', progress: 0, model: 'sora-2', error: null };

  test('videos.create makes a span with the request, and the reason why it has no cost', async () => {
    answer = json({ ...job, seconds: '8', size: '1280x720' });
    await client.videos.create({ model: 'my-sora' as 'sora-2', prompt: 'A cat', seconds: '8', size: '1280x720' });
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('generate_content my-sora');
    expect(span!.attributes).toMatchObject({
      'gen_ai.output.type': 'video',
      'gen_ai.response.id': 'video_1',
      'gen_ai.response.model': 'sora-2',
      'azure.openai.deployment': 'my-sora',
      'azure.openai.video.seconds': 8,
      'azure.openai.video.size': '1280x720',
      'azure.openai.video.status': 'queued',
      'azure.openai.cost.absent_reason': 'unknown_model',
    });
    expect(span!.attributes).not.toHaveProperty('cost');
  });

  test('videos.remix makes a span of its second argument, the request', async () => {
    answer = json({ ...job, id: 'video_2' });
    await client.videos.remix('video_1', { prompt: 'A dog' });
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.response.id': 'video_2',
      'azure.openai.cost.absent_reason': 'no_usage',
    });
  });

  test('a refused videos.create fails', async () => {
    answer = { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":{"code":"no"}}' };
    await client.videos.create({ prompt: 'A cat' }).catch(() => {});
    expect(telemetry.takeAttributes()).toMatchObject({ 'error.type': 'BadRequestError' });
  });
});

test('batches.create makes a span with the job, and the reason why it has no cost', async () => {
  const request = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
  answer = json({ ...request, id: 'batch_1', object: 'batch', status: 'validating' });
  await client.batches.create(request);
  const [span] = telemetry.takeSpans();
  expect(span!.name).toBe('create_batch');
  expect(span!.attributes).toMatchObject({
    'gen_ai.operation.name': 'create_batch',
    'gen_ai.response.id': 'batch_1',
    'azure.openai.batch.endpoint': '/v1/chat/completions',
    'azure.openai.batch.input_file_id': 'file-1',
    'azure.openai.batch.completion_window': '24h',
    'azure.openai.batch.status': 'validating',
    'azure.openai.cost.absent_reason': 'no_usage',
  });
});

describe('a raw post', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' } }];
  const body = { model: 'my-gpt', messages: [{ role: 'user', content: 'Hello' }] };

  test('a raw post to /chat/completions makes the span that the method makes', async () => {
    answer = json({ id: 'chatcmpl-1', model: 'gpt-4.1-mini-2025-04-14', choices, usage });
    await client.post('/chat/completions', { body });
    const [raw, ...others] = telemetry.takeSpans();
    await client.chat.completions.create(body as never);
    const [called, ...more] = telemetry.takeSpans();
    const without = (attributes: object) => ({ ...attributes, completion_count: undefined });
    expect([others, more]).toEqual([[], []]);
    expect(raw!.name).toBe('chat my-gpt');
    expect(without(raw!.attributes)).toEqual(without(called!.attributes));
  });

  test('a streamed raw post makes one span, which ends with the stream', async () => {
    answer = events(
      { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
      { id: 'chatcmpl-1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage },
    );
    const stream = await client.post('/chat/completions', { body: { ...body, stream: true }, stream: true });
    expect(telemetry.takeSpans()).toEqual([]);
    await readAll(stream as AsyncIterable<unknown>);
    expect(telemetry.takeAttributes()).toMatchObject({ token_count: 1100, 'gen_ai.request.stream': true });
  });

  test.each([
    ['/responses', { model: 'my-gpt', input: 'Hello' }, 'chat my-gpt'],
    ['/embeddings', { model: 'my-gpt', input: 'Hello' }, 'embeddings my-gpt'],
    ['/images/generations', { model: 'my-gpt', prompt: 'A cat' }, 'generate_content my-gpt'],
  ])('a raw post to %s makes a span', async (path, body, name) => {
    answer = json({ id: 'id', model: 'gpt-4.1-mini-2025-04-14' });
    await client.post(path, { body });
    expect(telemetry.takeSpans().map((span) => span.name)).toEqual([name]);
  });

  test('a raw post to another path makes no span', async () => {
    answer = json({});
    await client.post('/files/search', { body });
    expect(telemetry.takeSpans()).toEqual([]);
  });
});
