import type { Cost, TokenCounts } from '../../pricing/index.ts';
import type { Attempts } from '../client/attempts.ts';
import type { RequestedModel } from '../billing/background.ts';
import type { CallContext } from './types.ts';
import type { OperationResult } from '../operations/operation.ts';
import type { AzureHeaders } from '../attributes/response-headers.ts';

/** All that is known of a call once it has ended: what metrics are made of. */
export interface CallResult {
  readonly start: CallContext;
  readonly durationSeconds: number;
  readonly errorType: string | undefined;
  readonly headers: AzureHeaders;
  /** Of a failed call what its error tells. */
  readonly result: OperationResult;
  readonly tokens: TokenCounts | undefined;
  /** What was called: for a look at a background response that counts it, to create that. */
  readonly requested: RequestedModel;
  /** Absent for what is not billed. */
  readonly cost: Cost | undefined;
  /** Seconds until the first chunk of a stream. */
  readonly timeToFirstChunk: number | undefined;
  /** Seconds from each chunk of a stream to the next; undefined unless they are asked for. */
  readonly timesPerChunk: readonly number[] | undefined;
  readonly attempts: Attempts;
}
