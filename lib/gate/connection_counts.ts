/** Number of hash slots for addresses. Addresses that hash to the same slot are counted together. */
const SLOTS = 65_536;

/** Index of a worker's total in its row; the slots follow. */
const TOTAL = 0;

const ROW_LENGTH = SLOTS + 1;

/** Returns memory in which each worker counts its connections and reads the counts of all workers. */
export function createConnectionCountMemory(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(workers * ROW_LENGTH * Uint16Array.BYTES_PER_ELEMENT);
}

/**
 * Connection counts of all workers, in total and per address. Each worker writes only its own row, so that the counts
 * of a dead worker can be cleared.
 */
export class ConnectionCounts {
  readonly #rows: Uint16Array[] = [];
  readonly #own: Uint16Array;
  readonly #salt: number;

  /**
   * @param row Index of the worker's own row, from 0.
   * @param salt The same random number in all workers. It keeps attackers from finding addresses that share a slot.
   */
  constructor(memory: SharedArrayBuffer, row: number, salt: number) {
    const all = new Uint16Array(memory);
    for (let start = 0; start < all.length; start += ROW_LENGTH) {
      this.#rows.push(all.subarray(start, start + ROW_LENGTH));
    }
    const own = this.#rows[row];
    if (own === undefined) throw new RangeError(`there is no row ${row}`);
    this.#own = own;
    this.#salt = salt;
  }

  /** @param key From `clientNetwork`; undefined to count in the total only. */
  add(key: string | undefined): void {
    Atomics.add(this.#own, TOTAL, 1);
    if (key !== undefined) Atomics.add(this.#own, this.#slotOf(key), 1);
  }

  /** Reverts {@linkcode add}. */
  remove(key: string | undefined): void {
    Atomics.sub(this.#own, TOTAL, 1);
    if (key !== undefined) Atomics.sub(this.#own, this.#slotOf(key), 1);
  }

  /** Returns the number of connections of all workers. */
  total(): number {
    return this.#sum(TOTAL);
  }

  /** Returns the number of connections of all workers under a key. */
  countOf(key: string): number {
    return this.#sum(this.#slotOf(key));
  }

  /** Clears the own row, after its worker has died. */
  clear(): void {
    this.#own.fill(0);
  }

  #sum(index: number): number {
    return this.#rows.reduce((sum, row) => sum + Atomics.load(row, index), 0);
  }

  /** FNV-1a, seeded with the salt. */
  #slotOf(key: string): number {
    let hash = 0x811c9dc5 ^ this.#salt;
    for (let index = 0; index < key.length; index++) {
      hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    }
    return 1 + ((hash ^ (hash >>> 16)) & (SLOTS - 1));
  }
}
