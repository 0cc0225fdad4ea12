import { processWide } from '../../process-wide.ts';
import type { OperationResult } from '../operations/operation.ts';
import { asObject, asText } from '../json.ts';
import { remember } from './memory.ts';

/** What was called: Azure's answer does not always say it. */
export interface RequestedModel {
  readonly deployment?: string | undefined;
  /** `gen_ai.request.model`. */
  readonly requestModel?: string | undefined;
  /** The request's own `model`, which need not be the deployment that is called. */
  readonly model?: string | undefined;
  /** The models that the request's image tools name; undefined if there is no such tool. */
  readonly imageModels?: readonly string[] | undefined;
  /** The deployment that a header names for the image tool. */
  readonly imageDeployment?: string | undefined;
}

/** By their ids, the responses that this process created in the background and that nobody has seen finished. */
const unfinished = processWide('background-responses', () => new Map<string, RequestedModel>());

/**
 * A call that creates a response in the background. Azure bills it once, however often it is looked at, and its usage is
 * there when it has finished: the first call that sees that counts it.
 */
export class BackgroundCall {
  readonly #requested: RequestedModel;
  #id: string | undefined;

  constructor(requested: RequestedModel) {
    this.#requested = requested;
  }

  /** The first events of a stream have the id, by which others may look at the response from then on. */
  onChunk(chunk: unknown): void {
    if (this.#id === undefined) this.#remember(asText(asObject(asObject(chunk)?.['response'])?.['id']));
  }

  /** True if the response has finished, and this call is the first that sees it. */
  countsResult({ id, isPending }: OperationResult): boolean {
    if (this.#id !== undefined) return !isPending && unfinished.delete(this.#id);
    if (isPending) this.#remember(id);
    return !isPending;
  }

  #remember(id: string | undefined): void {
    if (id === undefined) return;
    this.#id = id;
    remember(unfinished, id, this.#requested);
  }
}

/**
 * For a call that looks at a response: what was called to create it, if this process created it in the background, it has
 * finished, and no call has seen that before. Undefined otherwise.
 */
export function finishedInBackground({ id, isPending }: OperationResult): RequestedModel | undefined {
  if (id === undefined || isPending) return undefined;
  const requested = unfinished.get(id);
  unfinished.delete(id);
  return requested;
}
