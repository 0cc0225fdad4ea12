import { type Charge, CHARGES } from './bill-traffic.ts';
import type { CallFact } from './calls-traffic.ts';
import {
  averageOf,
  countOf,
  type Expectation,
  type ExpectedRow,
  expectedRows,
  maxOf,
  percentile95Of,
  sumOf,
  type Value,
} from './ledger.ts';
import {
  GATEWAY_REQUESTS,
  type GatewayRequest,
  LOGGED_CALLS,
  type LoggedCall,
  type Minute,
  MINUTES,
  START,
} from './platform-traffic.ts';

type Expected = Readonly<Record<string, ExpectedRow[]>>;

const hourOf = ({ hour }: { readonly hour: number }): string => new Date(START + hour * 3_600_000).toISOString();
const isError = ({ status }: LoggedCall): boolean => Number(status) >= 400;

function logged(expectation: Expectation<LoggedCall>): ExpectedRow[] {
  return expectedRows(LOGGED_CALLS, expectation);
}

function minutes(expectation: Expectation<Minute>): ExpectedRow[] {
  return expectedRows(MINUTES, expectation);
}

function gateway(expectation: Expectation<GatewayRequest>): ExpectedRow[] {
  return expectedRows(GATEWAY_REQUESTS, expectation);
}

const byDeployment = [({ deployment }: { readonly deployment: string }) => deployment];
const byModel = [({ model }: { readonly model: string }) => model];
const isFiltered = ({ filtered }: GatewayRequest): boolean => filtered !== undefined;
const isProvisioned = ({ provisioned }: Minute): boolean => provisioned !== undefined;

/** The numbers of the dashboards of what Azure reports, by dashboard and panel. */
export const PLATFORM: Readonly<Record<string, Expected>> = {
  overview: {
    'total-requests': logged({ values: [countOf()] }),
    'total-tokens': minutes({ values: [sumOf(({ prompt, generated }) => prompt + generated)] }),
    'deployment-usage': logged({ by: byDeployment, values: [countOf()] }),
    'total-errors': logged({ values: [countOf(isError)] }),
    requests: minutes({ by: byDeployment, hour: hourOf, values: [sumOf(({ requests }) => requests)] }),
    errors: logged({ where: isError, by: [({ status }) => status], hour: hourOf, values: [countOf()] }),
    tokens: minutes({ hour: hourOf, values: [sumOf(({ prompt }) => prompt), sumOf(({ generated }) => generated)] }),
    latency: logged({ by: byDeployment, hour: hourOf, values: [averageOf(({ ms }) => ms * 1e6)] }),
  },
  provisioned: {
    'time-to-response': minutes({
      where: isProvisioned,
      by: byModel,
      hour: hourOf,
      values: [averageOf(({ provisioned }) => provisioned?.timeToResponse)],
    }),
    'active-tokens': minutes({
      where: isProvisioned,
      by: byModel,
      hour: hourOf,
      values: [sumOf(({ provisioned }) => provisioned?.activeTokens)],
    }),
    utilization: minutes({
      where: isProvisioned,
      by: byModel,
      hour: hourOf,
      values: [maxOf(({ provisioned }) => provisioned?.utilization)],
    }),
    'cache-match-rate': minutes({
      where: isProvisioned,
      by: byModel,
      hour: hourOf,
      values: [averageOf(({ provisioned }) => provisioned?.cacheMatchRate)],
    }),
  },
  'content-filtering': {
    'filtered-requests': gateway({ values: [countOf(isFiltered)] }),
    'filtered-latency': gateway({ where: isFiltered, values: [averageOf(({ ms }) => ms * 1e6)] }),
    'error-codes': gateway({
      by: [({ filtered }) => (filtered?.side === 'prompt' ? 'content_filter' : undefined)],
      values: [countOf()],
    }),
    'filtered-tokens': gateway({ where: isFiltered, values: [sumOf(({ tokens }) => tokens)] }),
    ...severities('prompt'),
    ...severities('completion'),
    sources: gateway({
      hour: hourOf,
      values: [
        countOf(({ filtered }) => filtered?.side === 'prompt'),
        countOf(({ filtered }) => filtered?.side === 'completion'),
      ],
    }),
    latency: gateway({ where: isFiltered, by: byModel, hour: hourOf, values: [averageOf(({ ms }) => ms * 1e6)] }),
  },
};

function severities(side: 'prompt' | 'completion'): Expected {
  return Object.fromEntries(
    ['self_harm', 'violence', 'sexual', 'hate'].map((category) => [
      `${side}-${category.replace('_', '-')}`,
      gateway({
        where: ({ filtered }) => filtered?.side === side && filtered.category === category,
        hour: hourOf,
        values: ['low', 'medium', 'high'].map((severity) => countOf(({ filtered }) => filtered?.severity === severity)),
      }),
    ]),
  );
}

type CallRows = (expectation: Expectation<CallFact>) => ExpectedRow[];

const hourOfCall = ({ hour }: CallFact): string => hour;

