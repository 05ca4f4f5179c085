import { decodeBase64 } from "@std/encoding/base64";

/** A parsed password hash. */
export type ParsedHash =
  | { readonly kind: "bcrypt" }
  | { readonly kind: "argon2id" }
  | {
    readonly kind: "scrypt";
    readonly salt: Uint8Array;
    readonly digest: Uint8Array;
    /** Binary logarithm of the cost. */
    readonly logCost: number;
    readonly blockSize: number;
    readonly parallelism: number;
  };

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const ARGON2ID =
  /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;
const SCRYPT = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/.]{11,})\$([A-Za-z0-9+/.]{16,})$/;

/** Known formats that are rejected, with the reason. */
const REJECTED: readonly (readonly [RegExp, string])[] = [
  [/^\$apr1\$|^\$1\$/, "MD5, which can be guessed too fast"],
  [/^\{SHA\}/, "SHA-1 without a salt, which can be guessed too fast"],
  [/^\$[56]\$/, "SHA-crypt, which is not supported"],
  [/^\$argon2[id]\$/, "Argon2, but not Argon2id"],
];

/**
 * Parses a password hash: bcrypt, Argon2id or scrypt (PHC string format). The cost is limited, so that a login
 * takes neither too long nor too much memory.
 *
 * @throws {RangeError} For any other text. The message names the format and never contains the text.
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
  const known = REJECTED.find(([pattern]) => pattern.test(hash))?.[1];
  throw new RangeError(known ?? "plain text, or of an unknown format");
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

/** Some implementations write `.` instead of `+`. */
function fromBase64(text: string): Uint8Array {
  return decodeBase64(text.replaceAll(".", "+"));
}

function requireRange(parameter: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new RangeError(
    `a hash with unsupported parameters: ${parameter} must be from ${min} to ${max}`,
  );
}
