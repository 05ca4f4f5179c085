import { fromFileUrl, resolve } from "../util/path.ts";
import { UsageError } from "../util/errors.ts";

/** The built-in site, which is served when no folder is named. */
const BUILT_IN = new URL("../../www/", import.meta.url);

/**
 * The absolute path of the folder to serve. It is not resolved: it may be a link that comes to lead elsewhere.
 *
 * @param directory As it was named; undefined for the built-in site.
 * @throws {UsageError} When there is no such folder, or it may not be read.
 */
export function findRoot(directory: string | undefined): string {
  if (directory === undefined) return builtInRoot();
  try {
    const path = resolve(directory);
    if (Deno.statSync(path).isDirectory) {
      lookInto(path);
      return path;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new UsageError(
        `the folder "${directory}" is not permitted`,
        "give its absolute path here and in --allow-read",
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new UsageError(`the folder "${directory}" can't be read`, "look at its permissions");
    }
    throw new UsageError(
      `there is no folder "${directory}"`,
      "name one that exists, or . for this one",
    );
  }
  throw new UsageError(`"${directory}" is a file`, "name the folder that it is in");
}

/** Looks for what may be there or not. @throws {Deno.errors.PermissionDenied} When nothing in the folder can be reached. */
function lookInto(folder: string): void {
  try {
    Deno.lstatSync(`${folder}/plinth.json`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether a root, with slashes, is the built-in site's. */
export function isBuiltIn(root: string): boolean {
  return root === builtInRoot().replaceAll("\\", "/");
}

function builtInRoot(): string {
  return fromFileUrl(BUILT_IN).replace(/[/\\]$/, "");
}
