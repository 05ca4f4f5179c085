import type { SiteConfig } from "../config/config.ts";
import type { Address } from "../config/permissions.ts";
import { Compressor } from "../files/compressor.ts";
import type { Territory } from "../files/containment.ts";
import { CONTENT_LIMIT, ContentCache, type ContentObserver } from "../files/content_cache.ts";
import { Digests } from "../files/digest.ts";
import type { FileSystem } from "../files/file_system.ts";
import { HotCache } from "../files/hot_cache.ts";
import { ListingGate } from "../files/listing_gate.ts";
import { type Clock, createClock } from "../files/moment.ts";
import { Root } from "../files/root.ts";
import { type AddressReader, createAddressReader } from "../http/address.ts";
import { type CachePolicy, compileCachePolicy } from "../http/cache_control.ts";
import { isLoopbackAddress } from "../http/loopback.ts";
import type { SiteFields } from "../http/head.ts";
import { formatPath } from "../http/target.ts";
import { Readmes } from "../listing/readme.ts";
import { createAbsence } from "./absence.ts";
import { Places } from "./places.ts";

/** How many archives a worker makes at the same time. */
const MAX_ARCHIVES = 2;

/** How many searches. */
const MAX_SEARCHES = 4;

/** A site, ready to be served: everything that does not depend on a request. */
export interface Site {
  readonly config: SiteConfig;
  /** The base path in URL form: empty, or without its final slash. */
  readonly basePath: string;
  readonly readAddress: AddressReader;
  readonly territory: Territory;
  readonly cachePolicy: CachePolicy;
  readonly fields: SiteFields;
  readonly hotCache: HotCache;
  readonly contents: ContentCache;
  readonly digests: Digests;
  readonly compressor: Compressor;
  readonly listingGate: ListingGate;
  readonly archivePlaces: Places;
  readonly searchPlaces: Places;
  readonly readmes: Readmes;
  /** Answers that there is nothing at a path. */
  readonly absence: ReturnType<typeof createAbsence>;
  /** Told of each request for a Host name that is refused. */
  readonly onMisdirected: (name: string) => void;
}

/**
 * Prepares a site to be served at an address.
 *
 * @param onMisdirected Told of each request for a Host name that is refused.
 * @param clock Tells how long one look at a file holds.
 * @param contentObserver Told what becomes of contents in memory.
 */
export function createSite(
  config: SiteConfig,
  address: Address,
  fileSystem: FileSystem,
  onMisdirected: (name: string) => void,
  clock: Clock = createClock(),
  contentObserver?: ContentObserver,
): Site {
  const territory: Territory = {
    fileSystem,
    root: new Root(fileSystem, config.root),
    rules: { hidden: config.hidden, windows: Deno.build.os === "windows" },
    followSymlinks: config.followSymlinks,
  };
  const fields = siteFields(config.headers);
  const contents = new ContentCache(CONTENT_LIMIT, contentObserver);
  return {
    config,
    basePath: config.basePath.length === 0 ? "" : formatPath(config.basePath, false),
    readAddress: createAddressReader({
      port: address.port,
      loopbackOnly: isLoopbackAddress(address.hostname),
      allowed: config.allowHost,
    }),
    territory,
    cachePolicy: compileCachePolicy(config.cache),
    fields,
    absence: createAbsence(fields),
    hotCache: new HotCache(territory, config, clock),
    contents,
    digests: new Digests(),
    compressor: new Compressor(contents),
    listingGate: new ListingGate(),
    archivePlaces: new Places(MAX_ARCHIVES),
    searchPlaces: new Places(MAX_SEARCHES),
    readmes: new Readmes(),
    onMisdirected,
  };
}

/** Several values of one name are one list (RFC 9110 §5.3), but for Set-Cookie. */
function siteFields(headers: SiteConfig["headers"]): SiteFields {
  const single: Record<string, string> = { "x-content-type-options": "nosniff" };
  const cookies: string[] = [];
  const seen = new Set<string>();
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
