import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Body, HEADERS, json, sse } from './fake-answers.ts';
import { answerOfOperation, batch } from './scripted-operations.ts';

/**
 * A server whose answer is told by the deployment's name, the same every time: what the client does with it is the
 * only thing that can differ between two runs.
 */
export interface FakeAzure extends AsyncDisposable {
  endpoint: string;
  /** Method, path and body of each request so far. */
  requests: string[];
}

type Answer = (body: Body, response: ServerResponse, nth: number) => void;

const USAGE = {
  prompt_tokens: 9,
  completion_tokens: 4,
  total_tokens: 13,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};
const SAFE = { hate: { filtered: false, severity: 'safe' } };

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
  const asked = (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
  // As Azure does: `usage` is there, null, on every chunk, only if it was asked for.
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

function responsesAnswer(body: Body, response: ServerResponse): void {
  if (body['stream'] !== true) return json(response, responseObject());
  const item = (responseObject()['output'] as Body[])[0] as Body;
  const part = { type: 'output_text', text: '', annotations: [] };
  const events = [
    { type: 'response.created', response: { ...responseObject('in_progress'), output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [], status: 'in_progress' } },
    { type: 'response.content_part.added', item_id: 'msg_1', output_index: 0, content_index: 0, part },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: '{"city":' },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: '"Oslo"}' },
    { type: 'response.completed', response: responseObject() },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

const ANSWERS: Record<string, Answer> = {
  plain(body, response) {
    if (body['stream'] === true) sse(response, chunks(body, WORDS));
    else json(response, completion('{"city":"Oslo"}', (body['n'] as number | undefined) ?? 1));
  },
  tools(body, response) {
    const answered = (body['messages'] as Body[]).some((message) => message['role'] === 'tool');
    if (body['stream'] === true)
      sse(response, answered ? chunks(body, WORDS) : chunks(body, TOOL_DELTAS, 'tool_calls'));
    else json(response, answered ? completion('It rains.') : completion('', 1, TOOL_CALLS));
  },
  filtered: (_body, response) => json(response, CONTENT_FILTER_ERROR, 400),
  limited(body, response, nth) {
    if (nth % 2 === 0) json(response, { error: { code: '429', message: 'Slow down' } }, 429, { 'retry-after-ms': '1' });
    else ANSWERS['plain']!(body, response, nth);
  },
  exhausted: (_body, response) =>
    json(response, { error: { code: '429', message: 'Slow down' } }, 429, { 'retry-after-ms': '1' }),
  missing: (_body, response) =>
    json(response, { error: { code: 'DeploymentNotFound', message: 'No such deployment' } }, 404),
  broken: (_body, response) => json(response, '{"id": "chatcmpl-1", "choices": [', 200),
  empty: (_body, response) => json(response, '', 200),
  text(_body, response) {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/plain' });
    response.end('just text');
  },
  dropped: (_body, response) => void response.destroy(),
  half(body, response) {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    for (const event of chunks(body, WORDS).slice(0, 3)) response.write(`data: ${JSON.stringify(event)}\n\n`);
    setTimeout(() => response.destroy(), 20);
  },
  unended(body, response) {
    // No [DONE], as when a proxy closes the connection in good order.
    sse(response, chunks(body, WORDS).slice(0, 3), '');
  },
  erring(body, response) {
    sse(response, [...chunks(body, WORDS).slice(0, 3), { error: { code: 'server_error', message: 'It broke' } }]);
  },
  garbled(body, response) {
    sse(response, chunks(body, WORDS).slice(0, 3), 'data: {"choices": [\n\ndata: [DONE]\n\n');
  },
  slow(body, response) {
    const events = chunks(body, WORDS);
    response.writeHead(200, {
      ...HEADERS,
      'content-type': body['stream'] === true ? 'text/event-stream' : 'application/json',
    });
    response.flushHeaders();
    if (body['stream'] !== true) return;
    response.write(
      events
        .slice(0, 4)
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join(''),
    );
  },
  silent: () => {},
  annotated(body, response) {
    // Asynchronous filter: frames without a delta, also after the answer is complete.
    const annotation = {
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
    const all = chunks(body, WORDS);
    const done = all.findIndex((event) => (event['choices'] as Body[]).some((choice) => choice['finish_reason']));
    sse(response, [...all.slice(0, 3), annotation, ...all.slice(3, done + 1), annotation, ...all.slice(done + 1)]);
  },
};

/** Starts the server on a free port of loopback. */
export async function startFakeAzure(): Promise<FakeAzure> {
  const counts = new Map<string, number>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://localhost');
      requests.push(`${request.method} ${path} ${JSON.stringify(body)}`);
      const deployment = /\/deployments\/([^/]+)/.exec(path)?.[1] ?? (body['model'] as string | undefined) ?? '';
      const nth = counts.get(deployment) ?? 0;
      counts.set(deployment, nth + 1);
      if (path.includes('/responses')) {
        const isResumed = searchParams.get('stream') === 'true';
        return responsesAnswer(isResumed ? { stream: true } : body, response);
      }
      if (path.endsWith('/batches')) return batch(body, response);
      if (path.endsWith('/embeddings')) {
        const data =
          body['encoding_format'] === 'base64'
            ? Buffer.from(new Float32Array([0.5, -0.5]).buffer).toString('base64')
            : [0.5, -0.5];
        return json(response, {
          object: 'list',
          model: 'text-embedding-3-small',
          data: [{ object: 'embedding', index: 0, embedding: data }],
          usage: { prompt_tokens: 3, total_tokens: 3 },
        });
      }
      // Variations have no deployment in their path, and their body is a form.
      const isPlain = deployment === 'plain' || path.endsWith('/images/variations');
      const answer = isPlain ? answerOfOperation(path) : undefined;
      return (answer ?? ANSWERS[deployment] ?? ANSWERS['missing']!)(body, response, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** JSON, or of a form its fields, since the boundary between them is another each time. */
async function readBody(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  return bytes.length > 0 ? (JSON.parse(bytes.toString('utf8')) as Body) : {};
}

async function readForm(bytes: Buffer, type: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields = [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `${value.name}, ${value.size} bytes`,
  ]);
  return Object.fromEntries(fields) as Body;
}
