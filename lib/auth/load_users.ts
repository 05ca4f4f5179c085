import { UsageError } from "../util/errors.ts";
import { parseHtpasswd, type User } from "./users.ts";

/** Larger than any file of users, in bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/**
 * Reads an htpasswd file.
 *
 * @throws {UsageError} When it can't be read, or has something that can't be used.
 */
export function loadUsers(file: string): User[] {
  try {
    const { isFile, size } = Deno.statSync(file);
    if (!isFile || size > MAX_SIZE) {
      throw new UsageError(`"${file}" is no htpasswd file`, "a line USER:HASH for each user");
    }
    return parseHtpasswd(Deno.readTextFileSync(file), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const advice = error instanceof Deno.errors.NotFound
      ? "name one that exists"
      : "look at its permissions";
    throw new UsageError(`the htpasswd file "${file}" can't be read`, advice);
  }
}