/** The numbers of the dashboards of calls. */
export function expectCalls(facts: readonly CallFact[]): Readonly<Record<string, Expected>> {
  const rows: CallRows = (expectation) => expectedRows(facts, expectation);
  return { cost: expectCost(rows), calls: expectOutcomes(rows), bill: expectBill(rows) };
}

/** Charges of the actual cost, with the corrections of each day. */
function expectBill(rows: CallRows): Expected {
  const charges = (expectation: Expectation<Charge>): ExpectedRow[] =>
    expectedRows(CHARGES, { where: ({ type }) => type === 'actual', ...expectation });
  const values = [sumOf(({ cost }: Charge) => cost), sumOf(({ quantity }: Charge) => quantity)];
  const currency = (charge: Charge): string => charge.currency;
  return {
    currencies: charges({ by: [currency], values }),
    deployments: charges({ by: [({ deployment }) => deployment, currency], values }),
    meters: charges({ by: [({ meter }) => meter, currency], values }),
    resources: charges({ by: [({ resource }) => resource, currency], values }),
    'billed-per-day': charges({
      by: [({ meter }) => meter],
      hour: ({ day }) => `${day}T00:00:00.000Z`,
      values: values.slice(0, 1),
    }),
    'traced-per-day': rows({
      where: ({ nanoUsd }) => nanoUsd !== undefined,
      by: [({ model }) => model],
      hour: hourOfCall,
      values: [sumOf(({ nanoUsd }) => nanoUsd && nanoUsd / 1e9)],
    }),
    'tokens-per-day': minutes({
      by: byModel,
      hour: hourOf,
      values: [sumOf(({ prompt }) => prompt), sumOf(({ generated }) => generated)],
    }),
  };
}

function expectCost(rows: CallRows): Expected {
  const cost = ({ nanoUsd }: CallFact): number | undefined => nanoUsd && nanoUsd / 1e9;
  const isPriced = ({ nanoUsd }: CallFact): boolean => nanoUsd !== undefined;
  const perHour = (by: (fact: CallFact) => string | undefined): ExpectedRow[] =>
    rows({ where: isPriced, by: [by], hour: hourOfCall, values: [sumOf(cost)] });
  const table = (by: (fact: CallFact) => string | undefined, more: { missing?: true } = {}): ExpectedRow[] =>
    rows({
      ...more,
      by: [by],
      values: [sumOf(cost), countOf(), sumOf(({ input }) => input), sumOf(({ output }) => output)],
    });
  return {
    'total-cost': rows({ values: [sumOf(cost)] }),
    'average-cost': rows({ values: [averageOf(cost)] }),
    'priced-calls': rows({ values: [countOf(isPriced)] }),
    'unpriced-calls': rows({ values: [countOf((fact) => !isPriced(fact))] }),
    'cost-per-hour': perHour(({ model }) => model),
    'cost-per-hour-by-service': perHour(({ service }) => service),
    models: table(({ model }) => model),
    deployments: table(({ deployment }) => deployment),
    services: table(({ service }) => service),
    tenants: table(({ tenant }) => tenant, { missing: true }),
  };
}

function expectOutcomes(rows: CallRows): Expected {
  const hour = hourOfCall;
  const hasFailed = (fact: CallFact): boolean => fact.hasFailed;
  const isThrottled = (fact: CallFact): boolean => fact.isThrottled;
  const retries = sumOf((fact: CallFact) => fact.retries);
  const latency = (fact: CallFact): number => fact.latency;
  const filtered = (side: 'prompt' | 'completion'): ExpectedRow[] =>
    rows({
      hour,
      // The simulator filters by violence, the fourth.
      values: [0, 0, 0, 1, 0].map((is) => countOf((fact) => is === 1 && fact.filtered === side)),
    });
  return {
    calls: rows({ values: [countOf()] }),
    'failed-calls': rows({ values: [countOf(hasFailed)] }),
    'throttled-calls': rows({ values: [countOf(isThrottled)] }),
    'total-retries': rows({ values: [retries] }),
    latency: rows({ by: byDeployment, hour, values: [percentile95Of(latency)] }),
    'first-chunk': rows({
      by: byDeployment,
      hour,
      values: [toMicroseconds(averageOf(({ firstChunk }) => firstChunk))],
    }),
    outcomes: rows({ hour, values: [countOf((fact) => !fact.hasFailed), countOf(hasFailed)] }),
    retries: rows({ by: byDeployment, hour, values: [retries] }),
    throttling: rows({ where: isThrottled, by: byDeployment, hour, values: [countOf()] }),
    'filtered-prompts': filtered('prompt'),
    'filtered-completions': filtered('completion'),
    deployments: rows({
      by: [({ service }) => service, ({ deployment }) => deployment],
      values: [countOf(), countOf(hasFailed), averageOf(latency), percentile95Of(latency)],
    }),
  };
}

/** Elastic APM keeps seconds to a millionth, and OpenTelemetry's storage as a float of 32 bits. */
function toMicroseconds<Fact>(average: (facts: readonly Fact[]) => number | null): (facts: readonly Fact[]) => Value {
  return (facts) => {
    const ms = average(facts);
    return ms === null ? null : { from: ms - 0.001, to: ms + 0.001 };
  };
}
