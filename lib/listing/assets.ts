import { createHash } from "node:crypto";
import style from "./client/listing.css" with { type: "text" };
import script from "./client/listing.js" with { type: "text" };
import live from "./client/live.js" with { type: "text" };

/**
 * The folder in which Plinth keeps what its own pages need, below the base path. It begins with a dot, so that no
 * file of the site is in its way unless `--hidden` is given; and each name in it has a digest of what it names.
 */
export const INTERNAL_DIRECTORY = ".plinth";

const TEXTS = { "listing.css": style, "listing.js": script, "live.js": live } as const;

/** A file of Plinth's own pages. */
export type AssetName = keyof typeof TEXTS;

/** A file that Plinth serves of itself. */
export interface Asset {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const names = Object.keys(TEXTS) as AssetName[];

/** What a page says of a script's content, and its policy allows (Subresource Integrity). */
export const INTEGRITY = Object.fromEntries(
  names.map((name) => [name, `sha256-${digest(name, "base64")}`]),
) as Readonly<Record<AssetName, string>>;

/** Each asset by the name under which it is asked for. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map(names.map((name) => [fileName(name), {
  contentType: `text/${name.endsWith(".css") ? "css" : "javascript"}; charset=UTF-8`,
  bytes: new TextEncoder().encode(TEXTS[name]),
  etag: `"${digest(name, "hex").slice(0, 16)}"`,
}]));

/** Where an asset is, below the base path. */
export function assetPath(name: AssetName): string {
  return `/${INTERNAL_DIRECTORY}/${fileName(name)}`;
}

function fileName(name: AssetName): string {
  return name.replace(".", `.${digest(name, "hex").slice(0, 12)}.`);
}

function digest(name: AssetName, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(TEXTS[name]).digest(encoding);
}

/**
 * The policy of a page about a folder: it runs no script but Plinth's own, whatever the names and texts that it
 * shows may contain; what it shows comes from the site alone.
 *
 * @param live Whether it listens for changes.
 */
export function listingPolicy(live: boolean): string {
  const scripts = (live ? ["listing.js", "live.js"] as const : ["listing.js"] as const)
    .map((name) => `'${INTEGRITY[name]}'`).join(" ");
  return `default-src 'none'; script-src ${scripts}; style-src 'self'; img-src 'self' data:; ` +
    `media-src 'self'; frame-src 'self'; connect-src 'self'; ${live ? "worker-src 'self'; " : ""}` +
    `base-uri 'none'; form-action 'self'; frame-ancestors 'self'`;
}
