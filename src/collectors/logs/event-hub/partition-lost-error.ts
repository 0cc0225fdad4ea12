/**
 * Thrown into the client when a partition was seen to be another's. It has the code that the client gives a receiver
 * which was replaced, so that it closes the partition as lost and does not steal it back.
 */
export class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError';
  readonly code = 'ReceiverDisconnectedError';
  readonly retryable = false;

  constructor(partitionId: string, options?: ErrorOptions) {
    super(`Partition ${partitionId} is read by another process now`, options);
  }
}
