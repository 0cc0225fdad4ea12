import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/collectors/contracts/document.ts';
import { parseDurationNanos, parseUnixNanos, toAnyValue } from '../../../src/collectors/sinks/otlp/values.ts';
import { toLogRecord } from '../../../src/collectors/sinks/otlp/logs.ts';
import { describeMetric, toMetricPoints } from '../../../src/collectors/sinks/otlp/metrics.ts';
import {
  encodeLog,
  encodeMetrics,
  resourceAttributes,
  writeMetricsRequest,
} from '../../../src/collectors/sinks/otlp/request.ts';
import { logDocument, metricDocument, rawJson, TICKS } from './documents.ts';
import { attributesOf, plain } from './otlp-stand-in.ts';

const AZURE = {
  resource: {
    group: 'rg',
    id: '/subscriptions/s/resourcegroups/rg/providers/microsoft.cognitiveservices/accounts/contoso',
    name: 'contoso',
    provider: 'microsoft.cognitiveservices/accounts',
  },
  subscription_id: 's',
};

/** As the document of the `RequestResponse` sample of Elastic's integration. */
const REQUEST_RESPONSE: JsonObject = {
  azure: {
    ...AZURE,
    open_ai: {
      caller_ip_address: '81.2.69.***',
      category: 'RequestResponse',
      correlation_id: 'd427a391-2bc7-4f38-9cbc-6560600e0981',
      event: 'ShoeboxCallResult',
      location: 'eastus',
      operation_name: 'ChatCompletions_Create',
      properties: {
        model_deployment_name: 'gpt-chat-pilot',
        model_name: 'gpt-35-turbo',
        model_version: '0301',
        request_time: rawJson(TICKS),
        stream_type: 'Non-Streaming',
      },
      result_signature: '200',
      tenant: 'eastus',
    },
  },
  cloud: { account: { id: 's' }, provider: 'azure' },
  data_stream: { type: 'logs', dataset: 'azure_openai.logs', namespace: 'default' },
  event: { duration: 1_021_000_000, original: '{"Tenant":"eastus"}' },
  tags: ['preserve_original_event'],
};

/** As that of `GatewayLogs`. */
const GATEWAY: JsonObject = {
  azure: {
    ...AZURE,
    open_ai: {
      category: 'GatewayLogs',
      correlation_id: '99789635-18d0-480f-8182-a3a3c477a6a4',
      is_request_success: false,
      location: 'East US',
      operation_name: 'Microsoft.ApiManagement/GatewayLogs',
      properties: {
        backend_request_body: { model: 'gpt-chat-pilot', messages: [{ role: 'user', content: 'capital?' }] },
        backend_response_body: {
          id: 'chatcmpl-1',
          model: 'gpt-35-turbo',
          choices: [{ finish_reason: 'stop' }],
          usage: { input_tokens: 14, output_tokens: 8 },
        },
      },
    },
  },
  event: { duration: 176_000_000, outcome: 'failure' },
  http: { request: { method: 'POST', id: 'req-1' }, response: { status_code: 429 } },
  log: { level: '4' },
  source: { ip: '81.2.69.144' },
  url: { original: 'https://apim/x', path: '/x' },
};

const record = (fields: JsonObject): any => toLogRecord(logDocument('the-id', fields), 5n);

