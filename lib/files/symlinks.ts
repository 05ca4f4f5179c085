import type { FileSystem } from "./file_system.ts";
import { isServableName, type NameRules } from "./servable.ts";
import type { Root } from "./root.ts";

/** As many as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;

/** Stands behind the names that a link consists of; no name is empty. */
const LINK_END = "";

/**
 * Follows the links of a path one at a time, as the kernel would, but never a step out of the root: below a
 * link that leaves it nothing is served, not even what leads back in. Every place that is passed must be
 * servable under its own name too.
 *
 * @returns The segments, below the root, of what the path leads to, without links; undefined when it leads
 * out, nowhere, or through what is not served.
 */
export function followLinks(
  fileSystem: FileSystem,
  root: Root,
  segments: readonly string[],
  rules: NameRules,
): string[] | undefined {
  const above = split(root.realPath);
  /** The resolved part of the path, from the file system's own root on. */
  let place = [...above];
  const rest = [...segments];
  for (let links = 0; rest.length > 0;) {
    const name = rest.shift() ?? "";
    if (name === LINK_END && place.length < above.length) return undefined;
    if (name === "..") place.pop();
    if (name === LINK_END || name === "." || name === "..") continue;
    place.push(name);
    if (place.length <= above.length) {
      // On the way down to the root, after a link's `..` or absolute target: these are no links. Where a
      // link ends it has to be down there, else it is one that leaves the root.
      if (name !== above[place.length - 1]) return undefined;
      continue;
    }
    const below = place.slice(above.length);
    if (!isServableName(below, rules)) return undefined;
    const path = root.pathOf(below);
    const stat = fileSystem.lstat(path);
    if (stat === undefined) return undefined;
    if (stat.kind !== "symlink") continue;
    const link = fileSystem.readLink(path);
    if (link === undefined || ++links > MAX_LINKS) return undefined;
    const target = absoluteTarget(link, root);
    place = target.absolute ? [] : place.slice(0, -1);
    rest.unshift(...target.names, LINK_END);
  }
  return place.slice(above.length);
}

/** A link may name the root by the path that the server was given, which need not be its real one. */
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
