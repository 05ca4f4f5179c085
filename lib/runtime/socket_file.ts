import { StartError } from "../util/start_error.ts";

/** For the owner and the group: whoever may write it may connect. */
const MODE = 0o660;

/**
 * Sees to it that the workers will be able to listen on a socket file; one that a server left behind is removed.
 *
 * @param path Absolute.
 * @throws {StartError} When somebody listens there, it is something else, or it can't be made.
 */
export async function prepareSocket(path: string): Promise<void> {
  if (isThere(path)) {
    if (await isListenedOn(path)) {
      throw new StartError(`${path} is in use`, "another server listens there; name another one");
    }
    removeSocket(path);
  }
  try {
    Deno.listen({ transport: "unix", path }).close();
    removeSocket(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const advice =
      "its folder has to be there, and writable; a path has about 100 characters at most";
    throw new StartError(`can't listen on ${path}: ${error.message}`, advice);
  }
}

function isThere(path: string): boolean {
  try {
    if (Deno.lstatSync(path).isSocket) return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  throw new StartError(`${path} is there already, and no socket`, "name another one");
}

/** Whether a server answers for the file: one that is gone leaves it behind. */
async function isListenedOn(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch {
    return false;
  }
}

/** Removes the file, which may be gone. */
export function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Lets nobody but the owner and the group connect. */
export function restrictSocket(path: string): void {
  Deno.chmodSync(path, MODE);
}
