/** Created on first use, because that takes 18 ms. */
let collator: Intl.Collator | undefined;

/** Compares names in natural order: by letter rather than code point, and numbers by value. No two names are equal. */
export function compareNames(one: string, other: string): number {
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * Sorts in place, in the order of {@linkcode compareNames}. The collator takes half a second for a hundred thousand
 * names, so ASCII names, which are nearly all, are compared by keys whose code unit order is the collator's order.
 */
export function sortByName(named: Named[]): void {
  named.map(toKeyed).sort(compareKeyed).forEach(({ one }, index) => named[index] = one);
}

interface Named {
  readonly name: string;
}

/** An item with its sort key, if it has one. Computing the key for each comparison would take most of the time. */
interface Keyed {
  readonly key: string | undefined;
  readonly one: Named;
}

function toKeyed(one: Named): Keyed {
  return { key: keyOf(one.name), one };
}

function compareKeyed(one: Keyed, other: Keyed): number {
  if (one.key === undefined || other.key === undefined || one.key === other.key) {
    return compareNames(one.one.name, other.one.name);
  }
  return one.key < other.key ? -1 : 1;
}

/** ASCII punctuation in the collator's order, which puts all of it before digits and letters. */
const PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/** The weight of each ASCII code unit, ignoring case, punctuation first; 0 if it has none. */
const WEIGHTS = createWeights();

const [ZERO, NINE] = [0x30, 0x39];

/** The length of a longer number would collide with the weights of letters. */
const MAX_DIGITS = 40;

/** Buffer for the key being built: a string that grows by single characters needs 32 bytes for each. */
const UNITS = new Uint8Array(512);

/** Returns the sort key of a name; undefined if only the collator can order it. */
function keyOf(name: string): string | undefined {
  // A number needs one more unit than it has digits, so a character needs at most two.
  if (2 * name.length > UNITS.length) return undefined;
  let length = 0;
  for (let index = 0; index < name.length;) {
    const weight = WEIGHTS[name.charCodeAt(index)] ?? 0;
    if (weight === 0) return undefined;
    if (!isDigit(weight)) {
      UNITS[length++] = weight;
      index++;
      continue;
    }
    while (name.charCodeAt(index) === ZERO) index++;
    // The digit count comes first: without leading zeros, the longer number is the larger.
    const start = length++;
    for (; isDigit(name.charCodeAt(index)); index++) UNITS[length++] = name.charCodeAt(index);
    const digits = length - start - 1;
    if (digits > MAX_DIGITS) return undefined;
    UNITS[start] = ZERO + digits;
  }
  return Reflect.apply(String.fromCharCode, undefined, UNITS.subarray(0, length));
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

function createWeights(): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const [index, mark] of [...PUNCTUATION].entries()) table[mark.charCodeAt(0)] = index + 1;
  for (const unit of "0123456789abcdefghijklmnopqrstuvwxyz") {
    table[unit.charCodeAt(0)] = unit.charCodeAt(0);
    table[unit.toUpperCase().charCodeAt(0)] = unit.charCodeAt(0);
  }
  return table;
}
