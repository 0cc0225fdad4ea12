import { type Answer, type Body, chunkStream, events, json } from './replay.ts';

type Script = (body: Body) => Answer;

export const SAFE = { hate: { filtered: false, severity: 'safe' } };
const VERDICTS = { prompt_filter_results: [{ prompt_index: 0, content_filter_results: SAFE }] };
const IMAGE_USAGE = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };

/** Whether a stream's request asks for the usage. */
export function asksForUsage(body: Body): boolean {
  return (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
}

/** Answers of operations that are the same for every deployment, by the end of the path. */
export const OPERATION_SCRIPTS: Readonly<Record<string, Script>> = {
  '/batches': ({ endpoint, input_file_id, completion_window }) =>
    json({ id: 'batch_1', object: 'batch', status: 'validating', endpoint, input_file_id, completion_window }),
  '/embeddings': (body) =>
    json({
      object: 'list',
      model: 'text-embedding-3-small',
      data: [{ object: 'embedding', index: 0, embedding: vector(body['encoding_format']) }],
      usage: { prompt_tokens: 3, total_tokens: 3 },
    }),
  // It has no deployment in its path, and its body is a form.
  '/images/variations': image,
};

/** Answers of the operations that a deployment called `plain` has, by the end of the path. */
export const PLAIN_SCRIPTS: Readonly<Record<string, Script>> = {
  '/completions': legacyCompletion,
  '/images/generations': image,
  '/images/edits': image,
  '/audio/transcriptions': transcript,
  '/audio/translations': transcript,
  '/audio/speech': () => ({ headers: { 'content-type': 'audio/mpeg' }, body: 'not really a sound' }),
  '/videos': ({ model, seconds, size }) =>
    json({ id: 'video_1', object: 'video', status: 'queued', progress: 0, model, seconds, size }),
};

function vector(encoding: unknown): string | number[] {
  const numbers = [0.5, -0.5];
  return encoding === 'base64' ? Buffer.from(new Float32Array(numbers).buffer).toString('base64') : numbers;
}

function legacyCompletion(body: Body): Answer {
  const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
  const completion = (texts: [text: string, finishReason: string | null][], more: Body = {}): Body => ({
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1_700_000_000,
    model: 'gpt-35-turbo-instruct',
    choices: texts.map(([text, finish_reason], index) => ({
      index,
      text,
      finish_reason,
      logprobs: null,
      content_filter_results: SAFE,
    })),
    ...more,
  });
  if (body['stream'] !== true) return json(completion([['Hello', 'stop']], { ...VERDICTS, usage }));
  const asked = asksForUsage(body);
  const more = asked ? { usage: null } : {};
  return chunkStream([
    { id: '', object: '', created: 0, model: '', choices: [], ...VERDICTS, ...more },
    ...['Hello', ', ', 'world'].map((text) => completion([[text, null]], more)),
    completion([['', 'stop']], more),
    ...(asked ? [completion([], { usage })] : []),
  ]);
}

function image(body: Body): Answer {
  if (`${body['stream']}` !== 'true') {
    const data = [{ b64_json: 'aGVsbG8=', content_filter_results: SAFE }];
    return json({ created: 1_700_000_000, data, usage: IMAGE_USAGE });
  }
  const events = ['image_generation.partial_image', 'image_generation.completed'].map((type, index) => ({
    type,
    b64_json: 'aGVsbG8=',
    ...(index === 0 ? { partial_image_index: 0 } : { usage: IMAGE_USAGE }),
  }));
  return chunkStream(events, '');
}

function transcript(body: Body): Answer {
  if (`${body['stream']}` === 'true') {
    const usage = { type: 'tokens', ...IMAGE_USAGE };
    const deltas = ['Hello', ' world'].map((delta) => ({ type: 'transcript.text.delta', delta }));
    return chunkStream([...deltas, { type: 'transcript.text.done', text: 'Hello world', usage }], '');
  }
  if (body['response_format'] !== 'text') return json({ text: 'Hello world', duration: 1.5 });
  return { headers: { 'content-type': 'text/plain' }, body: 'Hello world\n' };
}

function responseObject(status = 'completed'): Body {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_700_000_000,
    status,
    model: 'gpt-4o-mini-2024-07-18',
    output: [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: '{"city":"Oslo"}', annotations: [] }],
      },
    ],
    usage: {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 4,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 13,
    },
  };
}

export function answerResponses(body: Body): Answer {
  if (body['stream'] !== true) return json(responseObject());
  const item = (responseObject()['output'] as Body[])[0] as Body;
  const part = { type: 'output_text', text: '', annotations: [] };
  const all = [
    { type: 'response.created', response: { ...responseObject('in_progress'), output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [], status: 'in_progress' } },
    { type: 'response.content_part.added', item_id: 'msg_1', output_index: 0, content_index: 0, part },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: '{"city":' },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: '"Oslo"}' },
    { type: 'response.completed', response: responseObject() },
  ];
  return events(...all.map((event, sequence_number) => ({ ...event, sequence_number })));
}
