import { UsageError } from "../util/errors.ts";
import type { Settings } from "./parse_settings.ts";

/** Maximum size of a settings file, in bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Reads a settings file. @throws {UsageError} If it can't be read; {@linkcode SettingsError} if it is invalid. */
export async function readSettings(file: string): Promise<Settings> {
  // Imported lazily, to keep startup without a settings file short.
  const { parseSettings } = await import("./parse_settings.ts");
  return await parseSettings(readText(file), file);
}

function readText(file: string): string {
  try {
    const { isFile, size } = Deno.statSync(file);
    if (!isFile) {
      throw new UsageError(`"${file}" is not a file`, "use --config with a settings file");
    }
    if (size > MAX_SIZE) {
      throw new UsageError(`"${file}" is larger than 4 MiB`, "use --config with a settings file");
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof TypeError) {
      throw new UsageError(`the settings file "${file}" is not UTF-8`, "save it as UTF-8");
    }
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`there is no settings file "${file}"`, "check the path");
    }
    throw new UsageError(
      `the settings file "${file}" can't be read`,
      error instanceof Deno.errors.NotCapable ? "add it to --allow-read" : "check its permissions",
    );
  }
}
