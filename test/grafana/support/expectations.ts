import type { CallFact } from './traffic.ts';

/** A number as the ledger knows it. A quantile lies between two bounds of buckets, in seconds. */
export type Value = number | { readonly from: number; readonly to: number };

/** Rows of a query: the value of its label → number. Without a label, there is one row with the name ''. */
export type Rows = Readonly<Record<string, Value>>;

type Facts = readonly CallFact[];
type Measure = (facts: Facts) => Value;

const count =
  (where: (fact: CallFact) => boolean): Measure =>
  (facts) =>
    facts.filter(where).length;

const sum =
  (pick: (fact: CallFact) => number | undefined): ((facts: Facts) => number) =>
  (facts) =>
    facts.reduce((total, fact) => total + (pick(fact) ?? 0), 0);

const calls: Measure = (facts) => facts.length;
const cost = sum(({ usd }) => usd);
const input = sum((fact) => fact.input);
const output = sum((fact) => fact.output);
const throttled = sum((fact) => fact.throttled);
const retries = sum((fact) => fact.retries);
const blocked = count((fact) => fact.blocked !== undefined);
const unpriced = count(({ hasFailed, usd }) => !hasFailed && usd === undefined);
const failedShare: Measure = (facts) => facts.filter(({ hasFailed }) => hasFailed).length / facts.length;

const FAST = { from: 0, to: 1.28 };
const SLOW = { from: 1.28, to: 10.24 };

const quantile =
  (q: number): Measure =>
  (facts) =>
    q * facts.length > facts.filter(({ isSlow }) => !isSlow).length ? SLOW : FAST;

const total =
  (measure: Measure): ((facts: Facts) => Rows) =>
  (facts) => ({ '': measure(facts) });

/** @param where facts that have a series at all */
const by =
  (label: (fact: CallFact) => string | undefined, measure: Measure, where: (fact: CallFact) => boolean = () => true) =>
  (facts: Facts): Rows =>
    Object.fromEntries(
      [...Map.groupBy(facts.filter(where), (fact) => label(fact) ?? '')].map(([name, own]) => [name, measure(own)]),
    );

const deployment = (fact: CallFact): string => fact.deployment;
const model = (fact: CallFact): string | undefined => fact.model;
const tenant = (fact: CallFact): string | undefined => fact.tenant;
const service = (fact: CallFact): string => fact.service;
const isPriced = ({ usd }: CallFact): boolean => usd !== undefined;
const isThrottled = (fact: CallFact): boolean => fact.throttled > 0;

/** What each panel shows, by its title: for each of its queries. */
export const EXPECTATIONS: Readonly<Record<string, readonly ((facts: Facts) => Rows)[]>> = {
  Cost: [total(cost)],
  Calls: [total(calls)],
  'Failed calls': [total(failedShare)],
  'Input tokens': [total(input)],
  'Output tokens': [total(output)],
  'Throttled attempts': [total(throttled)],
  'Cost by deployment': [by(deployment, cost, isPriced)],
  'Calls by deployment': [by(deployment, calls)],
  Tokens: [total(input), total(output)],
  Duration: [0.5, 0.95, 0.99].map((q) => total(quantile(q))),
  'Cost per call': [total((facts) => cost(facts) / facts.length)],
  'Calls without a whole price': [total(unpriced)],
  'Input from the cache': [total(() => 0)],
  'Budgets exceeded': [total(() => 0)],
  'Cost by model': [by(model, cost, isPriced)],
  'Cost by tenant': [by(tenant, cost, isPriced)],
  'Deployments by cost': [by(deployment, cost, isPriced)],
  'Services by cost': [by(service, cost, isPriced)],
  'Tenants by cost': [by(tenant, cost, isPriced)],
  'Calls without a whole price by reason': [
    by(
      () => 'unknown_model',
      calls,
      ({ hasFailed, usd }) => !hasFailed && usd === undefined,
    ),
  ],
  'Duration, p95': [total(quantile(0.95))],
  'Time to first chunk, p95': [total(() => FAST)],
  'Calls by operation': [by(() => 'chat', calls)],
  'Failed calls by error': [
    by(
      (fact) => (fact.throttled > 0 ? 'RateLimitError' : 'BadRequestError'),
      calls,
      ({ hasFailed }) => hasFailed,
    ),
  ],
  'Duration by deployment, p95': [by(deployment, quantile(0.95))],
  'Time to first chunk by deployment, p95': [
    by(
      deployment,
      () => FAST,
      ({ isStreamed }) => isStreamed,
    ),
  ],
  'Models by calls': [by(model, calls)],
  'Models by output tokens': [by(model, output, ({ hasFailed }) => !hasFailed)],
  'Attempts made again': [total(retries)],
  'Findings of the content filter': [total(blocked)],
  'Blocked by the content filter': [total(blocked)],
  'Throttled attempts by deployment': [by(deployment, throttled, isThrottled)],
  'Attempts made again by reason': [
    by(
      () => '429',
      retries,
      (fact) => fact.retries > 0,
    ),
  ],
  'Blocked by source': [
    by(
      (fact) => fact.blocked,
      calls,
      (fact) => fact.blocked !== undefined,
    ),
  ],
  'Choices by finish reason': [
    by(
      (fact) => (fact.blocked === 'completion' ? 'content_filter' : 'stop'),
      calls,
      ({ hasFailed }) => !hasFailed,
    ),
  ],
};

/** The value of each alert rule, by its name. */
export const ALERTS: Readonly<Record<string, (facts: Facts) => Rows>> = {
  AzureOpenAILatency: by(deployment, quantile(0.95)),
  AzureOpenAIThrottling: by(deployment, throttled, isThrottled),
  AzureOpenAIErrorRate: by(service, failedShare),
  AzureOpenAIFiltered: by(deployment, blocked, (fact) => fact.blocked !== undefined),
  AzureOpenAISpend: total(cost),
};

/** The label that a query's rows are named by. */
export function rowName(labels: Readonly<Record<string, string>>): string {
  const names = Object.values(labels);
  if (names.length > 1) throw new Error(`rows have one label, not ${Object.keys(labels).join()}`);
  return names[0] ?? '';
}
