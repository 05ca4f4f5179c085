// The worker that looks at passwords, which takes a tenth of a second each: it may do nothing else, and no request
// waits for it but those with a password.

import type { FromHasher, ToHasher } from "./messages.ts";
import { verifyPassword } from "./password_hash.ts";

// The types at hand are a window's; this is what a worker has.
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToHasher>) => void;
  postMessage(message: FromHasher): void;
};

/** One after the other: at the same time they would only take more memory. */
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
  last = last.then(() => verify(data));
};

async function verify({ id, password, hash }: ToHasher): Promise<void> {
  let isRight = false;
  try {
    isRight = await verifyPassword(password, hash);
  } catch {
    // A hash that can't be computed, for want of memory for instance, lets nobody in.
  }
  scope.postMessage({ id, isRight });
}
