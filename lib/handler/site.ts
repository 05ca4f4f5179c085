import { LRUCache } from "lru-cache";
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
import type { Reply } from "../http/reply.ts";
import type { Fields, SiteFields } from "../http/reply_head.ts";
import { compileHeaderRules, type FieldChanges } from "../rules/header_rules.ts";
import { compileRedirects } from "../rules/redirects.ts";
import { formatPath } from "../http/target.ts";
import { ReadmeCache } from "../listing/readme.ts";
import type { LiveHub } from "../live/hub.ts";
import { createWorkerCaches, type WorkerCaches } from "./worker_caches.ts";

/**
 * How many generated 404s are kept, each for one path and format. The same missing files are requested again and again
 * (favicon.ico, probes); without this, a 404 costs 1.3 times as much.
 */
const MAX_NOT_FOUND = 256;

/** A site: everything that its requests have in common, prepared once. */
export interface Site extends WorkerCaches {
  readonly config: SiteConfig;
  /** Sites with settings of their own, by host name; undefined if there are none. */
  readonly hosts: ReadonlyMap<string, Site> | undefined;
  /** The base path in URL form: empty, or without its final slash. */
  readonly basePath: string;
  readonly readRequestUri: RequestUriReader;
  readonly servedRoot: ListedRoot;
  readonly cachePolicy: CachePolicy;
  readonly fields: SiteFields;
  /** Generated 404s that were sent recently, by format and path. */
  readonly notFoundReplies: LRUCache<string, Reply>;
  /** Matches redirects and rewrites; undefined if there are none. */
  readonly redirects: ReturnType<typeof compileRedirects> | undefined;
  /** Returns the fields that header rules set for a path; undefined if there are no rules. */
  readonly headerRules: ReturnType<typeof compileHeaderRules> | undefined;
  /** Returns the fields for an Origin; undefined if CORS is off. */
  readonly cors: ((origin: string | null) => FieldChanges | undefined) | undefined;
  /** Authorizes requests; undefined if the site is public. */
  readonly guard: Guard | undefined;
  /** Whether a path has a canonical form; undefined if clean URLs are off. */
  readonly isClean: ((path: string) => boolean) | undefined;
  /** Whether a directory is listed. */
  readonly isListed: (path: string) => boolean;
  readonly resolveCache: ResolveCache;
  readonly readmes: ReadmeCache;
  /** Notifies pages of changes; undefined if live reload is off. */
  readonly live: LiveHub | undefined;
  /** Whether the hot path may reply: no setting makes the reply depend on more than the file. */
  readonly isHot: boolean;
  /** Called for each request whose Host is not allowed. */
  readonly onMisdirected: (name: string) => void;
}

/** Options of {@linkcode createSite}. */
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

/** Creates a site. */
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
    redirects: config.redirects.length === 0
      ? undefined
      : compileRedirects(config.redirects, basePath),
    headerRules: config.headerRules.length === 0
      ? undefined
      : compileHeaderRules(config.headerRules),
    cors: cors && memoizeCors(cors.fieldsFor),
    readRequestUri: createRequestUriReader({
      port: address.port,
      loopbackOnly: isLoopbackAddress(address.hostname),
      allowed: config.allowHost,
      own: [...hosts?.keys() ?? []],
    }),
    servedRoot,
    cachePolicy: compileCachePolicy(config.cache),
    fields,
    notFoundReplies: new LRUCache({ max: MAX_NOT_FOUND }),
    resolveCache: new ResolveCache(servedRoot, config, clock),
    readmes: new ReadmeCache(),
    live,
    isHot: guard === undefined && live === undefined && isPlain(config),
    onMisdirected,
  };
}

/** Whether the paths of files are their paths in the site. */
function isPlain({ redirects, cleanUrls, trailingSlash, basePath }: SiteConfig): boolean {
  return redirects.length === 0 && !cleanUrls && trailingSlash === undefined &&
    basePath.length === 0;
}

/** Without a verifier, every login is rejected. */
const REJECT: Verify = () => Promise.resolve("wrong");

/** Returns the same object for equal origins, so that heads changed by it can be cached. */
function memoizeCors(
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

/** Merges fields of the same name into a list (RFC 9110 §5.3), except Set-Cookie. */
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
