import { DISK } from "../files/disk.ts";
import { isSameFile } from "../files/file_system.ts";
import { Root } from "../files/root.ts";
import { type Diagnostic, MAX_FILE_LENGTH } from "../rules/diagnostic.ts";
import { parseHeaders } from "../rules/parse_headers.ts";
import { parseRedirects } from "../rules/parse_redirects.ts";
import type { SiteRules } from "./config.ts";
import type { Mistake } from "./settings_error.ts";

/** The rules of a site's own files, and what is left out of account. */
export interface SiteFileRules {
  readonly rules: Pick<SiteRules, "redirects" | "headerRules">;
  readonly errors: readonly Mistake[];
  /** What is right elsewhere, but can't be had here. */
  readonly unsupported: readonly Mistake[];
}

/**
 * Reads `_redirects` and `_headers` in a root. They obey the same rules as what is served: a link that leads out of
 * the root, or anything but a regular file, is as if it were not there.
 */
export function readSiteFiles(root: string, followSymlinks: boolean): SiteFileRules {
  const redirects = readText(root, "_redirects", followSymlinks);
  const headers = readText(root, "_headers", followSymlinks);
  const parsedRedirects = parseRedirects(redirects?.text ?? "");
  const parsedHeaders = parseHeaders(headers?.text ?? "");
  const notices = [
    ...(redirects?.mistakes ?? []),
    ...parsedRedirects.notices.map((notice) => toMistake("_redirects", notice)),
    ...(headers?.mistakes ?? []),
    ...parsedHeaders.notices.map((notice) => toMistake("_headers", notice)),
  ];
  return {
    rules: { redirects: parsedRedirects.rules, headerRules: parsedHeaders.rules },
    errors: notices.filter(({ isUnsupported }) => !isUnsupported),
    unsupported: notices.filter(({ isUnsupported }) => isUnsupported),
  };
}

function toMistake(file: string, notice: Diagnostic): Mistake & { isUnsupported: boolean } {
  return { file, ...notice };
}

interface SiteFile {
  readonly text: string;
  readonly mistakes: readonly (Mistake & { readonly isUnsupported: boolean })[];
}

function readText(path: string, name: string, followSymlinks: boolean): SiteFile | undefined {
  const root = new Root(DISK, path);
  const real = DISK.realPath(root.pathOf([name]));
  if (real === undefined) return undefined;
  if (!followSymlinks && root.segmentsOf(real) === undefined) return undefined;
  const stat = DISK.lstat(real);
  if (stat?.kind !== "file") return undefined;
  const file = DISK.open(real, false);
  if (file === undefined) return undefined;
  try {
    if (!isSameFile(file.stat(), stat)) return undefined;
    const bytes = new Uint8Array(MAX_FILE_LENGTH + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.length; length += count) {
      count = file.readSync(bytes.subarray(length), length);
    }
    if (length > MAX_FILE_LENGTH) return wrong(name, "the file is too large", "at most 1 MiB");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
    return { text, mistakes: [] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return wrong(name, "the file is not UTF-8", "save it as UTF-8");
  } finally {
    file.close();
  }
}

function wrong(file: string, problem: string, advice: string): SiteFile {
  const mistake = { file, line: 1, column: 1, problem, advice, isUnsupported: false };
  return { text: "", mistakes: [mistake] };
}
