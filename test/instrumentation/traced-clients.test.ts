import OpenAI, { AzureOpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { attributesWith, azure, create, instrumentation, telemetry } from './scripted-client.ts';

describe('which clients are traced', () => {
  const to = (baseURL: string) =>
    new OpenAI({
      baseURL,
      apiKey: 'key',
      maxRetries: 0,
      fetch: async () => new Response('{"model":"m"}', { headers: { 'content-type': 'application/json' } }),
    });

  test.each([
    'https://res.openai.azure.com/openai/v1/',
    'https://res.openai.azure.com/openai/deployments/gpt',
    'https://res.services.ai.azure.com/openai/v1',
    'https://res.cognitiveservices.azure.com/openai/v1',
    'https://res.openai.azure.us/openai/v1',
    'https://res.openai.azure.cn/openai/v1',
  ])('a plain OpenAI client with the base URL %s is traced', async (baseURL) => {
    await create('m', to(baseURL));
    expect(telemetry.takeAttributes()).toMatchObject({
      'gen_ai.provider.name': 'azure.ai.openai',
      'azure.openai.resource': 'res',
      'server.address': new URL(baseURL).hostname,
      'server.port': 443,
    });
  });

  test.each(['https://api.openai.com/v1', 'https://openai.azure.com.example.com/v1', 'https://notazure.com/openai'])(
    'a client of %s is traced only with instrumentOpenAI',
    async (baseURL) => {
      await create('m', to(baseURL));
      expect(telemetry.takeSpans()).toEqual([]);
      instrumentation.setConfig({ instrumentOpenAI: true });
      await create('m', to(baseURL));
      const attributes = telemetry.takeAttributes();
      expect(attributes['gen_ai.provider.name']).toBe('openai');
      expect(attributes).not.toHaveProperty(['azure.openai.deployment']);
    },
  );

  test('a client of a gateway is traced if isAzure returns true', async () => {
    instrumentation.setConfig({ isAzure: ({ baseURL }) => baseURL.startsWith('https://gateway.example.com') });
    await create('m', to('https://gateway.example.com/azure'));
    expect(telemetry.takeAttributes()['gen_ai.provider.name']).toBe('azure.ai.openai');
  });

  test('a client is not traced if isAzure throws', async () => {
    instrumentation.setConfig({
      isAzure: () => {
        throw new Error('broken');
      },
    });
    await create('m', to('https://gateway.example.com/azure'));
    expect(telemetry.takeSpans()).toEqual([]);
    expect(telemetry.reports.join()).toContain('isAzure threw');
  });

  test('a client whose base URL changes is judged by the new one', async () => {
    const moving = to('https://api.openai.com/v1');
    await create('m', moving);
    moving.baseURL = 'https://res.openai.azure.com/openai/v1';
    await create('m', moving);
    expect(telemetry.takeAttributes()['azure.openai.resource']).toBe('res');
  });
});

describe('the deployment', () => {
  test('the deployment is the option of the client and names the span, whatever model a framework puts into the body', async () => {
    const fixed = new AzureOpenAI({
      endpoint: azure.url,
      apiKey: 'k',
      apiVersion: '2024-10-21',
      deployment: 'plain',
    });
    await create('something', fixed);
    const [span] = telemetry.takeSpans();
    expect(span!.name).toBe('chat plain');
    expect(span!.attributes).toMatchObject({
      'azure.openai.deployment': 'plain',
      'azure.openai.api_version': '2024-10-21',
      'gen_ai.request.model': 'plain',
    });
  });

  test('the deployment comes from the path of the base URL', async () => {
    const baseURL = `${azure.url}/openai/deployments/plain`;
    await create('something', new AzureOpenAI({ baseURL, apiKey: 'k', apiVersion: '2024-10-21' }));
    expect(telemetry.takeAttributes()).toMatchObject({
      'azure.openai.deployment': 'plain',
      'gen_ai.request.model': 'plain',
    });
  });

  test('the deployment of responses comes from the path of the base URL', async () => {
    const baseURL = `${azure.url}/openai/deployments/plain`;
    const gateway = new AzureOpenAI({ baseURL, apiKey: 'k', apiVersion: '2024-10-21', maxRetries: 0 });
    await gateway.responses.create({ model: 'something', input: 'Hi' }).catch(() => undefined);
    const [span] = telemetry.takeSpans();
    expect([span!.name, span!.attributes['azure.openai.deployment']]).toEqual(['chat plain', 'plain']);
  });

  test('the deployment is otherwise the model of the request', async () => {
    await create('plain');
    expect(telemetry.takeAttributes()['azure.openai.deployment']).toBe('plain');
  });

  test('options of the deployment give pricing the facts that no response has', async () => {
    const { cost } = await attributesWith({});
    // Global Standard: 9 * 0.15 + 4 * 0.6, in USD per million.
    expect(cost).toBe(0.00000375);
    const zoned = await attributesWith({ deployments: { plain: { type: 'DataZoneStandard' } } });
    expect(zoned['cost']).toBeGreaterThan(0.00000375);
    const provisioned = await attributesWith({ deployments: { plain: { type: 'ProvisionedManaged' } } });
    expect(provisioned).not.toHaveProperty('cost');
    expect(provisioned['azure.openai.cost.absent_reason']).toBe('provisioned');
  });
});
