import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticRecordToDocument } from '../../../src/collectors/logs/diagnostic-record.ts';
import { mapBody, storedFields } from './support/hub-events.ts';

/** The columns that every row of `AzureDiagnostics` has, as a data export rule sends them. */
const ROW = {
  TenantId: 'f0000000-0000-0000-0000-000000000000',
  TimeGenerated: '2026-10-01T10:00:00.1234567Z',
  ResourceId:
    '/SUBSCRIPTIONS/12CABCB4-86E8-404F-A3D2-1DC9982F45CA/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/ACC',
  ResourceGroup: 'RG',
  SubscriptionId: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
  ResourceProvider: 'MICROSOFT.COGNITIVESERVICES',
  Category: 'RequestResponse',
  OperationName: 'ChatCompletions_Create',
  ResultSignature: '200',
  DurationMs: 812,
  CorrelationId: 'c1',
  CallerIPAddress: '81.2.69.***',
  SourceSystem: 'Azure',
  Type: 'AzureDiagnostics',
  _ResourceId: '',
};

function fieldsOf(row: object): any {
  const { documents, deadLetters } = mapBody(JSON.stringify({ records: [row] }));
  expect(deadLetters).toEqual([]);
  return storedFields(documents[0]);
}

describe('a row of AzureDiagnostics', () => {
  it('a row of AzureDiagnostics has the time, the resource and the fields of its record', () => {
    const fields = fieldsOf({ ...ROW, event_s: 'ShoeboxCallResult', location_s: 'eastus', Tenant_s: 'eastus' });
    expect(fields['@timestamp']).toBe('2026-10-01T10:00:00.123Z');
    expect(fields.event).toEqual({ duration: 812_000_000 });
    expect(fields.azure.resource).toMatchObject({ group: 'rg', name: 'acc' });
    expect(fields.azure.open_ai).toEqual({
      caller_ip_address: '81.2.69.***',
      category: 'RequestResponse',
      correlation_id: 'c1',
      event: 'ShoeboxCallResult',
      location: 'eastus',
      operation_name: 'ChatCompletions_Create',
      resource_group: 'RG',
      resource_provider: 'MICROSOFT.COGNITIVESERVICES',
      result_signature: '200',
      source_system: 'Azure',
      subscription_id: '12cabcb4-86e8-404f-a3d2-1dc9982f45ca',
      tenant: 'eastus',
      tenant_id: 'f0000000-0000-0000-0000-000000000000',
      type: 'AzureDiagnostics',
    });
  });

  it('a row of AzureDiagnostics has the properties of properties_s, of typed columns and of AdditionalFields', () => {
    const { properties } = fieldsOf({
      ...ROW,
      properties_s: '{"modelName":"gpt-4o","requestTime":638481757794854611}',
      modelDeploymentName_s: 'd',
      requestLength_d: 128,
      isStreaming_b: true,
      objectId_g: 'b610ab05-ce06-4cc1-a6dd-174b9f80468a',
      firstToken_t: '2026-10-01T10:00:00Z',
      properties_apiName_s: 'v1',
      empty_s: '',
      AdditionalFields: '{"streamType_s":"Streaming","responseTime_d":638481757795877942,"modelVersion":"0301"}',
    }).azure.open_ai;
    expect(properties).toMatchObject({
      model_name: 'gpt-4o',
      model_deployment_name: 'd',
      request_length: 128,
      is_streaming: true,
      object_id: 'b610ab05-ce06-4cc1-a6dd-174b9f80468a',
      first_token: '2026-10-01T10:00:00Z',
      api_name: 'v1',
      stream_type: 'Streaming',
      model_version: '0301',
    });
    expect(properties).not.toHaveProperty('empty');
  });

  it('a row of AzureDiagnostics has its duration from ticks with all their digits', () => {
    const ticks = '"requestTime_d":638481757794854611,"AdditionalFields":{"responseTime_d":638481757795877942}';
    const text = JSON.stringify(ROW).replace(/}$/, `,${ticks}}`);
    const document = diagnosticRecordToDocument(text);
    expect(storedFields(document).event.duration).toBe(102_000_000);
    expect(JSON.stringify(document)).toContain('"request_time":638481757794854611,"response_time":638481757795877942');
  });

  it('a row of AzureDiagnostics keeps its columns if properties_s is truncated', () => {
    const fields = fieldsOf({ ...ROW, properties_s: '{"modelName":"gpt', modelDeploymentName_s: 'd' });
    expect(fields.error.message).toBe('properties is no JSON object');
    expect(fields.event.original).toContain('properties_s');
    expect(fields.azure.open_ai.properties).toEqual({ model_deployment_name: 'd' });
  });

  it('a row of AzureDiagnostics from API Management becomes its gateway record', () => {
    const properties = { apiId: 'a', method: 'POST', url: 'https://apim.example/x', responseCode: 429, requestSize: 7 };
    const record = {
      category: 'GatewayLogs',
      time: ROW.TimeGenerated,
      correlationId: 'c1',
      durationMs: 812,
      callerIpAddress: '89.160.20.156',
      isRequestSuccess: false,
      DeploymentVersion: '1',
      Level: 4,
      properties,
    };
    const row = {
      Category: 'GatewayLogs',
      TimeGenerated: ROW.TimeGenerated,
      CorrelationId: 'c1',
      DurationMs: 812,
      CallerIPAddress: '89.160.20.156',
      isRequestSuccess_b: false,
      DeploymentVersion_s: '1',
      Level: '4',
      apiId_s: 'a',
      method_s: 'POST',
      url_s: 'https://apim.example/x',
      responseCode_d: 429,
      requestSize_d: 7,
    };
    expect(fieldsOf(row)).toEqual(fieldsOf(record));
    expect(fieldsOf(row).event.outcome).toBe('failure');
  });
});

