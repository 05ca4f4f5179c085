import { decodeBase64 } from "@std/encoding/base64";

/** What the text of a password hash says. */
export type ParsedHash =
  | { readonly kind: "bcrypt" }
  | { readonly kind: "argon2id" }
  | {
    readonly kind: "scrypt";
    readonly salt: Uint8Array;
    readonly digest: Uint8Array;
    /** The logarithm to the base 2 of the cost. */
    readonly logCost: number;
    readonly blockSize: number;
    readonly parallelism: number;
  };

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const ARGON2ID =
  /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;
const SCRYPT = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/.]{11,})\$([A-Za-z0-9+/.]{16,})$/;

/** What is known and refused, and why. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^\$apr1\$|^\$1\$/, "MD5, which is guessed too fast"],
  [/^\{SHA\}/, "SHA-1 without a salt, which is guessed too fast"],
  [/^\$[56]\$/, "SHA-crypt, which no library at hand can check"],
  [/^\$argon2[id]\$/, "Argon2, but not Argon2id"],
];

/**
 * Reads the text of a password hash: bcrypt, Argon2id or scrypt (PHC string format), of a cost that one can wait for.
 *
 * @throws {RangeError} For any other; says what it is, never what it contains.
 */
export function parseHash(hash: string): ParsedHash {
  const bcrypt = BCRYPT.exec(hash);
  if (bcrypt !== null) {
    requireRange("bcrypt's cost", Number(bcrypt[1]), 4, 15);
    return { kind: "bcrypt" };
  }
  const argon2id = ARGON2ID.exec(hash);
  if (argon2id !== null) {
    const [, memory, passes, lanes] = argon2id.map(Number);
    requireRange("Argon2id's memory in KiB", memory ?? 0, 8, 262_144);
    requireRange("Argon2id's passes", passes ?? 0, 1, 16);
    requireRange("Argon2id's lanes", lanes ?? 0, 1, 16);
    return { kind: "argon2id" };
  }
  const scrypt = SCRYPT.exec(hash);
  if (scrypt !== null) return parseScrypt(scrypt);
  const known = REFUSED.find(([pattern]) => pattern.test(hash))?.[1];
  throw new RangeError(known ?? "plain text, or of a kind that is not known");
}

function parseScrypt([, ln, r, p, salt = "", digest = ""]: readonly string[]): ParsedHash {
  const [logCost, blockSize, parallelism] = [Number(ln), Number(r), Number(p)];
  requireRange("scrypt's ln", logCost, 4, 18);
  requireRange("scrypt's r", blockSize, 1, 32);
  requireRange("scrypt's p", parallelism, 1, 16);
  return {
    kind: "scrypt",
    salt: fromBase64(salt),
    digest: fromBase64(digest),
    logCost,
    blockSize,
    parallelism,
  };
}

/** Some write a dot for a plus. */
function fromBase64(text: string): Uint8Array {
  return decodeBase64(text.replaceAll(".", "+"));
}

function requireRange(what: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new RangeError(
    `one whose parameters can't be used: ${what} is to be from ${least} to ${most}`,
  );
}
