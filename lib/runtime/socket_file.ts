import { StartError } from "../util/errors.ts";

/** Owner and group may connect: connecting requires write permission. */
const MODE = 0o660;

/**
 * Checks that the workers can listen on a Unix socket, and removes a stale one.
 *
 * @param path Absolute.
 * @throws {StartError} If a server listens on it, the path is not a socket, or it can't be created.
 */
export async function prepareSocket(path: string): Promise<void> {
  if (socketExists(path)) {
    if (await isListening(path)) {
      throw new StartError(`${path} is in use`, "another server listens there; name another one");
    }
    removeSocket(path);
  }
  try {
    Deno.listen({ transport: "unix", path }).close();
    removeSocket(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const advice = "its folder must exist and be writable; a path has about 100 characters at most";
    throw new StartError(`can't listen on ${path}: ${error.message}`, advice);
  }
}

/** Reports whether the socket exists. @throws {StartError} If the path is something else. */
function socketExists(path: string): boolean {
  try {
    if (Deno.lstatSync(path).isSocket) return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  throw new StartError(`${path} exists and is not a socket`, "name another one");
}

/** Reports whether a server accepts connections on the socket; a crashed server leaves a stale socket behind. */
async function isListening(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}

/** Removes the socket if it exists. */
export function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Lets only the owner and the group connect to the socket. */
export function restrictSocket(path: string): void {
  Deno.chmodSync(path, MODE);
}
