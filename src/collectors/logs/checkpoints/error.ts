/** Thrown by an acknowledgement whose checkpoint could not be stored: its batch, or a part of it, may come again. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly eventHub: string;
  readonly partitionId: string;
  readonly sequenceNumber: number;

  constructor(
    at: { readonly eventHub: string; readonly partitionId: string; readonly sequenceNumber: number },
    options?: ErrorOptions,
  ) {
    super(
      `The checkpoint of partition ${at.partitionId} of event hub ${at.eventHub} at sequence number ` +
        `${at.sequenceNumber} could not be stored; a later one will cover it`,
      options,
    );
    this.eventHub = at.eventHub;
    this.partitionId = at.partitionId;
    this.sequenceNumber = at.sequenceNumber;
  }
}
