import type { RequestSpec } from "../check/request.ts";

/** How requests come. */
export type Load =
  | {
    readonly kind: "wrk";
    readonly connections: number;
    /** wrk's threads. */
    readonly threads: number;
    readonly request: RequestSpec;
    /** Asks for the files of the site "many" instead of one path. */
    readonly spread?: "zipf" | "uniform";
    /** A connection for each request. */
    readonly close?: boolean;
    /** Connections that are opened before and used once. */
    readonly idle?: number;
    /** The length of the response in bytes when so few fit into a round that parts of them count. */
    readonly bytes?: number;
  }
  | {
    readonly kind: "http2";
    readonly connections: number;
    /** Requests at once on a connection. */
    readonly streams: number;
    readonly request: RequestSpec;
    /** As above. */
    readonly bytes?: number;
  }
  | { readonly kind: "head"; readonly connections: number; readonly request: RequestSpec }
  | { readonly kind: "single"; readonly request: RequestSpec }
  | { readonly kind: "start"; readonly request: RequestSpec };

/** Where a load goes. */
export interface Target {
  readonly port: number;
  /** Whether it speaks HTTPS. */
  readonly tls: boolean;
  /** Fields of the requests. */
  readonly fields: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** The processors that the driver may use, as taskset takes them; any when undefined. */
  readonly cpus: string | undefined;
}

/** A load that could not be driven, or answers that were not as they should be. */
export class LoadError extends Error {
  override name = "LoadError";
}

/** Puts a program on the processors that it may use. */
export function pinned(args: readonly string[], cpus: string | undefined): string[] {
  return cpus === undefined ? [...args] : ["taskset", "-c", cpus, ...args];
}

/** The URL of a path there. */
export function urlOf({ port, tls }: Target, path: string): string {
  return `${tls ? "https" : "http"}://127.0.0.1:${port}${path}`;
}

/** Fields of a request as arguments of wrk and h2load. */
export function fieldArguments(fields: Readonly<Record<string, string>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
}
