import { describe, expect, test } from 'vitest';
import type { Target } from '../../src/instrumentation/client/target.ts';
import { askForStreamUsage } from '../../src/instrumentation/client/include-usage.ts';

const azure: Target = { azure: true, azureHost: true, v1: false };
const gateway: Target = { ...azure, azureHost: false };
const v1: Target = { ...azure, v1: true };
const body = { model: 'm', stream: true };

const asks = (...[request, mode, target, apiVersion]: Parameters<typeof askForStreamUsage>): boolean =>
  askForStreamUsage(request, mode, target, apiVersion) !== undefined;

describe('the usage of a stream', () => {
  test.each([
    ['2024-09-01-preview', true],
    ['2024-10-21', true],
    ['2025-04-01-preview', true],
    ['2024-08-01-preview', false],
    ['2024-06-01', false],
    ['2023-05-15', false],
    ['latest', false],
    [undefined, false],
  ])('the usage is requested on hosts of Azure with api-version %s: %s', (apiVersion, expected) => {
    expect(asks(body, 'auto', azure, apiVersion)).toBe(expected);
  });

  test.each([undefined, 'preview', 'latest', 'v1'])(
    'the usage is requested on /openai/v1 with api-version %s',
    (apiVersion) => {
      expect(asks(body, 'auto', v1, apiVersion)).toBe(true);
    },
  );

  test("the usage is requested on a gateway only with 'always', and nowhere with 'never'", () => {
    expect(asks(body, 'auto', gateway, '2024-10-21')).toBe(false);
    expect(asks(body, 'always', gateway, undefined)).toBe(true);
    expect(asks(body, 'never', azure, '2024-10-21')).toBe(false);
  });

  test.each([
    ['no stream', { model: 'm' }],
    ['data_sources', { ...body, data_sources: [] }],
    ['a caller that requests it', { ...body, stream_options: { include_usage: true } }],
    ['a caller that declines it', { ...body, stream_options: { include_usage: false } }],
    ['a request of a class', Object.assign(Object.create({ stream: true }), body)],
    ['a request with a toJSON', { ...body, toJSON: () => ({}) }],
  ])('the usage is not requested with %s', (_, request) => {
    expect(asks(request, 'auto', azure, '2024-10-21')).toBe(false);
  });

  test('the usage is requested in the place of the request, beside the other stream options of the caller', () => {
    const request = { ...body, stream_options: { include_obfuscation: false } };
    const question = askForStreamUsage(request, 'auto', azure, '2024-10-21')!;
    question.wantsStream = () => true;
    expect(JSON.parse(JSON.stringify(question.body))).toEqual({
      ...body,
      stream_options: { include_obfuscation: false, include_usage: true },
    });
    expect(request.stream_options).toEqual({ include_obfuscation: false });
    expect(question.sent).toBe(true);
  });

  test('the usage is not requested if the raw response is wanted when the request is written', () => {
    const question = askForStreamUsage(body, 'auto', azure, '2024-10-21')!;
    question.wantsStream = () => false;
    expect(JSON.parse(JSON.stringify(question.body))).toEqual(body);
    expect(question.sent).toBe(false);
  });
});
