/** More entries are forgotten, the oldest first: what nobody asks for again must not fill the memory. */
export const MAX_REMEMBERED = 10_000;

/** Adds an entry to a memory of limited size. */
export function remember<V>(memory: Map<string, V>, key: string, value: V): void {
  memory.set(key, value);
  if (memory.size > MAX_REMEMBERED) memory.delete(memory.keys().next().value!);
}
