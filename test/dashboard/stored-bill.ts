import type { CostRow } from '../../src/collectors/costs/cost-row.ts';
import { findChanges } from '../../src/collectors/costs/cost-row.ts';
import { costsMapper } from '../../src/collectors/costs/documents.ts';
import { metricsToDocuments } from '../../src/collectors/metrics/documents.ts';
import type { Document } from '../../src/collectors/contracts/document.ts';
import { localSink } from '../../src/collectors/sinks/index.ts';
import { calculateCost } from '../../src/pricing/index.ts';
import { parseDecimal } from '../../src/pricing/decimal.ts';
import type { ReceivedSpan } from '../../src/receiver/telemetry.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { GPT_5 } from '../bill/ledger.ts';
import { call, temporaryFile } from '../store/telemetry.ts';

const DAY = Date.UTC(2026, 2, 10);
const MODEL = 'gpt-5-2025-08-07';
const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';
const RESOURCE = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-1/providers/microsoft.cognitiveservices/accounts/contoso`;

/** A span of a call with 1 million tokens of input, 400,000 of them cached, and 100,000 of output. */
export function span(change: Record<string, string> = {}): ReceivedSpan {
  const details = { prompt_tokens_details: { cached_tokens: 400_000 } };
  const cost = calculateCost({ prompt_tokens: 1_000_000, completion_tokens: 100_000, ...details }, MODEL, {
    at: new Date(DAY),
  });
  const attributes = {
    'gen_ai.response.model': MODEL,
    'azure.openai.deployment': 'chat',
    'azure.openai.resource': 'contoso',
    'gen_ai.usage.input_tokens': 1_000_000,
    'gen_ai.usage.cache_read.input_tokens': 400_000,
    'gen_ai.usage.output_tokens': 100_000,
    'gen_ai.usage.cost.amount': cost.total!,
    'gen_ai.usage.cost.input': cost.input!,
    'gen_ai.usage.cost.cached_input': cost.cachedInput!,
    'gen_ai.usage.cost.output': cost.output!,
    ...change,
  };
  return call(attributes, { start: DAY + 3_600_000 });
}

/** The platform counts two such calls. */
function platformDocuments(): Document[] {
  const account = { id: RESOURCE, name: 'contoso', resourceGroup: 'rg-1', subscriptionId: SUBSCRIPTION };
  const dimensions = { ModelDeploymentName: 'chat', ModelName: 'gpt-5', ModelVersion: '2025-08-07' };
  const series = (metric: string, value: number): object => ({
    metric,
    aggregation: 'Total',
    dimensions,
    points: [{ time: DAY + 3_600_000, value }],
  });
  const record = (group: string, all: readonly object[]): object => ({
    account: { ...account, location: 'eastus2', kind: 'OpenAI' },
    group,
    namespace: 'Microsoft.CognitiveServices/accounts',
    timegrain: 'PT1M',
    period: 300_000,
    series: all,
  });
  return [
    record('models_usage', [series('InputTokens', 2_000_000), series('OutputTokens', 200_000)]),
    record('models_cache_tokens', [series('cacheReadInputTokens', 800_000)]),
  ].flatMap((one) => metricsToDocuments(one as never));
}

/** The bill has both calls, with a tenth less for output. */
function costDocuments(): Document[] {
  const row = (part: keyof typeof GPT_5, quantity: string, cost: string): CostRow => ({
    day: '2026-03-10',
    type: 'actual',
    resourceId: RESOURCE,
    location: 'eastus2',
    subscriptionId: SUBSCRIPTION,
    subscriptionName: '',
    meter: GPT_5[part].meter,
    product: 'Azure OpenAI GPT5',
    unit: '1M',
    chargeType: 'Usage',
    pricingModel: 'OnDemand',
    currency: 'USD',
    deployment: '',
    cost: parseDecimal(cost)!,
    quantity: parseDecimal(quantity)!,
  });
  const rows = [row('input', '1.2', '1.5'), row('cachedInput', '0.8', '0.1'), row('output', '0.2', '1.8')];
  const reading = { origin: 'test', from: '2026-03-01', to: '2026-03-31', rows };
  const map = costsMapper();
  return findChanges(reading, { series: {}, days: {} })
    .flatMap((change) => map({ origin: 'test', change }))
    .flatMap((mapped) => ('document' in mapped ? [mapped.document] : []));
}

/** Returns a file with the spans, the platform's counts and the charges of a day in March 2026. */
export async function storedFile(spans: readonly ReceivedSpan[] = [span()]): Promise<string> {
  const file = temporaryFile();
  const writer = new StoreWriter(file);
  writer.write([{ spans }]);
  // A span that is sent again counts once.
  writer.write([{ spans }]);
  writer.close();
  const sink = localSink({ path: file });
  await sink.write([...platformDocuments(), ...costDocuments()]);
  await sink.write([...platformDocuments(), ...costDocuments()]);
  await sink.close();
  return file;
}
