import { type Answer, type Body, chunkStream, json } from './replay.ts';
import { SAFE, asksForUsage } from './scripted-operations.ts';

type Script = (body: Body, earlier: number) => Answer | 'broken' | 'hanging';

const USAGE = {
  prompt_tokens: 9,
  completion_tokens: 4,
  total_tokens: 13,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

function completion(content: string, choices = 1, toolCalls?: unknown): Body {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: Array.from({ length: choices }, (_, index) => ({
      index,
      finish_reason: toolCalls ? 'tool_calls' : 'stop',
      logprobs: null,
      message: {
        role: 'assistant',
        content: toolCalls ? null : content,
        refusal: null,
        ...(toolCalls ? { tool_calls: toolCalls } : {}),
      },
      content_filter_results: SAFE,
    })),
    usage: USAGE,
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: SAFE }],
  };
}

function chunk(choices: unknown[], more: Body = {}): Body {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices,
    ...more,
  };
}

function chunks(body: Body, deltas: Body[], finishReason = 'stop'): Body[] {
  const asked = asksForUsage(body);
  // As Azure does: every chunk has `usage`, null, only if it was requested.
  const more = asked ? { usage: null } : {};
  const choice = (delta: Body, finish_reason: string | null = null) => ({
    index: 0,
    delta,
    finish_reason,
    content_filter_results: SAFE,
    logprobs: null,
  });
  return [
    {
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: SAFE }],
      ...more,
    },
    ...deltas.map((delta) => chunk([choice(delta)], more)),
    chunk([choice({}, finishReason)], more),
    ...(asked ? [chunk([], { usage: USAGE })] : []),
  ];
}

const WORDS = [{ role: 'assistant', content: '' }, { content: 'Hello' }, { content: ', ' }, { content: 'world' }];
const TOOL_DELTAS = [
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }],
  },
  { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
  { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] },
];
const TOOL_CALLS = [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }];

const CONTENT_FILTER_ERROR = {
  error: {
    message: 'The response was filtered.',
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_result: { ...SAFE, 'self-harm': { filtered: true, severity: 'high' } },
    },
  },
};

const TOO_MANY = json(
  { error: { code: '429', message: 'Slow down' } },
  { status: 429, headers: { 'retry-after-ms': '1' } },
);

/** A frame of the asynchronous content filter: it has no delta. */
const ANNOTATION = {
  id: '',
  object: '',
  created: 0,
  model: '',
  choices: [
    {
      index: 0,
      finish_reason: null,
      content_filter_results: SAFE,
      content_filter_offsets: { check_offset: 1, start_offset: 1, end_offset: 5 },
    },
  ],
};

function answerPlain(body: Body): Answer {
  if (body['stream'] === true) return chunkStream(chunks(body, WORDS));
  return json(completion('{"city":"Oslo"}', (body['n'] as number | undefined) ?? 1));
}

/** Answers of chat completions by the deployment's name; `earlier` counts the requests that it got before. */
export const CHAT_SCRIPTS: Readonly<Record<string, Script>> = {
  plain: answerPlain,
  tools(body) {
    const answered = (body['messages'] as Body[]).some((message) => message['role'] === 'tool');
    if (body['stream'] === true) {
      return chunkStream(answered ? chunks(body, WORDS) : chunks(body, TOOL_DELTAS, 'tool_calls'));
    }
    return json(answered ? completion('It rains.') : completion('', 1, TOOL_CALLS));
  },
  filtered: () => json(CONTENT_FILTER_ERROR, { status: 400 }),
  limited: (body, earlier) => (earlier % 2 === 0 ? TOO_MANY : answerPlain(body)),
  exhausted: () => TOO_MANY,
  missing: () => json({ error: { code: 'DeploymentNotFound', message: 'No such deployment' } }, { status: 404 }),
  broken: () => json('{"id": "chatcmpl-1", "choices": ['),
  empty: () => json(''),
  text: () => ({ headers: { 'content-type': 'text/plain' }, body: 'just text' }),
  dropped: () => 'broken',
  half: (body) => ({ ...chunkStream(chunks(body, WORDS).slice(0, 3), ''), ending: 'broken' }),
  // No [DONE], as when a proxy closes the connection in good order.
  unended: (body) => chunkStream(chunks(body, WORDS).slice(0, 3), ''),
  erring: (body) =>
    chunkStream([...chunks(body, WORDS).slice(0, 3), { error: { code: 'server_error', message: 'It broke' } }]),
  garbled: (body) => chunkStream(chunks(body, WORDS).slice(0, 3), 'data: {"choices": [\n\ndata: [DONE]\n\n'),
  slow(body) {
    if (body['stream'] !== true) return { ...json(''), ending: 'hanging' };
    // One chunk, so that what a client has read when it aborts does not depend on the network.
    const { body: events, ...answer } = chunkStream(chunks(body, WORDS).slice(0, 4), '');
    return { ...answer, body: (events as string[]).join(''), ending: 'hanging' };
  },
  silent: () => 'hanging',
  annotated(body) {
    const all = chunks(body, WORDS);
    const done = all.findIndex((event) => (event['choices'] as Body[]).some((choice) => choice['finish_reason']));
    // The last annotation comes after the answer is complete.
    return chunkStream([...all.slice(0, 3), ANNOTATION, ...all.slice(3, done + 1), ANNOTATION, ...all.slice(done + 1)]);
  },
};
