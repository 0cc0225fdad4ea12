import type { DataStream } from '../contracts/document.ts';

/** `{type}-{dataset}-{namespace}`. */
export function dataStreamName({ type, dataset, namespace }: DataStream): string {
  return `${type}-${dataset}-${namespace}`;
}
