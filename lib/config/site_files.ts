import { readFullSync } from "../util/read_full.ts";
import { DISK } from "../files/disk.ts";
import { isSameFile } from "../files/file_system.ts";
import { Root } from "../files/root.ts";
import { type Diagnostic, MAX_FILE_LENGTH } from "../rules/diagnostic.ts";
import { parseHeaders } from "../rules/parse_headers.ts";
import { parseRedirects } from "../rules/parse_redirects.ts";
import type { SiteRules } from "./config.ts";

/** Rules from a site's own files, and diagnostics for the lines that were skipped. */
export interface SiteFileRules {
  readonly rules: Pick<SiteRules, "redirects" | "headerRules">;
  readonly errors: readonly Diagnostic[];
  /** Lines that are valid for other servers but that Plinth does not support. */
  readonly unsupported: readonly Diagnostic[];
}

/**
 * Reads `_redirects` and `_headers` in a root. The same restrictions apply as to served files: symbolic links that lead
 * out of the root and anything but regular files are ignored.
 */
export function readSiteFiles(root: string, followSymlinks: boolean): SiteFileRules {
  const redirects = readText(root, "_redirects", followSymlinks);
  const headers = readText(root, "_headers", followSymlinks);
  const parsedRedirects = parseRedirects(redirects.text);
  const parsedHeaders = parseHeaders(headers.text);
  const diagnostics = [
    ...redirects.errors,
    ...parsedRedirects.diagnostics,
    ...headers.errors,
    ...parsedHeaders.diagnostics,
  ];
  return {
    rules: { redirects: parsedRedirects.rules, headerRules: parsedHeaders.rules },
    errors: diagnostics.filter(({ isUnsupported = false }) => !isUnsupported),
    unsupported: diagnostics.filter(({ isUnsupported = false }) => isUnsupported),
  };
}

interface SiteFile {
  readonly text: string;
  readonly errors: readonly Diagnostic[];
}

const NO_FILE: SiteFile = { text: "", errors: [] };

function readText(path: string, name: string, followSymlinks: boolean): SiteFile {
  const root = new Root(DISK, path);
  const real = DISK.realPath(root.pathOf([name]));
  if (real === undefined) return NO_FILE;
  if (!followSymlinks && root.segmentsOf(real) === undefined) return NO_FILE;
  const stat = DISK.lstat(real);
  if (stat?.kind !== "file") return NO_FILE;
  const file = DISK.open(real, false);
  if (file === undefined) return NO_FILE;
  try {
    if (!isSameFile(file.stat(), stat)) return NO_FILE;
    const bytes = new Uint8Array(MAX_FILE_LENGTH + 1);
    const length = readFullSync(file, bytes, 0);
    if (length > MAX_FILE_LENGTH) {
      return invalid(name, "the file is too large", "the limit is 1 MiB");
    }
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
    return { text, errors: [] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return invalid(name, "the file is not UTF-8", "save it as UTF-8");
  } finally {
    file.close();
  }
}

function invalid(file: string, problem: string, advice: string): SiteFile {
  return { text: "", errors: [{ file, line: 1, column: 1, problem, advice }] };
}
