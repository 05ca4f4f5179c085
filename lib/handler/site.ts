import type { SiteConfig } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { Guard } from "../auth/guard.ts";
import type { Verify } from "../auth/messages.ts";
import type { ListedRoot } from "../listing/name_cache.ts";
import { compileGlobs } from "../rules/glob.ts";
import type { FileSystem } from "../files/file_system.ts";
import { ResolveCache } from "../files/resolve_cache.ts";
import { createFreshnessClock, type FreshnessClock } from "../files/freshness_clock.ts";
import { nameRules } from "../files/servable.ts";
import { Root } from "../files/root.ts";
import { createRequestUriReader, type RequestUriReader } from "../http/request_uri.ts";
import { type CachePolicy, compileCachePolicy } from "../rules/cache_control.ts";
import { isLoopbackAddress } from "../util/ip.ts";
import { type CorsPolicy, createCorsPolicy } from "../http/cors.ts";
import type { Fields, SiteFields } from "../http/reply_head.ts";
import { compileHeaderRules, type FieldChanges } from "../rules/header_rules.ts";
import { compileRedirects } from "../rules/redirects.ts";
import { formatPath } from "../http/target.ts";
import { ReadmeCache } from "../listing/readme.ts";
import type { LiveHub } from "../live/hub.ts";
import { createAbsence } from "./not_found.ts";
import { createWorkerCaches, type WorkerCaches } from "./worker_caches.ts";

/** A site, ready to be served: everything that does not depend on a request. */
export interface Site extends WorkerCaches {
  readonly config: SiteConfig;
  /** Sites that are served instead to requests for their names; undefined when there are none. */
  readonly hosts: ReadonlyMap<string, Site> | undefined;
  /** The base path in URL form: empty, or without its final slash. */
  readonly basePath: string;
  readonly readRequestUri: RequestUriReader;
  readonly servedRoot: ListedRoot;
  readonly cachePolicy: CachePolicy;
  readonly fields: SiteFields;
  /** Redirects and rewrites; undefined when there are none. */
  readonly redirects: ReturnType<typeof compileRedirects> | undefined;
  /** Fields by path; undefined when no rule has any. */
  readonly headerRules: ReturnType<typeof compileHeaderRules> | undefined;
  /** Fields by Origin; undefined when CORS is off. */
  readonly cors: ((origin: string | null) => FieldChanges | undefined) | undefined;
  /** Who may see what; undefined when all may see all. */
  readonly guard: Guard | undefined;
  /** Makes the function that tells, of a path below a folder, whether those who see the folder may know of it. */
  readonly tells: (folder: readonly string[]) => (segments: readonly string[]) => boolean;
  /** Whether a path has one proper form; undefined when none has. */
  readonly isClean: ((path: string) => boolean) | undefined;
  /** Whether a folder is listed. */
  readonly isListed: (path: string) => boolean;
  readonly resolveCache: ResolveCache;
  readonly readmes: ReadmeCache;
  /** Undefined when pages are not told of changes. */
  readonly live: LiveHub | undefined;
  /** Answers that there is nothing at a path. */
  readonly absence: ReturnType<typeof createAbsence>;
  /** Told of each request for a Host name that is refused. */
  readonly onMisdirected: (name: string) => void;
}

/** Everything that {@linkcode createSite} makes a site from. */
export interface SiteOptions {
  readonly config: SiteConfig;
  /** The address that the runtime's server listens on. */
  readonly address: ListenAddress;
  readonly fileSystem: FileSystem;
  /** Called for each request whose Host is not allowed. */
  readonly onMisdirected: (name: string) => void;
  /** Decides for how long a file counts as unchanged after it was last checked. */
  readonly clock?: FreshnessClock;
  /** Caches and limits shared with the worker's other sites in the same file system. */
  readonly caches?: WorkerCaches;
  /** Verifies a password in another worker. By default, every login is rejected. */
  readonly verify?: Verify;
  /** Sites that are served instead, by host name. */
  readonly hosts?: ReadonlyMap<string, Site> | undefined;
  /** Notifies pages of changes; undefined if live reload is off. */
  readonly live?: LiveHub | undefined;
}

/** Prepares a site: everything that does not depend on a request is made here, once. */
export function createSite({
  config,
  address,
  fileSystem,
  onMisdirected,
  clock = createFreshnessClock(),
  caches = createWorkerCaches(),
  verify = REJECT,
  hosts,
  live,
}: SiteOptions): Site {
  const servedRoot: ListedRoot = {
    fileSystem,
    root: new Root(fileSystem, config.root),
    rules: nameRules(config),
    followSymlinks: config.followSymlinks,
    isUnlisted: config.unlisted && config.unlisted.length > 0
      ? compileGlobs(config.unlisted)
      : undefined,
    names: caches.names,
  };
  const cors = config.cors && createCorsPolicy(config.cors);
  const fields = siteFields(config.headers, cors?.fields ?? {});
  const basePath = config.basePath.length === 0 ? "" : formatPath(config.basePath, false);
  const guard = config.auth.length === 0 ? undefined : new Guard(config.auth, verify);
  return {
    ...caches,
    config,
    hosts,
    basePath,
    guard,
    isClean: config.cleanUrls ? compileGlobs(config.cleanPaths ?? []) : undefined,
    isListed: config.listing ? compileGlobs(config.listedPaths ?? []) : () => false,
    tells: (folder) =>
      guard === undefined || guard.isWhole ? EVERYTHING : guard.createVisibilityFilter(folder),
    redirects: config.redirects.length === 0
      ? undefined
      : compileRedirects(config.redirects, basePath),
    headerRules: config.headerRules.length === 0
      ? undefined
      : compileHeaderRules(config.headerRules),
    cors: cors && remembering(cors.fieldsFor),
    readRequestUri: createRequestUriReader({
      port: address.port,
      loopbackOnly: isLoopbackAddress(address.hostname),
      allowed: config.allowHost,
      own: [...hosts?.keys() ?? []],
    }),
    servedRoot,
    cachePolicy: compileCachePolicy(config.cache),
    fields,
    absence: createAbsence(fields),
    resolveCache: new ResolveCache(servedRoot, config, clock),
    readmes: new ReadmeCache(),
    live,
    onMisdirected,
  };
}

const EVERYTHING = () => true;

/** Without a verifier, every login is rejected. */
const REJECT: Verify = () => Promise.resolve("wrong");

/** The same fields for the same origin, so that heads made with them are found again. */
function remembering(
  fieldsFor: CorsPolicy["fieldsFor"],
): (origin: string | null) => FieldChanges | undefined {
  const known = new Map<Fields, FieldChanges>();
  return (origin) => {
    const set = fieldsFor(origin);
    if (set === undefined) return undefined;
    const changes = known.get(set) ?? { set, cookies: [], unset: [] };
    known.set(set, changes);
    return changes;
  };
}

/** Several values of one name are one list (RFC 9110 §5.3), but for Set-Cookie. */
function siteFields(headers: SiteConfig["headers"], cors: Fields): SiteFields {
  const single: Record<string, string> = { "x-content-type-options": "nosniff", ...cors };
  const cookies: string[] = [];
  const seen = new Set(["vary"].filter((name) => name in cors));
  for (const [name, value] of headers) {
    if (name === "set-cookie") {
      cookies.push(value);
      continue;
    }
    single[name] = seen.has(name) ? `${single[name]}, ${value}` : value;
    seen.add(name);
  }
  return { single, cookies };
}
