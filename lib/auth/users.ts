import { UsageError } from "../util/errors.ts";
import { parseHash } from "./hash_format.ts";

/** A user, and the hash of the password. */
export interface User {
  readonly name: string;
  readonly hash: string;
}

const ADVICE = "plinth hash-password makes one with Argon2id, bcrypt or scrypt";

/**
 * Reads a line of an htpasswd file, or a value of `--auth`: `USER:HASH`.
 *
 * @param where What the line is called in messages, which never have the hash: it may be a password.
 * @throws {UsageError}
 */
export function readUser(text: string, where: string): User {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  // deno-lint-ignore no-control-regex -- RFC 7617 has no controls in a user-id
  if (colon < 1 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new UsageError(`${where} is not USER:HASH`, ADVICE);
  }
  const hash = text.slice(colon + 1).trim();
  try {
    parseHash(hash);
    return { name, hash };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`the password of "${name}" in ${where} is ${error.message}`, ADVICE);
  }
}

/**
 * Reads an htpasswd file.
 *
 * @param file Its name, for messages.
 * @throws {UsageError} When it has a line that can't be used, a user twice, or nobody.
 */
export function parseHtpasswd(text: string, file: string): User[] {
  const users: User[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const user = readUser(line, `${file}:${index + 1}`);
    if (users.some(({ name }) => name === user.name)) {
      throw new UsageError(`"${user.name}" is in ${file} twice`, "one line for each user");
    }
    users.push(user);
  }
  if (users.length > 0) return users;
  throw new UsageError(`there is nobody in ${file}`, "a line USER:HASH for each user");
}
