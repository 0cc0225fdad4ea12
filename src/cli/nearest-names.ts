/**
 * The names that `name` was most likely meant to be, the nearest first: those a few characters away, then those that
 * contain it.
 */
export function nearestNames(name: string, names: Iterable<string>, most = 3): string[] {
  const normal = normalise(name);
  const limit = Math.max(2, Math.floor(normal.length / 3));
  return [...names]
    .map((candidate) => ({ candidate, distance: distanceOf(normal, normalise(candidate), limit) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean a, b or c?`, or nothing if no name is near. */
export function didYouMean(name: string, names: Iterable<string>, most = 1): string {
  const nearest = nearestNames(name, names, most);
  if (nearest.length === 0) return '';
  const last = nearest.pop();
  return ` Did you mean ${nearest.length === 0 ? '' : `${nearest.join(', ')} or `}${last}?`;
}

function distanceOf(from: string, to: string, limit: number): number {
  const distance = editDistance(from, to);
  if (distance <= limit && distance < to.length) return distance;
  return from.length >= 4 && to.includes(from) ? limit + to.length : Infinity;
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, '');
}

/** How many characters to add, take away or change (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (from[i] === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