describe('a log record', () => {
  it('a record of a call has the attributes of the conventions', () => {
    const mapped = record(REQUEST_RESPONSE);
    expect(mapped).toMatchObject({
      timeUnixNano: '1795514400000000000',
      observedTimeUnixNano: '5',
      severityNumber: 9,
      eventName: 'azure.openai.request_response',
    });
    expect(attributesOf(mapped)).toEqual({
      'log.record.uid': 'the-id',
      'log.record.original': '{"Tenant":"eastus"}',
      'azure.category': 'RequestResponse',
      'azure.correlation_id': 'd427a391-2bc7-4f38-9cbc-6560600e0981',
      'azure.service.request.id': 'd427a391-2bc7-4f38-9cbc-6560600e0981',
      'azure.operation.name': 'ChatCompletions_Create',
      'azure.operation.duration': '1021',
      'azure.result.signature': '200',
      'azure.openai.deployment': 'gpt-chat-pilot',
      'azure.openai.event': 'ShoeboxCallResult',
      'azure.openai.tenant': 'eastus',
      'client.address': '81.2.69.***',
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'gpt-chat-pilot',
      'gen_ai.response.model': 'gpt-35-turbo',
      'http.response.status_code': '200',
      tags: ['preserve_original_event'],
    });
    expect(plain(mapped.body)).toMatchObject({ model_version: '0301', request_time: TICKS });
    expect(resourceAttributes(REQUEST_RESPONSE)).toEqual({
      'service.name': 'contoso',
      'cloud.provider': 'azure',
      'cloud.account.id': 's',
      'cloud.region': 'eastus',
      'cloud.resource_id': AZURE.resource.id,
      'azure.resource_group.name': 'rg',
      'azure.resource_provider.namespace': 'microsoft.cognitiveservices',
    });
  });

  it('a record of a gateway has the tokens and models of the bodies', () => {
    const mapped = record(GATEWAY);
    expect(mapped).toMatchObject({ severityNumber: 9, severityText: '4', eventName: 'azure.openai.gateway_logs' });
    const attributes = attributesOf(mapped);
    expect(attributes).toMatchObject({
      'gen_ai.request.model': 'gpt-chat-pilot',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.model': 'gpt-35-turbo',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': '14',
      'gen_ai.usage.output_tokens': '8',
      'azure.service.request.id': 'req-1',
      'client.address': '81.2.69.144',
      'http.request.method': 'POST',
      'http.response.status_code': '429',
      'url.full': 'https://apim/x',
      'event.outcome': 'failure',
    });
    expect(resourceAttributes(GATEWAY)['cloud.region']).toBe('eastus');
  });

  const properties = (of: JsonObject, more: JsonObject = {}): JsonObject => ({
    azure: { open_ai: { category: 'GatewayLogs', properties: of, ...more } },
  });

  it.each<
    [what: string, fields: JsonObject, operation: string | undefined, deployment?: string | undefined, model?: string]
  >([
    [
      'the path at Azure OpenAI',
      {
        ...properties({
          backend_url: 'https://a.openai.azure.com/openai/deployments/my%20gpt/embeddings?api-version=1',
          backend_request_body: { model: 'what a framework wrote' },
        }),
        url: { original: 'https://apim/openai/deployments/other/chat/completions' },
      },
      'embeddings',
      'my gpt',
    ],
    [
      'the path at the gateway',
      { ...properties({}), url: { original: 'https://apim/openai/v1/images/generations' } },
      'generate_content',
    ],
    ['the operation of the API', properties({ operation_id: 'Completions_Create' }), 'text_completion'],
    ['the operation of the API v1', properties({ operation_id: 'createResponse' }), 'chat'],
    ['an operation of images', properties({ operation_id: 'ImageGenerations_Create' }), 'generate_content'],
    ['an operation of audio', properties({ operation_id: 'Transcriptions_Create' }), 'generate_content'],
    ['an operation of something else', properties({ operation_id: 'Create_Thread' }), undefined],
    [
      'the bodies',
      properties({
        backend_request_body: { model: 'mini' },
        backend_response_body: { object: 'response', model: 'm' },
      }),
      'chat',
      'mini',
      'm',
    ],
    ['embeddings in a body', properties({ backend_response_body: { data: [{ object: 'embedding' }] } }), 'embeddings'],
    [
      'messages of GatewayLlmLogs',
      properties({ request_messages: [{ content: 'a' }], deployment_name: 'mini', model_name: 'gpt-5' }),
      'chat',
      'mini',
      'gpt-5',
    ],
    ['completion tokens', properties({ completion_tokens: 12 }), 'chat'],
    [
      'an embedding model',
      properties({ model_name: 'text-embedding-3-small' }),
      'embeddings',
      undefined,
      'text-embedding-3-small',
    ],
    ['a call of a tool', properties({ method: 'tools/call' }, { category: 'GatewayMCPLogs' }), 'execute_tool'],
    [
      'another method of a tool server',
      properties({ method: 'initialize' }, { category: 'GatewayMCPLogs' }),
      undefined,
    ],
    ['a foreign API', { ...properties({}), url: { original: 'https://apim/billing/completions' } }, undefined],
  ])('a record of a gateway has operation, deployment and model by %s', (_, fields, operation, deployment, model) => {
    const attributes = attributesOf(record(fields));
    expect(attributes['gen_ai.operation.name']).toBe(operation);
    expect(attributes['gen_ai.request.model']).toBe(deployment);
    expect(attributes['azure.openai.deployment']).toBe(deployment);
    expect(attributes['gen_ai.response.model']).toBe(model);
  });

  it.each([
    ['gpt-4.1-mini', '2025-04-14', 'gpt-4.1-mini-2025-04-14'],
    ['gpt-4', 'turbo-2024-04-09', 'gpt-4-turbo-2024-04-09'],
    ['gpt-35-turbo', '0301', 'gpt-35-turbo'],
    ['text-embedding-3-small', '1', 'text-embedding-3-small'],
    ['gpt-4o-2024-08-06', '2024-08-06', 'gpt-4o-2024-08-06'],
  ])(
    'logs and metrics name the model %s of version %s as its response does: %s',
    (model_name, model_version, expected) => {
      const dimensions = { model_deployment_name: 'mine', model_name, model_version };
      const [point] = toMetricPoints(metricDocument('m', { requests: { total: 1 } }, dimensions)) ?? [];
      for (const holder of [record(properties(dimensions, { category: 'RequestResponse' })), point?.point]) {
        expect(attributesOf(holder)).toMatchObject({
          'azure.openai.deployment': 'mine',
          'gen_ai.request.model': 'mine',
          'gen_ai.response.model': expected,
        });
      }
    },
  );

  it.each([
    [{ log: { level: 'Warning' } }, 13],
    [properties({}, { is_request_success: false }), 17],
    [properties({}, { is_request_success: true }), 9],
    [properties({ error_type: 'timeout' }, { category: 'GatewayMCPLogs' }), 17],
    [{ http: { response: { status_code: 502 } } }, 17],
    [{ log: { level: '1' } }, 21],
    [{ event: { outcome: 'failure' } }, 17],
    [{ azure: { open_ai: { result_signature: '429' } } }, 17],
    [{ azure: { open_ai: { result_signature: '200' } } }, 9],
    [{ log: { level: 'constructor' } }, 9],
    [{}, 9],
  ])('a record of %j has severity %i', (fields, severity) => {
    expect(record(fields)).toMatchObject({ severityNumber: severity, severityText: expect.stringMatching(/\w/) });
  });

  it.each([
    ['RequestResponse', 'azure.openai.request_response'],
    ['AzureOpenAIRequestUsage', 'azure.openai.request_usage'],
    ['GatewayLlmLogs', 'azure.openai.gateway_llm_logs'],
    ['GatewayMCPLogs', 'azure.openai.gateway_mcp_logs'],
    ['Audit', 'azure.openai.audit'],
  ])('a record of %s is the event %s', (category, eventName) => {
    expect(record({ azure: { open_ai: { category } } }).eventName).toBe(eventName);
  });

  it('a record keeps a field of any name', () => {
    const fields = JSON.parse('{"__proto__":"kept","constructor":"kept too"}') as JsonObject;
    expect(record(fields).attributes).toEqual([
      { key: 'log.record.uid', value: { stringValue: 'the-id' } },
      { key: '__proto__', value: { stringValue: 'kept' } },
      { key: 'constructor', value: { stringValue: 'kept too' } },
    ]);
  });

  it('a document without a date is rejected', () => {
    expect(encodeLog(logDocument('a', { '@timestamp': 'yesterday' }))).toEqual({
      status: 'rejected',
      reason: 'its @timestamp is not a date of 1970 or later',
    });
  });
});

