import type { Sources } from "./build.ts";

const PROJECT = new URL("../../", import.meta.url);

/** The project's own files. */
export function diskSources(): Sources {
  return {
    read: (name) => Deno.readTextFileSync(new URL(name, PROJECT)),
    list: (folder) => {
      try {
        return [...Deno.readDirSync(new URL(folder, PROJECT))]
          .flatMap(({ name, isFile }) => isFile ? [name] : []).toSorted();
      } catch {
        return [];
      }
    },
  };
}
