import type { DataStream } from '../pipeline/document.ts';

/** `{type}-{dataset}-{namespace}`. */
export function dataStreamName({ type, dataset, namespace }: DataStream): string {
  return `${type}-${dataset}-${namespace}`;
}