describe('metrics', () => {
  const document = metricDocument(
    'm',
    {
      processed_prompt_tokens: { total: 29 },
      requests: { total: rawJson('9007199254740993') },
      time_to_response: { avg: 812 },
      nothing: { total: null },
    },
    { model_deployment_name: 'turbo', model_name: 'gpt-35-turbo', status_code: '429', api_name: 'OpenAI' },
  );

  it('totals are sums of their minute, and other values are gauges', () => {
    const request = JSON.parse(writeMetricsRequest([encodeMetrics(document) as never]));
    const [{ resource, scopeMetrics }] = request.resourceMetrics;
    expect(attributesOf(resource)).toMatchObject({ 'service.name': 'contoso', 'cloud.region': 'swedencentral' });
    const span = {
      startTimeUnixNano: '1795514400000000000',
      timeUnixNano: '1795514460000000000',
      attributes: [
        { key: 'http.response.status_code', value: { intValue: '429' } },
        { key: 'azure.openai.deployment', value: { stringValue: 'turbo' } },
        { key: 'gen_ai.request.model', value: { stringValue: 'turbo' } },
        { key: 'gen_ai.response.model', value: { stringValue: 'gpt-35-turbo' } },
        { key: 'azure.openai.api_name', value: { stringValue: 'OpenAI' } },
      ],
    };
    const sum = (asInt: string): object => ({
      aggregationTemporality: 1,
      isMonotonic: true,
      dataPoints: [{ ...span, asInt }],
    });
    expect(scopeMetrics[0].metrics).toEqual([
      { name: 'azure.openai.processed_prompt_tokens', unit: '{token}', sum: sum('29') },
      { name: 'azure.openai.requests', unit: '{request}', sum: sum('9007199254740993') },
      {
        name: 'azure.openai.time_to_response.average',
        unit: 'ms',
        gauge: { dataPoints: [{ ...span, asDouble: 812 }] },
      },
    ]);
  });

  it('points of the same metric are grouped', () => {
    const encoded = encodeMetrics(document) as never;
    const { resourceMetrics } = JSON.parse(writeMetricsRequest([encoded, encoded]));
    expect(resourceMetrics).toHaveLength(1);
    expect(resourceMetrics[0].scopeMetrics[0].metrics).toHaveLength(3);
    expect(resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints).toHaveLength(2);
  });

  it('a document without a value is rejected', () => {
    expect(encodeMetrics(metricDocument('m', {}))).toMatchObject({ status: 'rejected' });
  });

  it('a charge is a sum over its day, which may be negative', () => {
    const document = metricDocument('m', {});
    const azure = {
      billing: { currency: 'EUR', pretax_cost: rawJson('-1.25'), quantity: 2 },
      open_ai_cost: { type: 'actual', meter: 'GPT 5 Inpt Glbl 1M Tokens' },
      resource: AZURE.resource,
    };
    const fields = { ...document.fields, '@timestamp': '2026-11-24T00:00:00.000Z', azure };
    const request = JSON.parse(writeMetricsRequest([encodeMetrics({ ...document, fields }) as never]));
    const [cost, quantity] = request.resourceMetrics[0].scopeMetrics[0].metrics;
    expect([cost.name, quantity.name]).toEqual(['azure.billing.cost', 'azure.billing.quantity']);
    expect(cost.sum).toMatchObject({ isMonotonic: false, aggregationTemporality: 1 });
    const [point] = cost.sum.dataPoints;
    expect(point).toMatchObject({ asDouble: -1.25, startTimeUnixNano: '1795478400000000000' });
    expect(BigInt(point.timeUnixNano) - BigInt(point.startTimeUnixNano)).toBe(86_400_000_000_000n);
    expect(attributesOf(point)).toEqual({
      'azure.billing.type': 'actual',
      'azure.billing.meter': 'GPT 5 Inpt Glbl 1M Tokens',
      'azure.billing.currency': 'EUR',
    });
  });

  // The fields as Elastic's integration names what Azure documents.
  it.each([
    ['azure_openaiavailability_rate', 'avg', 'availability_rate.average', '%'],
    ['requests', 'total', 'requests', '{request}'],
    ['azure_openainormalizedtbtinms', 'avg', 'normalized_tbt.average', 'ms'],
    ['azure_openainormalizedttftinms', 'avg', 'normalized_ttft.average', 'ms'],
    ['time_to_response', 'max', 'time_to_response.maximum', 'ms'],
    ['azure_openaitoken_per_second', 'min', 'token_per_second.minimum', '{token}/s'],
    ['azure_openaittltinms', 'avg', 'ttlt.average', 'ms'],
    ['active_tokens', 'total', 'active_tokens', '{token}'],
    ['active_tokens', 'count', 'active_tokens.count', '{token}'],
    ['audio_prompt_tokens', 'total', 'audio_prompt_tokens', '{token}'],
    ['context_tokens_cache_match_rate', 'avg', 'context_tokens_cache_match_rate.average', '%'],
    ['provisioned_managed_utilization_v2', 'avg', 'provisioned_managed_utilization_v2.average', '%'],
    ['fine_tuned_training_hours', 'total', 'fine_tuned_training_hours', 'h'],
    ['realtime_usage_time', 'total', 'realtime_usage_time', undefined],
    ['token_transaction', 'total', 'token_transaction', '{token}'],
    ['raiharmful_requests', 'total', 'rai_harmful_requests', '{request}'],
    ['raisystem_event', 'avg', 'rai_system_event.average', undefined],
    ['model_requests', 'total', 'model_requests', '{request}'],
    ['normalized_time_between_tokens', 'avg', 'normalized_time_between_tokens.average', 'ms'],
    ['normalized_time_tofirst_token', 'avg', 'normalized_time_to_first_token.average', 'ms'],
    ['time_tolast_byte', 'avg', 'time_to_last_byte.average', 'ms'],
    ['time_toresponse', 'avg', 'model_time_to_response.average', 'ms'],
    ['tokens_per_second', 'avg', 'tokens_per_second.average', '{token}/s'],
    ['annotated_pages', 'total', 'annotated_pages', '{page}'],
    ['generated_images', 'total', 'generated_images', '{image}'],
    ['ephemeral1h_input_tokens', 'total', 'ephemeral1h_input_tokens', '{token}'],
    ['provisioned_utilization', 'avg', 'provisioned_utilization.average', '%'],
    ['constructor', 'toString', 'constructor.toString', undefined],
  ])('the field %s.%s is the metric %s in %s', (metric, aggregation, name, unit) => {
    expect(describeMetric(metric, aggregation)).toEqual({
      name: `azure.openai.${name}`,
      kind: aggregation === 'total' ? 'sum' : 'gauge',
      ...(unit !== undefined && { unit }),
    });
  });
});

