import type { Attributes } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_REMEMBERED } from '../../src/process-wide.ts';
import { startMetrics } from '../support/metrics.ts';
import { startTelemetry } from '../support/telemetry.ts';
import { events, json } from '../support/azure-openai/replay.ts';
import { type Stage, readAll, response, running, setStage } from './stage.ts';

const telemetry = startTelemetry({ deployments: { mini: { model: 'gpt-4.1-mini' } } });
let stage: Stage;
let id: string;
let count = 0;

beforeAll(async () => void (stage = await setStage(telemetry)));
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => void (id = `resp_background_${(count += 1)}`));

const request = () => ({ model: 'gpt-4.1', input: 'x', background: true });
const finished = (more: object = {}) => ({ ...response, id, background: true, ...more });
const unfinished = () => ({ ...running, id });
const created = () => ({ type: 'response.created', response: unfinished() });
const completed = () => ({ type: 'response.completed', response: finished() });

async function create(more: object = {}): Promise<void> {
  stage.answers(json({ ...unfinished(), status: 'queued' }));
  await stage.client().responses.create({ ...request(), ...more });
}

async function look(answer: object = finished()): Promise<void> {
  stage.answers(json(answer));
  await stage.client().responses.retrieve(id);
}

/** Returns the tokens and cost of each span. */
function bills(): Attributes[] {
  return telemetry.takeSpans().map(({ attributes }) => ({
    input: attributes['gen_ai.usage.input_tokens'],
    cost: attributes['cost'],
    ...(attributes['azure.openai.cost.absent_reason'] !== undefined && {
      reason: attributes['azure.openai.cost.absent_reason'],
    }),
  }));
}

const NOTHING = { input: undefined, cost: undefined };
const PENDING = { ...NOTHING, reason: 'not_finished' };
const COUNTED = { input: 1000, cost: 0.0028 };

test('the images of a background response have the model that the request or its header named', async () => {
  const tools = [{ type: 'image_generation' }] as const;
  const image_gen = { input_tokens: 50, output_tokens: 4160, total_tokens: 4210 };
  const answer = finished({ tools, tool_usage: { image_gen } });
  await create({ tools: [{ ...tools[0], model: 'gpt-image-1' }] });
  await look(answer);
  stage.answers(json(unfinished()));
  const headers = { 'x-ms-oai-image-generation-deployment': 'gpt-image-1' };
  await stage.client().responses.create({ ...request(), tools: [...tools] }, { headers });
  await look(answer);
  const counted = { input: 1000, cost: 0.16945 };
  expect(bills()).toEqual([PENDING, counted, PENDING, counted]);
});

describe('a background response is counted once', () => {
  test('a background response is counted by the first retrieve that finds it finished', async () => {
    await create();
    await look(unfinished());
    await look();
    await look();
    expect(bills()).toEqual([PENDING, NOTHING, COUNTED, NOTHING]);
  });

  test('a background response is counted by the create that returns it finished', async () => {
    stage.answers(json(finished()));
    await stage.client().responses.create(request());
    await look();
    expect(bills()).toEqual([COUNTED, NOTHING]);
  });

  test('a background response is counted by the stream that creates it, read to its end', async () => {
    stage.answers(events(created(), completed()));
    await readAll(await stage.client().responses.create({ ...request(), stream: true }));
    await look();
    expect(bills()).toEqual([COUNTED, NOTHING]);
  });

  test('a background response is counted by the stream that resumes one that was left', async () => {
    stage.answers(events(created(), completed()));
    await readAll(await stage.client().responses.create({ ...request(), stream: true }), 1);
    stage.answers(events(completed()));
    const resume = () => stage.client().responses.retrieve(id, { stream: true, starting_after: 1 });
    await readAll(await resume());
    await readAll(await resume());
    expect(bills()).toEqual([PENDING, COUNTED, NOTHING]);
  });

  test('a background response is counted by a retrieve that ends before the stream that creates it', async () => {
    stage.answers(events(created(), completed()));
    const stream = (await stage.client().responses.create({ ...request(), stream: true }))[Symbol.asyncIterator]();
    await stream.next();
    await look();
    while (!(await stream.next()).done);
    expect(bills()).toEqual([COUNTED, NOTHING]);
  });

  test('a background response is counted by the call that cancels it', async () => {
    await create();
    stage.answers(json(finished({ status: 'cancelled' })));
    await stage.client().responses.cancel(id);
    await look(finished({ status: 'cancelled' }));
    const [, cancelled] = telemetry.takeSpans();
    expect(cancelled!.name).toBe('cancel_response');
    expect(cancelled!.attributes).toMatchObject({ cost: 0.0028, 'gen_ai.usage.output_tokens': 100 });
  });

  test.each(['incomplete', 'failed'])('a background response that ends as %s is counted', async (status) => {
    await create();
    await look(finished({ status }));
    await look(finished({ status }));
    expect(bills()).toEqual([PENDING, COUNTED, NOTHING]);
  });
});

test('a response that this process did not create in the background is not counted by retrieve', async () => {
  await look();
  stage.answers(json({ ...response, id }));
  await stage.client().responses.create({ model: 'gpt-4.1', input: 'x' });
  await look();
  expect(bills()).toEqual([NOTHING, COUNTED, NOTHING]);
});

test('retrieve prices a response by the deployment that it was created with, and says so', async () => {
  await create({ model: 'mini' });
  await look(finished({ model: 'mini' }));
  expect(telemetry.takeSpans()[1]!.attributes).toMatchObject({ 'azure.openai.deployment': 'mini', cost: 0.00056 });
});

test('hosted tools are counted by the retrieve that counts the tokens, and by no other', async () => {
  const output = [{ type: 'web_search_call', id: 'c', status: 'completed' }];
  await create();
  await look(finished({ output }));
  await look(finished({ output }));
  const calls = telemetry.takeSpans().map(({ attributes }) => attributes['azure.openai.tool_usage.web_search.calls']);
  expect(calls).toEqual([undefined, 1, undefined]);
});

test('the oldest background responses are forgotten, so that the memory is bounded', async () => {
  const first = id;
  await create();
  const { BackgroundCall } = await import('../../src/instrumentation/billing/background.ts');
  for (let nth = 0; nth < MAX_REMEMBERED; nth += 1) {
    new BackgroundCall({}).countsResult({ id: `${first}_${nth}`, isPending: true });
  }
  await look();
  expect(bills()).toEqual([PENDING, NOTHING]);
});

test('metrics count the tokens and the cost of a background response once, and no call as unpriced', async () => {
  const metrics = startMetrics();
  telemetry.instrumentation.setMeterProvider(metrics.provider);
  await create();
  await look(unfinished());
  await look();
  await look();
  const found = await metrics.read();
  expect(found['azure.openai.client.cost']).toEqual([
    {
      value: 0.0028,
      attributes: expect.objectContaining({
        'gen_ai.request.model': 'gpt-4.1',
        'azure.openai.deployment': 'gpt-4.1',
      }),
    },
  ]);
  const tokens = found['gen_ai.client.token.usage']!;
  expect(tokens.map(({ value }) => value).toSorted()).toEqual([100, 1000]);
  expect(tokens.every(({ count }) => count === 1)).toBe(true);
  expect(found).not.toHaveProperty(['azure.openai.client.unpriced']);
  await metrics.provider.shutdown();
});
