import { assertEquals } from "@std/assert";
import type { Verify } from "../../lib/auth/messages.ts";
import type { SiteConfig } from "../../lib/config/config.ts";
import { type ListedRoot, NameCache } from "../../lib/listing/name_cache.ts";
import type { FileSystem } from "../../lib/files/file_system.ts";
import type { NameRules } from "../../lib/files/servable.ts";
import { Root } from "../../lib/files/root.ts";
import type { LogEntry } from "../../lib/log/access_log.ts";
import { createRequestHandler } from "../../lib/handler/serve_requests.ts";
import { createSite, type Site } from "../../lib/handler/site.ts";
import { MemoryFileSystem, type Spec } from "./memory_file_system.ts";

/** Path of the served directory in these tests. */
export const ROOT = "/srv/site";

/** Files by path. Relative paths are below {@linkcode ROOT}. */
export type Tree = Readonly<Record<string, Spec>>;

/** Creates a file system that contains the served directory. */
export function memoryFiles(tree: Tree): MemoryFileSystem {
  const entries = Object.entries(tree).map(([path, spec]) =>
    [path.startsWith("/") ? path : `${ROOT}/${path}`, spec] as const
  );
  return new MemoryFileSystem({
    [ROOT]: { kind: "directory" },
    ...Object.fromEntries(entries),
  });
}

/** Creates a served root in memory. */
export function memoryServedRoot(
  fileSystem: MemoryFileSystem,
  options: Partial<NameRules> & { followSymlinks?: boolean; root?: string } = {},
): ListedRoot {
  const { hidden = false, windows = false, followSymlinks = false, root = ROOT } = options;
  return {
    fileSystem,
    root: new Root(fileSystem, root),
    rules: { hidden, windows },
    followSymlinks,
    names: new NameCache(),
  };
}

const CONFIG: SiteConfig = {
  root: ROOT,
  index: ["index.html"],
  listing: true,
  hidden: false,
  followSymlinks: false,
  live: false,
  basePath: [],
  headers: [],
  cache: [],
  etag: "stat",
  compress: true,
  precompressed: true,
  secure: false,
  spa: undefined,
  cleanUrls: false,
  cors: undefined,
  redirects: [],
  headerRules: [],
  errorPages: {},
  auth: [],
  allowHost: [],
};

/** A site with everything that it logged and reported, and a client for it. */
export interface TestSite {
  readonly site: Site;
  readonly log: LogEntry[];
  readonly reports: string[];
  readonly misdirected: string[];
  /** Sends a request. The caller reads or cancels the response body. */
  send(
    target: string,
    fields?: Readonly<Record<string, string>>,
    method?: string,
  ): Promise<Response>;
}

/** A site whose files are in memory. */
export interface MemorySite extends TestSite {
  readonly files: MemoryFileSystem;
}

/** Creates a site from a tree, or from a file system that a test has prepared. */
export function memorySite(
  tree: Tree | MemoryFileSystem,
  config: Partial<SiteConfig> = {},
  verify?: Verify,
): MemorySite {
  const files = tree instanceof MemoryFileSystem ? tree : memoryFiles(tree);
  return { files, ...testSite(files, config, verify) };
}

/** Creates a site on any file system. */
export function testSite(
  files: FileSystem,
  config: Partial<SiteConfig>,
  verify?: Verify,
): TestSite {
  const log: LogEntry[] = [];
  const reports: string[] = [];
  const misdirected: string[] = [];
  const report = (text: string): void => void reports.push(text);
  const address = { hostname: "127.0.0.1", port: 8000 };
  // Every request gets a new freshness tick, so that no cached stat is reused.
  let tick = 0;
  const site = createSite({
    config: { ...CONFIG, ...config },
    address,
    fileSystem: files,
    onMisdirected: (name) => void misdirected.push(name),
    clock: () => ++tick,
    ...(verify && { verify }),
  });
  const observer = {
    log: (entry: LogEntry) => void log.push(entry),
    logsDurations: true,
    counters: undefined,
    report,
    debug: false,
  };
  const handle = createRequestHandler(site, observer);
  const remoteAddr: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.1", port: 50_000 };
  async function send(
    target: string,
    fields: Readonly<Record<string, string>> = {},
    method = "GET",
  ): Promise<Response> {
    // A real Request would normalize the target.
    const headers = new Headers({ host: "localhost:8000", ...fields });
    const url = `http://${headers.get("host")}${target}`;
    return copyingBody(await handle({ method, url, headers } as Request, { remoteAddr }));
  }
  return { site, log, reports, misdirected, send };
}

/** Copies each chunk of the body, since the server reuses a chunk's buffer for the next one. */
function copyingBody(response: Response): Response {
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  const copies = new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value.slice());
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  const { status, headers } = response;
  return new Response(copies, { status, headers });
}

/** The fields of a request. */
export type RequestFields = Readonly<Record<string, string>>;

/** Sends a request and reads the whole response. */
export async function ask(
  site: MemorySite,
  target: string,
  fields: RequestFields = {},
  method = "GET",
): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const response = await site.send(target, fields, method);
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text };
}

/** Waits until every open file is closed. Fails after 100 turns, or if a file was closed twice or used after closing. */
export async function assertAllClosed(files: MemoryFileSystem): Promise<void> {
  for (let turn = 0; turn < 100 && files.closed < files.opened; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals(files.faults, []);
  assertEquals(files.closed, files.opened);
}
