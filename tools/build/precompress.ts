import type { Coding } from "../../lib/http/content_coding.ts";
import { CODINGS } from "../../lib/http/content_coding.ts";
import { mediaTypeOf } from "../../lib/http/media_type.ts";
import { MIN_COMPRESSED_SIZE } from "../../lib/content/representation.ts";
import { SUFFIXES } from "../../lib/files/resource.ts";

/** A file to make sidecars of. */
export interface PrecompressTask {
  readonly path: string;
  readonly codings: readonly Coding[];
}

/** Files that are larger than this, in bytes, are not compressed beforehand: they are read whole for it. */
const MAX_SIZE = 512 * 1024 * 1024;

/**
 * Makes sidecars of every file that gains by it, on all cores. One that is there already stays.
 *
 * @param folder The site.
 * @param files Paths below it.
 * @returns The paths below it of what was made.
 */
export async function precompress(folder: string, files: readonly string[]): Promise<string[]> {
  const present = new Set(files);
  const tasks = files.flatMap((path): PrecompressTask[] => {
    const { size } = Deno.statSync(`${folder}/${path}`);
    const isWorthwhile = mediaTypeOf(path).compressible && size >= MIN_COMPRESSED_SIZE &&
      size <= MAX_SIZE;
    const codings = CODINGS.filter((coding) => !present.has(`${path}${SUFFIXES[coding]}`));
    return isWorthwhile && codings.length > 0 ? [{ path: `${folder}/${path}`, codings }] : [];
  });
  // The largest first, so that no core is left alone with one at the end.
  const sizes = new Map(tasks.map(({ path }) => [path, Deno.statSync(path).size]));
  tasks.sort((one, other) => (sizes.get(other.path) ?? 0) - (sizes.get(one.path) ?? 0));
  const workers = Math.min(navigator.hardwareConcurrency, tasks.length);
  const made = await Promise.all(Array.from({ length: workers }, () => work(tasks)));
  return made.flat().map((path) => path.slice(folder.length + 1)).sort();
}

/** Takes tasks until there are none left. */
async function work(tasks: PrecompressTask[]): Promise<string[]> {
  const worker = new Worker(new URL("./precompress_worker.ts", import.meta.url), {
    type: "module",
  });
  const made: string[] = [];
  try {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      made.push(...await ask(worker, task));
    }
  } finally {
    worker.terminate();
  }
  return made;
}

function ask(worker: Worker, task: PrecompressTask): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  worker.onmessage = ({ data }: MessageEvent<string[]>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`${task.path} can't be compressed: ${event.message}`));
  };
  worker.postMessage(task);
  return promise;
}
