import { argon2id, argon2Verify, bcrypt, bcryptVerify, scrypt } from "hash-wasm";
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { parseHash } from "./hash_format.ts";

/** The ways to hash a new password. */
export const ALGORITHMS = ["argon2id", "bcrypt", "scrypt"] as const;

/** One of {@linkcode ALGORITHMS}. */
export type Algorithm = typeof ALGORITHMS[number];

/** The longest password that bcrypt takes into account, in bytes of UTF-8. */
export const MAX_BCRYPT_LENGTH = 72;

/** Stands for what can't be right, so that to find that out takes as long as for any other password. */
const STAND_IN = new Uint8Array([0]);

/**
 * Whether a password is the one that a hash was made of. Takes about a tenth of a second of this thread.
 *
 * @param hash As `parseHash` takes it.
 */
export async function verifyPassword(password: Uint8Array, hash: string): Promise<boolean> {
  const parsed = parseHash(hash);
  switch (parsed.kind) {
    case "bcrypt": {
      // What bcrypt would cut off must not make a wrong password right.
      const isPossible = password.length > 0 && password.length <= MAX_BCRYPT_LENGTH;
      const isRight = await bcryptVerify({ password: isPossible ? password : STAND_IN, hash });
      return isRight && isPossible;
    }
    case "argon2id": {
      const isPossible = password.length > 0;
      const isRight = await argon2Verify({ password: isPossible ? password : STAND_IN, hash });
      return isRight && isPossible;
    }
    case "scrypt": {
      const { salt, digest, logCost, blockSize, parallelism } = parsed;
      const isPossible = password.length > 0;
      const made = await scrypt({
        password: isPossible ? password : STAND_IN,
        salt,
        costFactor: 2 ** logCost,
        blockSize,
        parallelism,
        hashLength: digest.length,
        outputType: "binary",
      });
      return timingSafeEqual(made, digest) && isPossible;
    }
  }
}

/**
 * Hashes a password with a new salt.
 *
 * @throws {RangeError} For an empty one, and for one that is longer than bcrypt can tell.
 */
export async function hashPassword(password: Uint8Array, algorithm: Algorithm): Promise<string> {
  if (password.length === 0) throw new RangeError("the password is empty");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  switch (algorithm) {
    case "bcrypt":
      if (password.length > MAX_BCRYPT_LENGTH) {
        throw new RangeError(
          `bcrypt knows only the first ${MAX_BCRYPT_LENGTH} bytes of a password`,
        );
      }
      return await bcrypt({ password, salt, costFactor: 11, outputType: "encoded" })
        .then((hash) => hash.replace(/^\$2a\$/, "$2y$"));
    case "argon2id":
      // OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
      return await argon2id({
        ...{ password, salt, iterations: 2, parallelism: 1, memorySize: 19_456 },
        ...{ hashLength: 32, outputType: "encoded" },
      });
    case "scrypt": {
      const [logCost, blockSize, parallelism] = [15, 8, 3];
      const digest = await scrypt({
        ...{ password, salt, costFactor: 2 ** logCost, blockSize, parallelism },
        ...{ hashLength: 32, outputType: "binary" },
      });
      const parameters = `ln=${logCost},r=${blockSize},p=${parallelism}`;
      return `$scrypt$${parameters}$${unpadded(salt)}$${unpadded(digest)}`;
    }
  }
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
