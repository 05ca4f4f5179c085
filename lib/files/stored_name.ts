import { LRUCache } from "lru-cache";
import type { FileSystem } from "./file_system.ts";
import type { ServedRoot } from "./served_root.ts";

/**
 * Whether every segment of an existing path is spelled as the directory stores it. File systems that ignore case or
 * normalization, or add short names (NTFS, exFAT, SMB, APFS, casefolded ext4), find a file by several names. Rules,
 * passwords and the list of denied files compare names, so another spelling must not reach the file.
 *
 * @see path_resolution(7); ext4 "casefold"; Windows "Naming Files, Paths, and Namespaces"
 */
export function isStoredPath(
  { fileSystem, root }: ServedRoot,
  segments: readonly string[],
): boolean {
  const verified = verifiedDirectories.get(fileSystem) ?? new LRUCache(CACHE_OPTIONS);
  verifiedDirectories.set(fileSystem, verified);
  return isStored(segments);

  function isStored(path: readonly string[]): boolean {
    const name = path.at(-1);
    if (name === undefined) return true;
    const parent = path.slice(0, -1);
    const directory = root.pathOf(parent);
    if (!isStoredName(fileSystem, directory, name)) return false;
    if (verified.has(directory)) return true;
    const isParentStored = isStored(parent);
    if (isParentStored) verified.set(directory, true);
    return isParentStored;
  }
}

/**
 * Directories that were verified within the last second, per file system: otherwise every file would take a call for
 * each directory above it.
 */
const verifiedDirectories = new WeakMap<FileSystem, LRUCache<string, true>>();
const CACHE_OPTIONS = { max: 1024, ttl: 1000 };

function isStoredName(fileSystem: FileSystem, directory: string, name: string): boolean {
  const mayBeAlias = isIrregular(name) ||
    aliasesOf(name).some((alias) => fileSystem.exists(`${directory}/${alias}`));
  // Reading a directory is expensive, and rarely needed: a file system that compares names exactly has no aliases.
  return !mayBeAlias || fileSystem.hasEntry(directory, name);
}

/** Whether a name without letters may be a short name, or end with characters that Windows trims. */
function isIrregular(name: string): boolean {
  return /[~:]|[. ]$/.test(name);
}

/** U+00AD: casefolding file systems ignore it in names. */
const SOFT_HYPHEN = "\u00ad";

/** Returns other spellings. At least one of them exists if the file system finds the file by more than its stored name. */
function aliasesOf(name: string): string[] {
  const letter = name.search(/[A-Za-z]/);
  const swapped = letter < 0
    ? `${name}${SOFT_HYPHEN}`
    : `${name.slice(0, letter)}${swapCase(name.charAt(letter))}${name.slice(letter + 1)}`;
  if (!/[\u0080-\uffff]/.test(name)) return [swapped];
  const others = [
    name.normalize("NFC"),
    name.normalize("NFD"),
    name.toLowerCase(),
    name.toUpperCase(),
  ];
  return [swapped, ...others.filter((other) => other !== name)];
}

function swapCase(letter: string): string {
  const lower = letter.toLowerCase();
  return lower === letter ? letter.toUpperCase() : lower;
}
