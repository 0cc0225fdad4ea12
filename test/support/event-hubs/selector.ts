import type { PartitionLog } from './partition-log.ts';

const CLAUSE =
  /^amqp\.annotation\.x-opt-(?<annotation>offset|sequence-number|enqueued-time) (?<operator>>=?) '(?<value>[^']+)'$/;

/**
 * Returns the sequence number of the first event that a receiver's selector matches.
 *
 * @param filter such as `amqp.annotation.x-opt-offset > '-1'`
 * @returns undefined if the filter is invalid
 */
export function findStart(filter: string, log: PartitionLog): number | undefined {
  const groups = CLAUSE.exec(filter)?.groups;
  if (!groups) return undefined;
  const { annotation, operator, value } = groups as Record<string, string>;
  const next = log.state.lastSequenceNumber + 1;
  if (value === '@latest') return next;
  const number = Number(value);
  if (!Number.isFinite(number)) return undefined;
  const inclusive = operator === '>=';
  switch (annotation) {
    case 'offset':
      return number < 0 ? 0 : log.sequenceNumberAt(inclusive ? number : number + 1);
    case 'sequence-number':
      return Math.max(0, inclusive ? number : number + 1);
    default:
      return log.sequenceNumberAfter(inclusive ? number - 1 : number);
  }
}
