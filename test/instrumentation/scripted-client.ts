import type { Attributes } from '@opentelemetry/api';
import OpenAI, { type APIPromise, AzureOpenAI } from 'openai';
import { afterAll, afterEach } from 'vitest';
import type { AzureOpenAIInstrumentation, AzureOpenAIInstrumentationConfig } from '../../src/index.ts';
import type { ReplayServer } from '../support/azure-openai/replay.ts';
import { startScriptedAzure } from '../support/azure-openai/scripted-azure.ts';
import { type Telemetry, startTelemetry } from '../support/telemetry.ts';

export const telemetry: Telemetry = startTelemetry();
export const instrumentation: AzureOpenAIInstrumentation = telemetry.instrumentation;
export const messages: { role: 'user'; content: string }[] = [{ role: 'user', content: 'Say hello' }];

export const azure: ReplayServer = await startScriptedAzure();
export const client: AzureOpenAI = new AzureOpenAI({
  endpoint: azure.url,
  apiKey: 'key',
  apiVersion: '2024-10-21',
  maxRetries: 0,
});

afterAll(() => azure[Symbol.asyncDispose]());

afterEach(() => {
  instrumentation.setConfig({});
  telemetry.takeSpans();
  telemetry.reports.length = 0;
  delete process.env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'];
});

export function create(model = 'plain', on: OpenAI = client): APIPromise<OpenAI.ChatCompletion> {
  return on.chat.completions.create({ model, messages });
}

/** Returns the attributes of a call with a configuration. */
export async function attributesWith(config: AzureOpenAIInstrumentationConfig): Promise<Attributes> {
  instrumentation.setConfig(config);
  await create();
  return telemetry.takeAttributes();
}
