import { createTarPacker } from "modern-tar";
import type { ArchiveEntry } from "./entries.ts";

/** Yields a tar archive (POSIX.1-2001, pax), written as the entries arrive. */
export async function* tar(
  entries: AsyncIterable<ArchiveEntry>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, controller } = createTarPacker();
  const filled = fill(controller, entries);
  // Makes the next read fail. `filled` itself is awaited below.
  filled.catch((error) => controller.error(error));
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value as Uint8Array<ArrayBuffer>;
    }
    await filled;
  } finally {
    await reader.cancel().catch(() => {});
    // Until then, a file may still be open and being read.
    await filled.catch(() => {});
  }
}

type Controller = ReturnType<typeof createTarPacker>["controller"];

async function fill(controller: Controller, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  for await (const entry of entries) {
    const { type, size, modified, executable } = entry;
    const directory = type === "directory";
    const name = directory ? `${entry.name}/` : entry.name;
    const writer = controller.add({
      ...{ name, type, size },
      mode: directory || executable ? 0o755 : 0o644,
      mtime: new Date(Number.isNaN(modified) ? 0 : Math.max(modified, 0)),
      // A pax header's path is UTF-8 in every locale.
      ...(!/^[ -~]*$/.test(name) && { pax: { path: name } }),
    }).getWriter();
    for await (const chunk of entry.content()) await writer.write(chunk);
    await writer.close();
  }
  controller.finalize();
}
