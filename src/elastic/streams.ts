/** Patterns of the data streams of the collectors. */
export const LOGS_INDICES = 'logs-azure_openai.logs-*';
export const METRICS_INDICES = 'metrics-azure.open_ai-*';
/** Of the charges of the bill. */
export const BILL_INDICES = 'metrics-azure.open_ai_cost-*';
export const DEAD_LETTERS_INDICES = 'logs-azure_openai.dead_letter-*';

/** All data streams of the collectors. */
export const COLLECTED_INDICES: readonly string[] = [LOGS_INDICES, METRICS_INDICES, BILL_INDICES, DEAD_LETTERS_INDICES];

/** The index template of Elastic's own integration for logs. */
export const INTEGRATION_TEMPLATE = 'logs-azure_openai.logs';

/** How spans are stored: by Elastic APM, or as OpenTelemetry has them. */
export type TraceStorage = 'apm' | 'otel';

/** How a storage names what it keeps of spans. */
export interface TraceStream {
  /** Pattern of its data streams. */
  readonly indices: string;
  /** Field with the name of the service. */
  readonly service: string;
  /** Returns the field of an attribute that is a text. */
  text(attribute: string): string;
  /** Returns the field of an attribute that is a number. */
  number(attribute: string): string;
}

export const TRACES: Readonly<Record<TraceStorage, TraceStream>> = {
  apm: {
    indices: 'traces-apm*',
    service: 'service.name',
    text: (attribute) => `labels.${attribute.replaceAll('.', '_')}`,
    number: (attribute) => `numeric_labels.${attribute.replaceAll('.', '_')}`,
  },
  otel: {
    indices: 'traces-*.otel-*',
    service: 'resource.attributes.service.name',
    text: (attribute) => `attributes.${attribute}`,
    number: (attribute) => `attributes.${attribute}`,
  },
};

/** Patterns of all data streams of spans. */
export const TRACES_INDICES: readonly string[] = Object.values(TRACES).map(({ indices }) => indices);

/** The attribute with the cost of a call, an integer in nano-USD. */
export const COST_NANO_USD = 'azure.openai.cost.nano_usd';
