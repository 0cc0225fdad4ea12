/**
 * Keeps acknowledgements of one partition in the order of its batches: a checkpoint says that everything before it is
 * stored, so a batch that is not stored holds back all that follow it.
 */
export class PartitionOrder {
  readonly #last = new Map<string, Promise<boolean>>();

  /**
   * Called at once when a batch is handed out.
   *
   * @param partition of the batch
   * @param stored settles when the batch is stored (true) or given up (false); never rejects
   * @param acknowledge called once this batch and all before it in its partition are stored; never rejects
   * @returns whether the batch was acknowledged
   */
  async follow(partition: string, stored: Promise<boolean>, acknowledge: () => Promise<boolean>): Promise<boolean> {
    const previous = this.#last.get(partition);
    const mine = (async () => {
      const [before, self] = await Promise.all([previous ?? true, stored]);
      return before && self && acknowledge();
    })();
    this.#last.set(partition, mine);
    const acknowledged = await mine;
    // A partition that is idle is forgotten; one in which something was given up stays closed.
    if (acknowledged && this.#last.get(partition) === mine) this.#last.delete(partition);
    return acknowledged;
  }
}
