import type { ServerCommand } from "../machine/server_process.ts";

/** The servers, by the names that `--peer` takes. */
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

/** What a scenario asks of a server that not every one has. */
export type Need =
  | "processors"
  | "http2"
  | "tls"
  | "ranges"
  | "sidecars"
  | "compression"
  | "JSON listing"
  | "log";

/** How a server is set up. */
export interface Settings {
  /** Workers or worker processes; for Caddy, the processors that it uses at once. */
  readonly workers: number;
  /** Writes an access log to a file. */
  readonly log: boolean;
  /** Compresses on the fly. */
  readonly compress: boolean;
  /** Prefers the `.br` file beside a file. */
  readonly sidecars: boolean;
  /** Speaks HTTP/2 without TLS. */
  readonly http2: boolean;
  /** Speaks HTTPS. */
  readonly tls: boolean;
  /** Has its connection gate on, where it is off by itself: Plinth alone. */
  readonly gate: boolean;
  /** Reads what it answers from the disk each time, where it would have a constant: the floor alone. */
  readonly fromDisk: boolean;
}

/** Where and with what a server is started. */
export interface Launch {
  readonly port: number;
  /** The folder to serve. */
  readonly root: string;
  /** An empty folder for its configuration and logs. */
  readonly folder: string;
  readonly settings: Settings;
  /** Where there is HTTPS. */
  readonly certificate: CertificateFiles | undefined;
  /** What the floor answers, with everything. */
  readonly answer: ConstantAnswer | undefined;
}

/** The files of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** An answer to give to every request. */
export interface ConstantAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A server to be measured. */
export interface Peer {
  readonly name: PeerName;
  readonly title: string;
  /** What it can't do, and why; scenarios that need it name the server and the reason. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  /** What in its output says that it is ready; without one, the first answer does. */
  readonly readyLine?: string;
  /** @returns Undefined when it is not installed. */
  findVersion(): Promise<string | undefined>;
  /** Writes its configuration and says how it is started. */
  command(launch: Launch): Promise<ServerCommand>;
}
