import { type Coding, CODINGS } from "../../lib/http/content_coding.ts";
import { mediaTypeOf } from "../../lib/http/media_type.ts";
import { MIN_COMPRESSED_SIZE } from "../../lib/content/select_representation.ts";
import { SUFFIXES } from "../../lib/files/find_file.ts";

/** A file to compress. */
export interface PrecompressTask {
  readonly path: string;
  readonly codings: readonly Coding[];
}

/** Maximum size in bytes. Files are read completely to be compressed, so larger ones are skipped. */
const MAX_SIZE = 512 * 1024 * 1024;

/**
 * Creates sidecars for every file that becomes smaller, on all cores. Existing sidecars are kept.
 *
 * @param folder Directory of the site.
 * @param files Paths relative to `folder`.
 * @returns Paths of the created sidecars, relative to `folder`.
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
  // Largest first, so that no core works alone at the end.
  const sizes = new Map(tasks.map(({ path }) => [path, Deno.statSync(path).size]));
  tasks.sort((one, other) => (sizes.get(other.path) ?? 0) - (sizes.get(one.path) ?? 0));
  const workers = Math.min(navigator.hardwareConcurrency, tasks.length);
  const made = await Promise.all(Array.from({ length: workers }, () => work(tasks)));
  return made.flat().map((path) => path.slice(folder.length + 1)).sort();
}

/** Runs tasks in one worker until none is left. */
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
