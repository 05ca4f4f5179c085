// The worker that verifies passwords, and the only one that has the hashes. A hash takes about a tenth of a second: in a
// worker of its own it delays only requests with a password. The worker has no permissions.

import type { FromHasher, ToHasher } from "./messages.ts";
import { verifyPassword } from "./password_hash.ts";
import { findHash, type UserTable } from "./user_table.ts";

// The available types are a window's; these are the members of a worker's global scope.
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToHasher>) => void;
  postMessage(message: FromHasher): void;
};

let users: UserTable = new Map();

/** Passwords are hashed one after the other: in parallel they would only use more memory. */
let queue: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if (data.kind === "users") users = data.users;
  else queue = queue.then(() => verify(data));
};

async function verify(
  { id, rule, name, password }: Extract<ToHasher, { kind: "verify" }>,
): Promise<void> {
  let isRight = false;
  try {
    const found = findHash(users, rule, name);
    isRight = found !== undefined && await verifyPassword(password, found.hash) && found.isOfUser;
  } catch {
    // If the hash can't be computed, for example for lack of memory, the login is rejected.
  }
  scope.postMessage({ id, isRight });
}
