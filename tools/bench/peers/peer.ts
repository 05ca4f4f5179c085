import type { ServerCommand } from "../machine/server_process.ts";

/** Names of the servers for `--peer`. */
export type PeerName =
  | "plinth"
  | "floor"
  | "nginx"
  | "lighttpd"
  | "caddy"
  | "sirv"
  | "serve"
  | "http-server"
  | "python";

/** Features that not every server has. */
export type Need =
  | "processors"
  | "http2"
  | "tls"
  | "ranges"
  | "sidecars"
  | "compression"
  | "JSON listing"
  | "log";

/** Settings of a server. */
export interface Settings {
  /** Workers or worker processes; for Caddy, the processors that it uses at once. */
  readonly workers: number;
  /** Writes an access log to a file. */
  readonly log: boolean;
  /** Compresses on the fly. */
  readonly compress: boolean;
  /** Sends `.br` sidecars. */
  readonly sidecars: boolean;
  /** HTTP/2 without TLS. */
  readonly http2: boolean;
  /** HTTPS. */
  readonly tls: boolean;
  /** Enables the connection gate, which is off by default. Plinth only. */
  readonly gate: boolean;
  /** Reads each response from the disk instead of sending a constant. The floor only. */
  readonly fromDisk: boolean;
}

/** Parameters of starting a server. */
export interface Launch {
  readonly port: number;
  /** Directory to serve. */
  readonly root: string;
  /** Empty directory for its configuration and logs. */
  readonly folder: string;
  readonly settings: Settings;
  /** Set for HTTPS. */
  readonly certificate: CertificateFiles | undefined;
  /** The response of the floor. */
  readonly answer: ConstantAnswer | undefined;
}

/** The files of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A response to every request. */
export interface ConstantAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A server to measure. */
export interface Peer {
  readonly name: PeerName;
  readonly title: string;
  /** Missing features with the reason, which the report shows. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  /** Matches its ready line. If undefined, it is ready after the first response. */
  readonly readyLine?: string;
  /** @returns Undefined if it is not installed. */
  findVersion(): Promise<string | undefined>;
  /** Writes its configuration and returns its command. */
  command(launch: Launch): Promise<ServerCommand>;
}
