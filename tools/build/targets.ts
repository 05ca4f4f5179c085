import { BuildError } from "./build_error.ts";

/** A platform to build for. */
export interface Target {
  /** What executables for it are called: `linux-x64`. */
  readonly name: string;
  /** What the compiler calls it. */
  readonly triple: string;
}

/** Every platform that the runtime has a base for. */
export const TARGETS: readonly Target[] = [
  { name: "linux-x64", triple: "x86_64-unknown-linux-gnu" },
  { name: "linux-arm64", triple: "aarch64-unknown-linux-gnu" },
  { name: "macos-x64", triple: "x86_64-apple-darwin" },
  { name: "macos-arm64", triple: "aarch64-apple-darwin" },
  { name: "windows-x64", triple: "x86_64-pc-windows-msvc" },
];

/** The target that is this machine. */
export function isThisMachine({ triple }: Target): boolean {
  return triple === Deno.build.target;
}

/** @throws {BuildError} When there is none of that name. */
export function findTarget(name: string): Target {
  const target = TARGETS.find((each) => each.name === name || each.triple === name);
  if (target !== undefined) return target;
  throw new BuildError(
    `unknown target "${name}"`,
    `one of ${TARGETS.map((each) => each.name).join(", ")}`,
    "usage",
  );
}

/** What an executable file's name ends with. */
export function suffixOf({ name }: Target): string {
  return name.startsWith("windows") ? ".exe" : "";
}
