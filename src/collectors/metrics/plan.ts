import { MAX_BATCH_SIZE } from './metrics-reader.ts';
import type { Account, MetricGroup } from './types.ts';
import type { Window } from './schedule.ts';

/** A part of what is to be read: one group of one account. */
export interface Part {
  readonly account: Account;
  readonly group: MetricGroup;
  /** What was not read before. */
  readonly fresh: Window;
  /** `fresh`, and what before it is read again. */
  readonly window: Window;
}

/** Parts that one request can read. */
export interface Task extends Omit<Part, 'account'> {
  readonly accounts: readonly Account[];
}

/** Puts together what one request can read: one group and window, one region, accounts of one kind, at most 50. */
export function planTasks(parts: Iterable<Part>): Task[] {
  const open = new Map<string, Task & { accounts: Account[] }>();
  const tasks: Task[] = [];
  for (const { account, group, fresh, window } of parts) {
    const key = [regionKey(account), group.name, window.from, fresh.from, fresh.to].join();
    let task = open.get(key);
    if (!task || task.accounts.length === MAX_BATCH_SIZE) {
      task = { accounts: [], group, fresh, window };
      open.set(key, task);
      tasks.push(task);
    }
    task.accounts.push(account);
  }
  return tasks;
}

/** The same for accounts of a subscription that have the same metrics at the same place. */
export function regionKey({ location, kind }: Account): string {
  return `${location} ${kind}`;
}
