import { createHash } from "node:crypto";
import style from "./client/listing.css" with { type: "text" };
import script from "./client/listing.js" with { type: "text" };
import live from "./client/live.js" with { type: "text" };

/**
 * The directory of Plinth's own URLs, below the base path. It begins with a dot, so it can't hide a file of the site
 * unless `--hidden` is given, and every asset's name in it contains a digest of the asset.
 */
export const INTERNAL_DIRECTORY = ".plinth";

const SOURCES = { "listing.css": style, "listing.js": script, "live.js": live } as const;

/** A style sheet or script of Plinth's own pages. */
export type AssetName = keyof typeof SOURCES;

/** A style sheet or script, ready to be served. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A strong entity tag. */
  readonly etag: string;
}

// Hashed once per process, not once per page.
const hashed = (Object.keys(SOURCES) as AssetName[]).map((name) => {
  const bytes = new TextEncoder().encode(SOURCES[name]);
  const digest = createHash("sha256").update(bytes).digest();
  const fileName = name.replace(".", `.${digest.toString("hex").slice(0, 12)}.`);
  return { name, bytes, digest, fileName };
});

/** The Subresource Integrity value of each asset: a page gives it with a script, and its policy allows that script. */
export const INTEGRITY = Object.fromEntries(
  hashed.map(({ name, digest }) => [name, `sha256-${digest.toString("base64")}`]),
) as Readonly<Record<AssetName, string>>;

/** The assets by the file name that is requested. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(
  hashed.map(({ name, bytes, digest, fileName }) => [fileName, {
    contentType: `text/${name.endsWith(".css") ? "css" : "javascript"}; charset=UTF-8`,
    bytes,
    etag: `"${digest.toString("hex").slice(0, 16)}"`,
  }]),
);

const PATHS = Object.fromEntries(
  hashed.map(({ name, fileName }) => [name, `/${INTERNAL_DIRECTORY}/${fileName}`]),
) as Readonly<Record<AssetName, string>>;

/** Returns an asset's path below the base path. */
export function assetPath(name: AssetName): string {
  return PATHS[name];
}

const [POLICY, LIVE_POLICY] = [createPolicy(false), createPolicy(true)];

/**
 * Returns the Content-Security-Policy of the listing's pages. They run only Plinth's own scripts, whatever names and
 * texts they show, and load content only from the site.
 *
 * @param live Whether the page listens for changes.
 */
export function listingPolicy(live: boolean): string {
  return live ? LIVE_POLICY : POLICY;
}

function createPolicy(live: boolean): string {
  const scripts = (live ? ["listing.js", "live.js"] as const : ["listing.js"] as const)
    .map((name) => `'${INTEGRITY[name]}'`).join(" ");
  return `default-src 'none'; script-src ${scripts}; style-src 'self'; img-src 'self' data:; ` +
    `media-src 'self'; frame-src 'self'; connect-src 'self'; ${live ? "worker-src 'self'; " : ""}` +
    `base-uri 'none'; form-action 'self'; frame-ancestors 'self'`;
}
