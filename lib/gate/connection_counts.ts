import { unmapIPv4 } from "../util/unmapped.ts";

/** Places for addresses; two that share one are counted as one. */
const SLOTS = 65_536;

/** Where the count of a worker's connections stands in its row; addresses come after it. */
const TOTAL = 0;

const ROW = SLOTS + 1;

/** Makes the memory in which the workers count their connections, so that each knows of all. */
export function createConnectionCountMemory(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(workers * ROW * Uint16Array.BYTES_PER_ELEMENT);
}

/**
 * Counts the connections of all workers, in all and by address. Each worker writes to its own row, so that
 * what a dead one had counted can be taken back.
 */
export class ConnectionCounts {
  readonly #rows: Uint16Array[] = [];
  readonly #own: Uint16Array;
  readonly #salt: number;

  /**
   * @param row Which is the caller's own, from 0.
   * @param salt The same for all workers: nobody outside can tell which addresses share a place.
   */
  constructor(memory: SharedArrayBuffer, row: number, salt: number) {
    const all = new Uint16Array(memory);
    for (let start = 0; start < all.length; start += ROW) {
      this.#rows.push(all.subarray(start, start + ROW));
    }
    const own = this.#rows[row];
    if (own === undefined) throw new RangeError(`there is no row ${row}`);
    this.#own = own;
    this.#salt = salt;
  }

  /** @param address Undefined when there is none, or it is not to be counted. */
  add(address: string | undefined): void {
    Atomics.add(this.#own, TOTAL, 1);
    if (address !== undefined) Atomics.add(this.#own, this.#slot(address), 1);
  }

  remove(address: string | undefined): void {
    Atomics.sub(this.#own, TOTAL, 1);
    if (address !== undefined) Atomics.sub(this.#own, this.#slot(address), 1);
  }

  /** How many connections there are. */
  total(): number {
    return this.#sum(TOTAL);
  }

  /** How many come from an address. */
  countOf(address: string): number {
    return this.#sum(this.#slot(address));
  }

  /** Forgets what was counted in the own row: its worker is dead. */
  clear(): void {
    this.#own.fill(0);
  }

  #sum(index: number): number {
    return this.#rows.reduce((sum, row) => sum + Atomics.load(row, index), 0);
  }

  /** FNV-1a, begun with the salt. */
  #slot(address: string): number {
    let hash = 0x811c9dc5 ^ this.#salt;
    for (let index = 0; index < address.length; index++) {
      hash = Math.imul(hash ^ address.charCodeAt(index), 0x01000193);
    }
    return 1 + ((hash ^ (hash >>> 16)) & (SLOTS - 1));
  }
}

/**
 * What connections from an address are counted under: an IPv4 address itself, of an IPv6 address the first
 * 64 bits, since whoever has one of those has them all (RFC 6177).
 */
export function addressKey(address: string): string {
  const plain = unmapIPv4(address);
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%", 1)[0]?.toLowerCase().split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0");
  const groups = tail === undefined ? front : [...front, ...zeros, ...back];
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
