/** Whether an address to listen on stands for all of this machine's. */
export function isForAll(hostname: string): boolean {
  return hostname === "0.0.0.0" || hostname === "::";
}

/** The loopback addresses among them. */
export function loopbacks(hostname: string): string[] {
  return hostname === "::" ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
}

/** What an address to listen on stands for: itself, or for all addresses this machine's own, the loopback one first. */
export function hostnames(hostname: string): string[] {
  if (!isForAll(hostname)) return [hostname];
  const own = networkInterfaces().filter(({ address, family }) =>
    // A link-local address is no good in a URL: it would need its zone.
    (hostname === "::" || family === "IPv4") && !/^(?:127\.|::1$|fe80:)/i.test(address)
  );
  return [...loopbacks(hostname), ...own.map(({ address }) => address)];
}

/** None when looking is not permitted. */
function networkInterfaces(): Deno.NetworkInterfaceInfo[] {
  const permission = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return permission.state === "granted" ? Deno.networkInterfaces() : [];
}
