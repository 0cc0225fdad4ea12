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
    const n = this.#length;
    if (n < LEAST) return { n, p50: null, p95: null, p99: null };
    const values = this.#values.subarray(0, n);
    let from = 0;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => {
      const rank = Math.ceil(share * n) - 1;
      // Smaller values are before the last rank already.
      partition(values, from, rank);
      from = rank;
      return values[rank]! / 1e6;
    });
    return { n, p50: p50!, p95: p95!, p99: p99! };
  }
}

/** Moves values until the one at `rank` is as if all were sorted, the smaller ones before it (Hoare's quickselect). */
function partition(values: Float64Array, from: number, rank: number): void {
  let [left, right] = [from, values.length - 1];
  while (left < right) {
    const pivot = values[(left + right) >>> 1]!;
    let [low, high] = [left, right];
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low > high) break;
      const value = values[low]!;
      values[low] = values[high]!;
      values[high] = value;
      low += 1;
      high -= 1;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else return;
  }
}
