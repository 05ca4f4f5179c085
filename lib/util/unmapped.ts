/** An IPv4 address as it is, also where the system shows it mapped into IPv6 (RFC 4291 §2.5.5.2). */
export function unmapIPv4(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
