import type { ServerResponse } from 'node:http';
import { type Body, HEADERS, json, sse } from './fake-answers.ts';

/** Answers of the operations beside chat, responses and embeddings. */
type OperationAnswer = (body: Body, response: ServerResponse) => void;

const SAFE = { hate: { filtered: false, severity: 'safe' } };
const VERDICTS = { prompt_filter_results: [{ prompt_index: 0, content_filter_results: SAFE }] };
const IMAGE_USAGE = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };

/** By the end of the path; the first that fits is taken. */
const ANSWERS: readonly [end: string, answer: OperationAnswer][] = [
  ['/completions', legacyCompletion],
  ['/images/generations', image],
  ['/images/edits', image],
  ['/images/variations', image],
  ['/audio/transcriptions', transcript],
  ['/audio/translations', transcript],
  ['/audio/speech', speech],
  ['/videos', video],
];

/** Undefined for the operations that are answered by the deployment's name. */
export function answerOfOperation(path: string): OperationAnswer | undefined {
  if (path.endsWith('/chat/completions')) return undefined;
  return ANSWERS.find(([end]) => path.endsWith(end))?.[1];
}

function legacyCompletion(body: Body, response: ServerResponse): void {
  const asked = (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
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
  if (body['stream'] !== true) return json(response, completion([['Hello', 'stop']], { ...VERDICTS, usage }));
  const more = asked ? { usage: null } : {};
  sse(response, [
    { id: '', object: '', created: 0, model: '', choices: [], ...VERDICTS, ...more },
    ...['Hello', ', ', 'world'].map((text) => completion([[text, null]], more)),
    completion([['', 'stop']], more),
    ...(asked ? [completion([], { usage })] : []),
  ]);
}

function image(body: Body, response: ServerResponse): void {
  if (`${body['stream']}` !== 'true') {
    const data = [{ b64_json: 'aGVsbG8=', content_filter_results: SAFE }];
    return json(response, { created: 1_700_000_000, data, usage: IMAGE_USAGE });
  }
  const events = ['image_generation.partial_image', 'image_generation.completed'].map((type, index) => ({
    type,
    b64_json: 'aGVsbG8=',
    ...(index === 0 ? { partial_image_index: 0 } : { usage: IMAGE_USAGE }),
  }));
  sse(response, events, '');
}

function transcript(body: Body, response: ServerResponse): void {
  if (`${body['stream']}` === 'true') {
    const usage = { type: 'tokens', ...IMAGE_USAGE };
    const deltas = ['Hello', ' world'].map((delta) => ({ type: 'transcript.text.delta', delta }));
    return sse(response, [...deltas, { type: 'transcript.text.done', text: 'Hello world', usage }], '');
  }
  if (body['response_format'] !== 'text') return json(response, { text: 'Hello world', duration: 1.5 });
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/plain' });
  response.end('Hello world\n');
}

function speech(_body: Body, response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'audio/mpeg' });
  response.end(Buffer.from('not really a sound'));
}

function video({ model, seconds, size }: Body, response: ServerResponse): void {
  json(response, { id: 'video_1', object: 'video', status: 'queued', progress: 0, model, seconds, size });
}

export function batch({ endpoint, input_file_id, completion_window }: Body, response: ServerResponse): void {
  json(response, { id: 'batch_1', object: 'batch', status: 'validating', endpoint, input_file_id, completion_window });
}
