import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTelemetry } from '../support/telemetry.ts';
import { events, json } from '../support/azure-openai/replay.ts';
import { type Stage, billing, chatCompletion, readAll, setStage } from './stage.ts';

const telemetry = startTelemetry({
  streamUsage: 'always',
  deployments: {
    routed: { model: 'model-router' },
    zone: { model: 'model-router', type: 'DataZoneStandard' },
    own: { model: 'gpt-4.1' },
  },
});
let stage: Stage;

beforeAll(async () => void (stage = await setStage(telemetry)));
afterAll(() => stage[Symbol.asyncDispose]());

describe('the fee of the model router', () => {
  // 0.0028, and 1,000 * 0.14 in USD per million.
  test("the router's fee is in the cost of a deployment with the name of the router, as an estimate", async () => {
    expect(await stage.askChat('model-router')).toEqual({ cost: 0.00294, 'azure.openai.cost.estimated': true });
  });

  test("the router's fee is in the cost of a deployment that is configured as the router, at the price of its place", async () => {
    expect(await stage.askChat('routed')).toEqual({ cost: 0.00294 });
    expect(await stage.askChat('zone')).toEqual({ cost: 0.003234 });
    expect(await stage.askResponse({}, {}, 'routed')).toEqual({ cost: 0.00294 });
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
    expect(await stage.askChat('routed', { ...chatCompletion, model: 'grok-4' })).toEqual({
      'azure.openai.cost.absent_reason': 'unknown_model',
      'azure.openai.cost.partial': 0.00014,
    });
  });

  test("the router's fee is in the cost of no other deployment", async () => {
    expect(await stage.askChat('own')).toEqual({ cost: 0.0028 });
    expect(await stage.askChat('my-model-router')).toEqual({ cost: 0.0028 });
  });
});

test("embeddings have no router's fee, whatever their deployment is called", async () => {
  const usage = { prompt_tokens: 1000, total_tokens: 1000 };
  const data = [{ object: 'embedding', index: 0, embedding: [0.1] }];
  stage.answers(json({ object: 'list', model: 'text-embedding-3-small', data, usage }));
  await stage.client().embeddings.create({ model: 'routed', input: 'x' });
  expect(billing(telemetry.takeAttributes())).toEqual({ cost: 0.00002 });
});
