import { findVersion } from "../machine/describe.ts";
import type { Peer } from "../peers/peer.ts";

/** Returns the versions of servers and drivers by name; null if not installed. */
export async function findVersions(
  peers: readonly Peer[],
): Promise<Record<string, string | null>> {
  const versions: [string, Promise<string | undefined>][] = [
    ...peers.map((peer): [string, Promise<string | undefined>] => [peer.name, peer.findVersion()]),
    ["deno", Promise.resolve(Deno.version.deno)],
    ["node", findVersion(["node", "--version"])],
    // `wrk -v` exits with status 1.
    ["wrk", findVersion(["sh", "-c", "command -v wrk >/dev/null && { wrk -v; true; }"])],
    ["h2load", findVersion(["h2load", "--version"])],
  ];
  return Object.fromEntries(
    await Promise.all(versions.map(async ([name, version]) => [name, await version ?? null])),
  ) as Record<string, string | null>;
}