describe('values', () => {
  it('a JSON value keeps its type and digits', () => {
    expect(toAnyValue(rawJson(TICKS))).toEqual({ intValue: TICKS });
    expect(toAnyValue(rawJson('99999999999999999999'))).toEqual({ stringValue: '99999999999999999999' });
    expect(toAnyValue(rawJson('1e400'))).toEqual({ stringValue: '1e400' });
    expect(toAnyValue(rawJson('1.5'))).toEqual({ doubleValue: 1.5 });
    expect(toAnyValue(-3)).toEqual({ intValue: '-3' });
    expect(toAnyValue(1e20)).toEqual({ doubleValue: 1e20 });
    // Protobuf has no lone surrogates: a receiver would refuse the whole request.
    expect(toAnyValue({ 'a\ud800': 'b\udc00' })).toEqual({
      kvlistValue: { values: [{ key: 'a\ufffd', value: { stringValue: 'b\ufffd' } }] },
    });
    expect(toAnyValue(null)).toBeUndefined();
    expect(toAnyValue([1, null, { a: null, b: false }])).toEqual({
      arrayValue: {
        values: [{ intValue: '1' }, { kvlistValue: { values: [{ key: 'b', value: { boolValue: false } }] } }],
      },
    });
  });

  it.each([
    ['2024-04-08T12:23:02.4350000Z', 1_712_578_982_435_000_000n],
    ['2024-04-08T12:23:02.4354321Z', 1_712_578_982_435_432_100n],
    ['2024-04-08T12:23:02Z', 1_712_578_982_000_000_000n],
    ['2024-04-08T14:23:02.1+02:00', 1_712_578_982_100_000_000n],
    ['1969-12-31T23:59:59Z', undefined],
    ['', undefined],
  ])('the date %s is %s ns', (date, nanos) => {
    expect(parseUnixNanos(date)).toBe(nanos);
  });

  it.each([
    ['PT1M', 60_000_000_000n],
    ['P1DT1H', 90_000_000_000_000n],
    ['PT30S', 30_000_000_000n],
    ['often', 0n],
    [undefined, 0n],
  ])('the duration %s is %s ns', (duration, nanos) => {
    expect(parseDurationNanos(duration)).toBe(nanos);
  });
});
