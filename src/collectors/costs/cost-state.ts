import { isObject } from '../../json.ts';
import { InvalidCursorsError, type StoredText } from '../metrics/cursor-stores.ts';
import { addChanges, type CostChange, type StoredCosts } from './cost-row.ts';

/** Changes of one origin that are acknowledged together. */
export interface CostChanges {
  readonly origin: string;
  readonly changes: readonly CostChange[];
}

/** The content of the cursor: the charges that are stored, and the changes that were handed out since. */
interface Saved {
  readonly version: 1;
  /** Days before it are forgotten. @default none */
  readonly keepFrom?: string;
  readonly stored: StoredCosts;
  readonly pending: readonly CostChanges[];
}

/**
 * The charges that were handed out. Changes are saved before they are handed out: a process that is killed between the
 * storage of a document and the next save leaves them to the next process, which hands out the same documents.
 */
export class CostState {
  readonly #text: StoredText | undefined;
  /** The charges that are stored, without what is pending. */
  #stored: StoredCosts = { series: {}, days: {} };
  #pending: CostChanges[] = [];
  /** The charges with all changes. */
  #handedOut: StoredCosts = { series: {}, days: {} };
  #keepFrom = '';
  #saving: Promise<void> = Promise.resolve();

  /** @param text absent: everything is forgotten at the end of the process */
  constructor(text: StoredText | undefined) {
    this.#text = text;
  }

  /**
   * Loads what an earlier process saved.
   *
   * @returns the changes that it handed out and did not acknowledge
   * @throws InvalidCursorsError
   */
  async load(): Promise<readonly CostChanges[]> {
    const found = await this.#text?.load();
    if (!found) return [];
    const { stored, pending, keepFrom = '' } = parse(found.text, found.location);
    this.#keepFrom = keepFrom;
    this.#stored = stored;
    this.#pending = [...pending];
    this.#handedOut = structuredClone(stored);
    for (const { origin, changes } of pending) addChanges(this.#handedOut, origin, changes, '');
    return pending;
  }

  /** The charges that were handed out. */
  get handedOut(): StoredCosts {
    return this.#handedOut;
  }

  /** The first day that is not forgotten: one that is read again after it was forgotten would count twice. */
  get keepFrom(): string {
    return this.#keepFrom;
  }

  /**
   * Saves changes before they are handed out. May be called again after it failed.
   *
   * @param keepFrom days before it are not read again, and are forgotten
   */
  async add(batch: CostChanges, keepFrom: string): Promise<void> {
    if (!this.#pending.includes(batch)) {
      this.#keepFrom = keepFrom;
      this.#pending.push(batch);
      addChanges(this.#handedOut, batch.origin, batch.changes, keepFrom);
    }
    await this.#save();
  }

  async acknowledge(batch: CostChanges): Promise<void> {
    this.#pending = this.#pending.filter((one) => one !== batch);
    addChanges(this.#stored, batch.origin, batch.changes, this.#keepFrom);
    await this.#save();
  }

  /** Settles when no save is under way. */
  async idle(): Promise<void> {
    await this.#saving.catch(() => {});
  }

  #save(): Promise<void> {
    const saved: Saved = { version: 1, keepFrom: this.#keepFrom, stored: this.#stored, pending: this.#pending };
    const text = `${JSON.stringify(saved)}\n`;
    return (this.#saving = this.#saving.catch(() => {}).then(() => this.#text?.save(text)));
  }
}

function parse(text: string, location: string): Saved {
  const invalid = (problem: string, options?: ErrorOptions): InvalidCursorsError =>
    new InvalidCursorsError(location, problem, { ...options, of: 'costs' });
  let saved: Partial<Saved>;
  try {
    saved = Object(JSON.parse(text)) as Partial<Saved>;
  } catch (error) {
    throw invalid('it is no JSON', { cause: error });
  }
  const { version, stored, pending } = saved;
  if (version !== 1) throw invalid('its version is not 1');
  if (!isObject(stored?.series) || !isObject(stored.days) || !Array.isArray(pending)) {
    throw invalid('it does not hold charges by day');
  }
  return saved as Saved;
}
