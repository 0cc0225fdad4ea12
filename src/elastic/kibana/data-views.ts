import { BILL_INDICES, LOGS_INDICES, METRICS_INDICES } from '../streams.ts';
import { fieldName, type RuntimeField, toPainless } from './fields.ts';
import type { View } from './panel.ts';
import type { TraceFields } from './trace-fields.ts';

/** A data view of ours. */
export interface DataView {
  readonly id: View;
  readonly name: string;
  /** Pattern of its data streams. */
  readonly title: string;
  readonly runtimeFields: readonly RuntimeField[];
}

/** Returns the data views of the collectors' documents and of the spans in each storage. */
export function dataViews(traces: readonly TraceFields[]): readonly DataView[] {
  return [
    { id: 'logs', name: 'Azure OpenAI logs', title: LOGS_INDICES, runtimeFields: [] },
    { id: 'metrics', name: 'Azure OpenAI metrics', title: METRICS_INDICES, runtimeFields: [] },
    { id: 'bill', name: 'Azure OpenAI charges', title: BILL_INDICES, runtimeFields: [] },
    ...traces.map(({ view, titleSuffix, indices, runtime }): DataView => ({
      id: view,
      name: `Azure OpenAI calls${titleSuffix}`,
      title: indices,
      runtimeFields: Object.values(runtime),
    })),
  ];
}

/** Returns the runtime fields of a data view as Kibana keeps them. */
export function runtimeFieldMap({ runtimeFields }: DataView): Record<string, object> {
  return Object.fromEntries(
    runtimeFields.map((field) => [
      fieldName(field),
      { type: field.type, script: { source: toPainless(field, 'emit') } },
    ]),
  );
}
