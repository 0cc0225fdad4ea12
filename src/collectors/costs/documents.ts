import { createHash } from 'node:crypto';
import { type DataStream, type Document, type JsonObject, toDecimal, toRawJson } from '../contracts/document.ts';
import type { Mapper } from '../contracts/mapper.ts';
import { azureResource } from '../azure/resource-id.ts';
import { type CostChange, seriesKey } from './cost-row.ts';

/** A record of {@link azureCosts}: a change, with its origin. */
export interface CostRecord {
  readonly origin: string;
  readonly change: CostChange;
}

/** Options of {@link costsMapper}. */
export interface CostsMapperOptions {
  /** Last part of the data stream's name, `metrics-azure.open_ai_cost-{namespace}`. @default 'default' */
  readonly namespace?: string | undefined;
}

const DATASET = 'azure.open_ai_cost';

/**
 * Returns a mapper to documents with the fields of Elastic's billing documents. The amounts of a document are added to
 * those of earlier ones of the same day: a correction is a document with the difference. The id depends on the day, the
 * series and the number of the change, so a change that is handed out again is stored once.
 */
export function costsMapper({ namespace = 'default' }: CostsMapperOptions = {}): Mapper<CostRecord> {
  const dataStream = { type: 'metrics', dataset: DATASET, namespace } as const;
  return ({ origin, change }) => [{ document: toDocument(origin, change, dataStream) }];
}

function toDocument(origin: string, change: CostChange, dataStream: DataStream): Document {
  const { series, day, revision } = change;
  const { subscriptionId, subscriptionName, location } = series;
  const parts = [origin, seriesKey(origin, series), day, revision, change.totalCost, change.totalQuantity];
  return {
    id: createHash('sha256').update(JSON.stringify(parts)).digest('base64url'),
    dataStream,
    fields: {
      '@timestamp': `${day}T00:00:00.000Z`,
      azure: {
        billing: billingFields(change),
        open_ai_cost: costFields(change),
        ...(series.resourceId !== '' && { resource: resourceFields(series.resourceId) }),
        ...(subscriptionId !== '' && { subscription_id: subscriptionId }),
        ...(subscriptionName !== '' && { subscription_name: subscriptionName }),
      },
      cloud: { provider: 'azure', ...(location !== '' && { region: location }) },
      data_stream: { ...dataStream },
      event: { dataset: DATASET, module: 'azure' },
      metricset: { name: 'billing' },
      service: { type: 'azure' },
    },
  };
}

/** The fields of Elastic's billing documents. */
function billingFields({ series, day, cost, quantity }: CostChange): JsonObject {
  return {
    currency: series.currency,
    pretax_cost: toDecimal(toRawJson(cost)),
    product: [series.product, series.meter].filter(Boolean).join(' - '),
    quantity: toDecimal(toRawJson(quantity)),
    usage_date: `${day}T00:00:00.000Z`,
    usage_start: `${day}T00:00:00.000Z`,
    usage_end: `${day}T23:59:59.999Z`,
  };
}

function costFields({ series, totalCost, totalQuantity, revision }: CostChange): JsonObject {
  const { type, meter, unit, chargeType, pricingModel, deployment } = series;
  const texts = { unit, charge_type: chargeType, pricing_model: pricingModel, deployment };
  return {
    type,
    meter,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    revision,
    total_cost: toDecimal(toRawJson(totalCost)),
    total_quantity: toDecimal(toRawJson(totalQuantity)),
  };
}

function resourceFields(id: string): JsonObject {
  const { provider, ...resource } = azureResource(id).resource;
  return { ...resource, ...(provider !== undefined && { type: provider }) };
}
