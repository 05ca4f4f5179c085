import { BuildError } from "./build_error.ts";

/** A platform to build for. */
export interface Target {
  /** Name in file names and options: `linux-x64`. */
  readonly name: string;
  /** Target triple of the compiler. */
  readonly triple: string;
}

/** All platforms for which Deno publishes a base runtime. */
export const TARGETS: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu" },
  { name: "macos-x64", triple: "x86_64-apple-darwin" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc" },
];

/** Whether a target is this machine. */
export function isThisMachine({ triple }: Target): boolean {
  return triple === Deno.build.target;
}

/** @throws {BuildError} If the name is unknown. */
export function findTarget(name: string): Target {
  const target = TARGETS.find((each) => each.name === name || each.triple === name);
  if (target !== undefined) return target;
  throw new BuildError(
    `unknown target "${name}"`,
    `use one of ${TARGETS.map((each) => each.name).join(", ")}`,
    "usage",
  );
}

/** Returns the file name extension of executables. */
export function suffixOf({ name }: Target): string {
  return name.startsWith("windows") ? ".exe" : "";
}
