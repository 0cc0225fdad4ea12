import type { Document } from '../contracts/document.ts';
import type { Outcome } from '../contracts/sink.ts';

/** A sink did not answer for each document: which of them are stored can't be known, so none is acknowledged. */
export class SinkContractError extends Error {
  override readonly name = 'SinkContractError';
  readonly documents: number;
  readonly outcomes: number;

  constructor(documents: number, outcomes: number) {
    super(`The sink was given ${documents} documents and answered ${outcomes} outcomes: write() owes one for each.`);
    this.documents = documents;
    this.outcomes = outcomes;
  }
}

/** @throws SinkContractError unless there is one outcome for each document */
export function checkOutcomes(outcomes: readonly Outcome[], documents: readonly Document[]): readonly Outcome[] {
  if (outcomes.length !== documents.length) throw new SinkContractError(documents.length, outcomes.length);
  return outcomes;
}
