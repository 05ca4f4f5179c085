import type { FileSystem } from "./file_system.ts";
import { isServableName, type NameRules } from "./servable.ts";
import type { Root } from "./root.ts";

/** The same limit as in Linux (path_resolution(7)). */
const MAX_LINKS = 40;

/** Marks the end of a symlink's target in the list of names; no name is empty. */
const LINK_END = "";

/**
 * Follows the symlinks in a path one at a time, as the kernel does, but never leaves the root: a path through a symlink
 * to the outside is not served, even if it leads back in. Every file and directory on the way must be servable too.
 *
 * @returns The resolved segments below the root; undefined if the path leaves the root, does not exist, or passes
 * something that is not servable.
 */
export function followLinks(
  fileSystem: FileSystem,
  root: Root,
  segments: readonly string[],
  rules: NameRules,
): string[] | undefined {
  const above = split(root.realPath);
  /** The resolved part of the path, from the root of the file system. */
  let resolved = [...above];
  const rest = [...segments];
  for (let links = 0; rest.length > 0;) {
    const name = rest.shift() ?? "";
    if (name === LINK_END && resolved.length < above.length) return undefined;
    if (name === "..") resolved.pop();
    if (name === LINK_END || name === "." || name === "..") continue;
    resolved.push(name);
    if (resolved.length <= above.length) {
      // On the way back down to the root, after a `..` or an absolute target. These are not symlinks. A target that
      // ends above the root leaves it (see LINK_END).
      if (name !== above[resolved.length - 1]) return undefined;
      continue;
    }
    const below = resolved.slice(above.length);
    if (!isServableName(below, rules)) return undefined;
    const path = root.pathOf(below);
    const stat = fileSystem.lstat(path);
    if (stat === undefined) return undefined;
    if (stat.kind !== "symlink") continue;
    const link = fileSystem.readLink(path);
    if (link === undefined || ++links > MAX_LINKS) return undefined;
    const target = absoluteTarget(link, root);
    resolved = target.absolute ? [] : resolved.slice(0, -1);
    rest.unshift(...target.names, LINK_END);
  }
  return resolved.slice(above.length);
}

/** Returns the names of a symlink's target. An absolute target may contain the root's path as given or its real path. */
function absoluteTarget(link: string, root: Root): { absolute: boolean; names: string[] } {
  const names = split(link);
  if (!isAbsolute(link)) return { absolute: false, names };
  const given = split(root.path);
  const underGiven = given.every((name, index) => name === names[index]);
  const real = split(root.realPath);
  return { absolute: true, names: underGiven ? [...real, ...names.slice(given.length)] : names };
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

function split(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}
