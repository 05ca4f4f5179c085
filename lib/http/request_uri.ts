import { LRUCache } from "lru-cache";
import { checkHost, type HostCheck, type HostPolicy } from "./host.ts";
import { parseTarget, type Target } from "./target.ts";

/** Whom and what a request addresses. */
export type RequestUri =
  | {
    readonly kind: "accepted";
    /** The host, in lower case, without its port. */
    readonly name: string;
    readonly target: Target;
  }
  | Exclude<HostCheck, { readonly kind: "accepted" }>;

/** Reads the Host field (null when there was none) and the URL that the runtime made of a request. */
export type RequestUriReader = (host: string | null, url: string) => RequestUri;

/** How many addresses are remembered, and how long they may be, in UTF-16 code units. */
const MAX_REMEMBERED = 16_384;
const MAX_LENGTH = 256;

/** Makes a reader which remembers the addresses that come again and again. */
export function createRequestUriReader(policy: HostPolicy): RequestUriReader {
  const remembered = new LRUCache<string, { host: string | null; address: RequestUri }>({
    max: MAX_REMEMBERED,
  });
  const common = { host: shared(), name: shared() };
  return (host, url) => {
    const before = remembered.get(url);
    if (before !== undefined && before.host === host) return before.address;
    const address = readRequestUri(host, url, policy);
    if (address.kind !== "accepted" || url.length > MAX_LENGTH) return address;
    const kept = { ...address, name: common.name(address.name) };
    remembered.set(url, { host: host === null ? null : common.host(host), address: kept });
    return kept;
  };
}

/** Gives one string for all that are equal in succession, as most hosts are. */
function shared(): (text: string) => string {
  let last = "";
  return (text) => {
    if (text !== last) last = text;
    return last;
  };
}

function readRequestUri(host: string | null, url: string, policy: HostPolicy): RequestUri {
  const check = checkHost(host, url, policy);
  return check.kind === "accepted"
    ? { kind: "accepted", name: check.name, target: parseTarget(check.target) }
    : check;
}
