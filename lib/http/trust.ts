import { BlockList, isIP } from "node:net";

/** What a peer without an address is called: a client of a socket file. */
export const NO_ADDRESS = "-";

/** What stands for clients of a socket file in a list of networks. */
export const UNIX = "unix";

/**
 * Makes the function that tells whether an address is in one of some networks.
 *
 * @param networks Addresses, networks in CIDR notation, or `unix`; valid.
 */
export function createTrust(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => false;
  const list = new BlockList();
  const trustsUnix = networks.includes(UNIX);
  for (const network of networks.filter((name) => name !== UNIX)) {
    const [address = "", prefix] = network.split("/");
    const [family, bits] = isIP(address) === 6 ? ["ipv6", 128] as const : ["ipv4", 32] as const;
    list.addSubnet(address, prefix === undefined ? bits : Number(prefix), family);
  }
  return (address) => {
    const version = isIP(address);
    if (version === 0) return trustsUnix && address === NO_ADDRESS;
    return list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}
