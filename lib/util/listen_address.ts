/** An address to listen on. */
export interface ListenAddress {
  readonly hostname: string;
  readonly port: number;
  /** A socket file, absolute, instead of the others. */
  readonly socket?: string | undefined;
}

/** An address as it stands in a URL, `127.0.0.1:8000`, `[::1]:8000`; or `unix:/path.sock`. */
export function formatAddress({ hostname, port, socket }: ListenAddress): string {
  if (socket !== undefined) return `unix:${socket}`;
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
