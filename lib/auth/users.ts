import { UsageError } from "../util/errors.ts";
import { parseHash } from "./hash_format.ts";

/** A user name and the hash of its password. */
export interface User {
  readonly name: string;
  readonly hash: string;
}

/** Maximum size of an htpasswd file, in bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

const HASH_ADVICE = "make one with plinth hash-password: Argon2id, bcrypt or scrypt";
const LINE_ADVICE = "write a line USER:HASH for each user";

/**
 * Parses a line of an htpasswd file or a value of `--auth`: `USER:HASH`.
 *
 * @param source Names the line in messages. Messages never contain the hash: it may be a plain password.
 * @throws {UsageError}
 */
export function readUser(text: string, source: string): User {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  // deno-lint-ignore no-control-regex -- RFC 7617 allows no controls in a user-id
  if (colon < 1 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new UsageError(`${source} is not USER:HASH`, HASH_ADVICE);
  }
  const hash = text.slice(colon + 1).trim();
  try {
    parseHash(hash);
    return { name, hash };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`the password of "${name}" in ${source} is ${error.message}`, HASH_ADVICE);
  }
}

/**
 * Parses the text of an htpasswd file.
 *
 * @param file The file's name, for messages.
 * @throws {UsageError} For an invalid line, a duplicate user, or a file without users.
 */
export function parseHtpasswd(text: string, file: string): User[] {
  const users: User[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const user = readUser(line, `${file}:${index + 1}`);
    if (users.some(({ name }) => name === user.name)) {
      throw new UsageError(`"${user.name}" is in ${file} twice`, "write one line for each user");
    }
    users.push(user);
  }
  if (users.length > 0) return users;
  throw new UsageError(`there are no users in ${file}`, LINE_ADVICE);
}

/**
 * Reads an htpasswd file.
 *
 * @throws {UsageError} If it can't be read, is larger than 4 MiB, or has an invalid line.
 */
export function loadUsers(file: string): User[] {
  try {
    const { isFile, size } = Deno.statSync(file);
    if (!isFile || size > MAX_SIZE) {
      throw new UsageError(`"${file}" is not an htpasswd file`, LINE_ADVICE);
    }
    return parseHtpasswd(Deno.readTextFileSync(file), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const advice = error instanceof Deno.errors.NotFound
      ? "name one that exists"
      : "check its permissions";
    throw new UsageError(`the htpasswd file "${file}" can't be read`, advice);
  }
}
