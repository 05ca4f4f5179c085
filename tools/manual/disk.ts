import type { Sources } from "./build.ts";

const PROJECT = new URL("../../", import.meta.url);

/** Returns the project's files on disk. */
export function diskSources(): Sources {
  return {
    read: (name) => Deno.readTextFileSync(new URL(name, PROJECT)),
    list: (directory) => {
      try {
        return [...Deno.readDirSync(new URL(directory, PROJECT))]
          .flatMap(({ name, isFile }) => isFile ? [name] : []).toSorted();
      } catch {
        return [];
      }
    },
  };
}
