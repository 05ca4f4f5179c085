/** An address to listen on. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
  /** Absolute path of a Unix socket. If set, `hostname` and `port` are not used. */
  readonly socket?: string | undefined;
}

/** Formats an address as in a URL: `127.0.0.1:8000`, `[::1]:8000`, or `unix:/path.sock`. */
export function formatAddress({ hostname, port, socket }: ListenAddress): string {
  if (socket !== undefined) return `unix:${socket}`;
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