it.each(['AzureDiagnostics', 'ApiManagementGatewayLogs'])('a row of %s may have columns with any name', (Type) => {
  const column = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'properties_s', 'properties_properties_s', 'AdditionalFields', '_s'),
    fc.string().map((name) => `${name}_d`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(column, fc.jsonValue())), (columns) => {
      const names = columns.filter(([name]) => !/^(?:category|type|time.*)$/i.test(name.replaceAll('_', '')));
      const text = [['Category', 'GatewayLogs'], ['Type', Type], ['TimeGenerated', ROW.TimeGenerated], ...names]
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join(',');
      const { documents, deadLetters } = mapBody(`{${text}}`);
      expect(deadLetters).toEqual([]);
      expect(documents[0]?.fields['@timestamp']).toBe('2026-10-01T10:00:00.123Z');
    }),
  );
});

describe('a row of a table with its own schema', () => {
  it('a row of ApiManagementGatewayLogs becomes its gateway record', () => {
    const fields = fieldsOf({
      TenantId: 'w',
      TimeGenerated: ROW.TimeGenerated,
      ApiId: 'a',
      BackendResponseBody: '{"usage":{"prompt_tokens":1,"completion_tokens":2}}',
      BackendResponseHeaders: { 'apim-request-id': 'f93b3050' },
      CallerIpAddress: '89.160.20.156',
      CorrelationId: 'c1',
      IsRequestSuccess: true,
      Method: 'POST',
      OperationName: 'Microsoft.ApiManagement/GatewayLogs',
      Region: 'East US',
      ResponseCode: 200,
      TotalTime: 176,
      SourceSystem: 'Azure',
      Type: 'ApiManagementGatewayLogs',
      _ResourceId: '/subscriptions/s/resourcegroups/g/providers/microsoft.apimanagement/service/apim',
    });
    expect(fields.azure.resource.id).toMatch(/\/apim$/);
    expect(fields.event).toEqual({ duration: 176_000_000, outcome: 'success' });
    expect(fields.http).toEqual({ request: { id: 'f93b3050', method: 'POST' }, response: { status_code: 200 } });
    expect(fields.source).toEqual({ ip: '89.160.20.156' });
    expect(fields.azure.open_ai).toEqual({
      category: 'GatewayLogs',
      correlation_id: 'c1',
      is_request_success: true,
      location: 'East US',
      operation_name: 'Microsoft.ApiManagement/GatewayLogs',
      properties: {
        api_id: 'a',
        backend_response_body: { usage: { input_tokens: 1, output_tokens: 2 } },
        backend_response_headers: { 'apim-request-id': 'f93b3050' },
      },
      source_system: 'Azure',
      tenant_id: 'w',
      type: 'ApiManagementGatewayLogs',
    });
  });

  it('a row of ApiManagementGatewayLlmLog becomes a GatewayLlmLogs record', () => {
    const { azure } = fieldsOf({
      TimeGenerated: ROW.TimeGenerated,
      Type: 'ApiManagementGatewayLlmLog',
      ModelName: 'gpt-5',
      PromptTokens: 812,
      RequestMessages: '[{"role":"user","content":"Hi"}]',
    });
    expect(azure.open_ai).toMatchObject({
      category: 'GatewayLlmLogs',
      properties: { model_name: 'gpt-5', prompt_tokens: 812, request_messages: [{ role: 'user', content: 'Hi' }] },
    });
  });

  it.each(['AzureMetrics', 'AppTraces', 'AzureActivity', undefined])(
    'a row of another table, %s, is filtered',
    (Type) => {
      const row = { TimeGenerated: ROW.TimeGenerated, Type, MetricName: 'AzureOpenAIRequests', Total: 3 };
      expect(mapBody(JSON.stringify([row]))).toEqual({ documents: [], deadLetters: [] });
    },
  );
});

it('a record of a diagnostic setting keeps names that end like a column type', () => {
  const record = { category: 'Audit', time: '2026-10-01T10:00:00Z', mode_s: 'x', properties: { size_d: 1 } };
  expect(fieldsOf(record).azure.open_ai).toEqual({ category: 'Audit', mode_s: 'x', properties: { size_d: 1 } });
});
