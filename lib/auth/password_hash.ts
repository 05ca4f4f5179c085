import { argon2id, argon2Verify, bcrypt, bcryptVerify, scrypt } from "hash-wasm";
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { parseHash } from "./hash_format.ts";

/** Algorithms for new hashes. */
export const ALGORITHMS = ["argon2id", "bcrypt", "scrypt"] as const;

/** One of {@linkcode ALGORITHMS}. */
export type Algorithm = typeof ALGORITHMS[number];

/** Maximum length of a password for bcrypt, in bytes of UTF-8; bcrypt ignores the rest. */
export const MAX_BCRYPT_LENGTH = 72;

/** Hashed instead of a password that can't be right, so that the response takes as long as for any other. */
const DECOY = new Uint8Array([0]);

/**
 * Returns whether a password matches a hash. Blocks this thread for about a tenth of a second.
 *
 * @param hash A hash that `parseHash` accepts.
 */
export async function verifyPassword(password: Uint8Array, hash: string): Promise<boolean> {
  const parsed = parseHash(hash);
  switch (parsed.kind) {
    case "bcrypt": {
      // bcrypt would truncate a longer password, and so accept a wrong one.
      const isPossible = password.length > 0 && password.length <= MAX_BCRYPT_LENGTH;
      const isRight = await bcryptVerify({ password: isPossible ? password : DECOY, hash });
      return isRight && isPossible;
    }
    case "argon2id": {
      const isPossible = password.length > 0;
      const isRight = await argon2Verify({ password: isPossible ? password : DECOY, hash });
      return isRight && isPossible;
    }
    case "scrypt": {
      const { salt, digest, logCost, blockSize, parallelism } = parsed;
      const isPossible = password.length > 0;
      const computed = await scrypt({
        password: isPossible ? password : DECOY,
        salt,
        costFactor: 2 ** logCost,
        blockSize,
        parallelism,
        hashLength: digest.length,
        outputType: "binary",
      });
      return timingSafeEqual(computed, digest) && isPossible;
    }
  }
}

/**
 * Hashes a password with a random salt.
 *
 * @throws {RangeError} For an empty password, or one that is too long for bcrypt.
 */
export async function hashPassword(password: Uint8Array, algorithm: Algorithm): Promise<string> {
  if (password.length === 0) throw new RangeError("the password is empty");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  switch (algorithm) {
    case "bcrypt":
      if (password.length > MAX_BCRYPT_LENGTH) {
        throw new RangeError(
          `bcrypt uses only the first ${MAX_BCRYPT_LENGTH} bytes of a password`,
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
