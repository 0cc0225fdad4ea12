import { processWide, remember } from '../../process-wide.ts';
import { asObject, asText } from '../json.ts';
import type { OperationResult } from '../operations/operation.ts';

/** The names by which a call may be priced, from its request: Azure's answer does not always name the model. */
export interface RequestedModel {
  readonly deployment?: string | undefined;
  /** `gen_ai.request.model`. */
  readonly requestModel?: string | undefined;
  /** The `model` in the request's body, which need not be the deployment. */
  readonly model?: string | undefined;
  /** The models that the request's image tools name; undefined if there is no such tool. */
  readonly imageModels?: readonly string[] | undefined;
  /** The deployment of the image tool, from a header of the request. */
  readonly imageDeployment?: string | undefined;
}

/** The background responses that this process created and that no call has seen finished, by id. */
const unfinished = processWide('background-responses', () => new Map<string, RequestedModel>());

/**
 * A call that creates a response in the background. Azure bills the response once, however often it is retrieved. Its
 * usage is known when it has finished, so the first call that sees it finished counts it.
 */
export class BackgroundCall {
  readonly #requested: RequestedModel;
  #id: string | undefined;

  constructor(requested: RequestedModel) {
    this.#requested = requested;
  }

  /** Remembers the id from the first events of a stream: other calls may retrieve the response from then on. */
  onChunk(chunk: unknown): void {
    if (this.#id === undefined) this.#remember(asText(asObject(asObject(chunk)?.['response'])?.['id']));
  }

  /** True if the response has finished and no other call has counted it. */
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
 * Returns the names of a retrieved response, if this process created it in the background, it has finished, and no call
 * has counted it. The response counts as counted from then on.
 */
export function takeFinishedBackgroundResponse({ id, isPending }: OperationResult): RequestedModel | undefined {
  if (id === undefined || isPending) return undefined;
  const requested = unfinished.get(id);
  unfinished.delete(id);
  return requested;
}
