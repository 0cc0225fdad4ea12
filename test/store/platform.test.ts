import { expect, test } from 'vitest';
import { readPlatform } from '../../src/store/queries/platform.ts';
import { call, NOW, platformCall, stored } from './telemetry.ts';

const RANGE = { from: NOW - 86_400_000, to: NOW };

test('calls of the platform are matched by request id, once for records of several categories', () => {
  const spans = ['a', 'b'].map((id) => call({ 'azure.service.request.id': id }));
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'a', category: 'GatewayLogs' }),
    platformCall({ requestId: 'b' }),
    platformCall({ requestId: 'c', caller: '10.9.9.***' }),
  ];
  const { platform, untraced, byCaller, byDeployment, latestUntraced } = readPlatform(
    stored({ spans, platformCalls }),
    RANGE,
  );
  expect({ platform, untraced }).toEqual({ platform: 3, untraced: 1 });
  expect(byCaller[0]).toMatchObject({ name: '10.9.9.***', platform: 1, untraced: 1, traced: 0 });
  expect(byDeployment).toMatchObject([{ name: 'gpt-4o', platform: 3, untraced: 1 }]);
  expect(latestUntraced).toMatchObject([{ requestId: 'c' }]);
});

test('the record of an attempt that a traced call tried again is traced, and no record beyond the retries', () => {
  const spans = [call({ 'azure.service.request.id': 'a', 'azure.openai.retry.count': 1 })];
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'a1', status: 429 }),
    platformCall({ requestId: 'x1', status: 429 }),
    platformCall({ requestId: 'x2', status: 400 }),
  ];
  expect(readPlatform(stored({ spans, platformCalls }), RANGE)).toMatchObject({ platform: 4, untraced: 2 });
});

test('the record of the last attempt of a call that failed takes no retry from the others', () => {
  const failed = { 'azure.service.request.id': 'a', 'azure.openai.retry.count': 2, 'error.type': '429' };
  const platformCalls = ['a', 'b', 'c'].map((requestId) => platformCall({ requestId, status: 429 }));
  expect(readPlatform(stored({ spans: [call(failed)], platformCalls }), RANGE)).toMatchObject({ untraced: 0 });
});

test('a record that is of no call of a model is not compared with what is traced', () => {
  const platformCalls = [platformCall({ requestId: 'a' }), platformCall({ requestId: 'b', isCall: false })];
  expect(readPlatform(stored({ platformCalls }), RANGE)).toMatchObject({
    platform: 1,
    untraced: 1,
    latestUntraced: [{ requestId: 'a' }],
  });
});

test('a spillover has the deployment that was asked and the one that answered', () => {
  const spilled = {
    'azure.openai.deployment': 'gpt-4o-ptu',
    'azure.openai.spilled_over': true,
    'azure.openai.spillover.from_deployment': 'gpt-4o-ptu',
    'azure.openai.served_deployment': 'gpt-4o',
  };
  const { spillover } = readPlatform(stored({ spans: [call(spilled), call(spilled), call()] }), RANGE);
  expect(spillover).toEqual([{ from: 'gpt-4o-ptu', to: 'gpt-4o', calls: 2 }]);
});

test('calls of the platform are filtered by deployment', () => {
  const spans = [
    call({ 'azure.service.request.id': 'a' }),
    call({ 'azure.openai.spilled_over': true, 'azure.openai.spillover.from_deployment': 'provisioned' }),
  ];
  const platformCalls = [
    platformCall({ requestId: 'a' }),
    platformCall({ requestId: 'b', deployment: 'other' }),
    platformCall({ deployment: 'other' }),
  ];
  const db = stored({ spans, platformCalls });
  const read = (deployment: string): object => {
    const { platform, untraced, latestUntraced, spillover } = readPlatform(db, { ...RANGE, deployment: [deployment] });
    return { platform, untraced, latest: latestUntraced.length, spilled: spillover.length };
  };
  expect(read('gpt-4o')).toEqual({ platform: 1, untraced: 0, latest: 0, spilled: 1 });
  expect(read('other')).toEqual({ platform: 2, untraced: 2, latest: 1, spilled: 0 });
  expect(read('provisioned')).toEqual({ platform: null, untraced: null, latest: 0, spilled: 1 });
});

test('calls of the platform without request ids are compared by deployment and hour', () => {
  const platformCalls = [1, 2, 3].map(() => platformCall({}));
  const { platform, untraced } = readPlatform(stored({ spans: [call()], platformCalls }), RANGE);
  expect({ platform, untraced }).toEqual({ platform: 3, untraced: 2 });
});

test.each<[spans: number, untraced: number, byCaller: object[]]>([
  [0, 5, ['10.0.0.***', '10.1.1.***'].map((name, index) => ({ name, untraced: 3 - index }))],
  [2, 3, [{ name: '', platform: 5, untraced: 3 }]],
  [5, 0, ['10.0.0.***', '10.1.1.***'].map((name) => ({ name, untraced: 0 }))],
])(
  'of five records of two callers without request ids, a call traces one: %i calls leave %i',
  (count, untraced, byCaller) => {
    const callers = ['10.0.0.***', '10.0.0.***', '10.0.0.***', '10.1.1.***', '10.1.1.***'];
    const spans = Array.from({ length: count }, () => call());
    const db = stored({ spans, platformCalls: callers.map((caller) => platformCall({ caller })) });
    expect(readPlatform(db, RANGE)).toMatchObject({ platform: 5, untraced, byCaller });
  },
);

test('a call before the range traces no record without a request id within it', () => {
  const half = NOW - 1_800_000;
  const db = stored({
    spans: [call({}, { start: NOW - 3_600_000 })],
    platformCalls: [platformCall({ time: (half + 60_000) * 1000 })],
  });
  expect(readPlatform(db, RANGE)).toMatchObject({ untraced: 0 });
  expect(readPlatform(db, { from: half, to: NOW })).toMatchObject({ untraced: 1 });
});

test('a call that a record with its request id has covers no record without one', () => {
  const spans = [1, 2, 3].map((id) => call({ 'azure.service.request.id': `r-${id}` }));
  const platformCalls = [
    ...[1, 2, 3].map((id) => platformCall({ requestId: `r-${id}` })),
    ...[1, 2, 3].map(() => platformCall({ caller: '10.9.9.***' })),
  ];
  expect(readPlatform(stored({ spans, platformCalls }), RANGE)).toMatchObject({ platform: 6, untraced: 3 });
});

test('without records of the platform, the number of calls that are not traced is unknown', () => {
  expect(readPlatform(stored({ spans: [call()] }), RANGE)).toMatchObject({ platform: null, untraced: null });
});

test('utilization has the highest values of a range, and not every minute of it', () => {
  const minutes = Array.from({ length: 1440 }, (_, minute) => minute);
  const platformMetrics = minutes.map((minute) => ({
    id: `metric ${minute}`,
    time: (NOW - minute * 60_000) * 1000,
    resource: null,
    deployment: 'gpt-4o-ptu',
    utilization: minute === 777 ? 1.2 : minute / 1440,
    document: '{}',
  }));
  const [{ name, points }] = readPlatform(stored({ platformMetrics }), RANGE).utilization as [
    { name: string; points: [number, number][] },
  ];
  expect(name).toBe('gpt-4o-ptu');
  expect(points.length).toBeLessThanOrEqual(721);
  expect(points).toContainEqual([NOW - 777 * 60_000, 1.2]);
  expect(points.map(([time]) => time)).toEqual(points.map(([time]) => time).toSorted((one, other) => one - other));
});
