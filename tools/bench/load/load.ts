import type { RequestSpec } from "../check/request.ts";

/** How requests are sent. */
export type Load =
  | {
    readonly kind: "wrk";
    readonly connections: number;
    /** Threads of wrk. */
    readonly threads: number;
    readonly request: RequestSpec;
    /** Requests the files of the site "many" instead of one path. */
    readonly spread?: "zipf" | "uniform";
    /** Use a new connection for each request. */
    readonly close?: boolean;
    /** Number of idle connections, opened and used once before the load. */
    readonly idle?: number;
    /** Size of the response in bytes, if it is so large that partial responses count. */
    readonly bytes?: number;
  }
  | {
    readonly kind: "http2";
    readonly connections: number;
    /** Concurrent streams per connection. */
    readonly streams: number;
    readonly request: RequestSpec;
    /** As for wrk. */
    readonly bytes?: number;
  }
  | { readonly kind: "head"; readonly connections: number; readonly request: RequestSpec }
  | { readonly kind: "single"; readonly request: RequestSpec }
  | { readonly kind: "start"; readonly request: RequestSpec };

/** The target of a load. */
export interface Target {
  readonly port: number;
  /** Whether it uses HTTPS. */
  readonly tls: boolean;
  /** Request fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Processors of the driver in taskset syntax; undefined means any. */
  readonly cpus: string | undefined;
}

/** A load driver failed, or responses were wrong. */
export class LoadError extends Error {
  override name = "LoadError";
}

/** Wraps a command in taskset. */
export function pinned(args: readonly string[], cpus: string | undefined): string[] {
  return cpus === undefined ? [...args] : ["taskset", "-c", cpus, ...args];
}

/** Returns the URL of a path on the target. */
export function urlOf({ port, tls }: Target, path: string): string {
  return `${tls ? "https" : "http"}://127.0.0.1:${port}${path}`;
}

/** Returns request fields as arguments of wrk and h2load. */
export function fieldArguments(fields: Readonly<Record<string, string>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
}
