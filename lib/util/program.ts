import { fromFileUrl } from "./path.ts";

/** The folder that an executable finds its own parts in; undefined when this runs from source. */
export const PROGRAM: string | undefined = Deno.build.standalone
  ? fromFileUrl(new URL("../..", import.meta.url)).replaceAll("\\", "/").replace(/\/$/, "")
  : undefined;

/** Whether a path, with slashes, lies in this executable. */
export function isEmbedded(path: string, program: string | undefined = PROGRAM): boolean {
  return program !== undefined && isInside(path, program);
}

/** Whether a path is a folder's or below it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
