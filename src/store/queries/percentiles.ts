/** Fewer values have no p95: it would be their maximum. */
const LEAST = 10;

/** Exact percentiles, in seconds. Those of fewer than 10 values are null. */
export interface Percentiles {
  /** How many values there are. */
  readonly n: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Collects values to take percentiles of. */
export class Samples {
  #values: Float64Array = new Float64Array(16);
  #length = 0;

  /** @param value µs */
  add(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** Returns the percentiles by the nearest rank. */
  percentiles(): Percentiles {
    const sorted = this.#values.subarray(0, this.#length).toSorted();
    const at = (share: number): number | null =>
      this.#length < LEAST ? null : sorted[Math.ceil(share * this.#length) - 1]! / 1e6;
    return { n: this.#length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }
}
