/** Made when it is needed first: that takes 18 ms. */
let collator: Intl.Collator | undefined;

/** As people sort: by letters rather than code points, and numbers by their value; no two names are equal. */
export function compareNames(one: string, other: string): number {
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * Sorts what has a name in place, as {@linkcode compareNames} does. The collator takes half a second for a hundred
 * thousand names, so those of ASCII, which are nearly all, are compared by keys: code unit order is the collator's
 * there.
 */
export function sortByName(named: Named[]): void {
  named.map(toKeyed).sort(compareKeyed).forEach(({ one }, index) => named[index] = one);
}

/** What has a name. */
interface Named {
  readonly name: string;
}

/** The same with what it is compared by, if it has that: making it for each comparison takes most of the time. */
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

/** ASCII but digits and letters, in the collator's order: all of it comes before them. */
const PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/** What each code unit of ASCII counts for: one without case, and with punctuation first; 0 for none. */
const WEIGHTS = weights();

const [ZERO, NINE] = [0x30, 0x39];

/** A longer number would need a length that sorts after the letters. */
const MAX_DIGITS = 40;

/** Where a key is put together: a string that grows by one character at a time needs 32 bytes for each. */
const UNITS = new Uint8Array(512);

/** What a name's code units are compared by; undefined when only the collator knows. */
function keyOf(name: string): string | undefined {
  // A number needs one unit more than it has digits.
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
    // The number of digits first: the longer of two numbers is the larger one.
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

function weights(): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const [index, mark] of [...PUNCTUATION].entries()) table[mark.charCodeAt(0)] = index + 1;
  for (const unit of "0123456789abcdefghijklmnopqrstuvwxyz") {
    table[unit.charCodeAt(0)] = unit.charCodeAt(0);
    table[unit.toUpperCase().charCodeAt(0)] = unit.charCodeAt(0);
  }
  return table;
}
