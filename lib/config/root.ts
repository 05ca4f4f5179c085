import { fromFileUrl, resolve } from "../util/path.ts";
import { UsageError } from "../util/errors.ts";

/** The built-in site, which is served if no folder is given. */
const BUILT_IN = new URL("../../www/", import.meta.url);

/**
 * Returns the absolute path of the folder to serve. Symbolic links are not resolved, because they may change later.
 *
 * @param directory As given; undefined for the built-in site.
 * @throws {UsageError} If the folder does not exist or can't be read.
 */
export function findRoot(directory: string | undefined): string {
  if (directory === undefined) return builtInRoot();
  try {
    const path = resolve(directory);
    if (Deno.statSync(path).isDirectory) {
      checkAccess(path);
      return path;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new UsageError(
        `no permission to read the folder "${directory}"`,
        "use its absolute path here and in --allow-read",
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new UsageError(`the folder "${directory}" can't be read`, "check its permissions");
    }
    throw new UsageError(
      `there is no folder "${directory}"`,
      "check the path, or use . for the current folder",
    );
  }
  throw new UsageError(`"${directory}" is a file`, "use the folder that contains it");
}

/** Stats a name in the folder. @throws {Deno.errors.PermissionDenied} If entries of the folder are not accessible. */
function checkAccess(folder: string): void {
  try {
    Deno.lstatSync(`${folder}/plinth.json`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether a root, written with slashes, is that of the built-in site. */
export function isBuiltIn(root: string): boolean {
  return root === builtInRoot().replaceAll("\\", "/");
}

function builtInRoot(): string {
  return fromFileUrl(BUILT_IN).replace(/[/\\]$/, "");
}
