import { resolve } from "../util/path.ts";
import type { ConfiguredRule } from "../auth/user_table.ts";
import { loadUsers, readUser, type User } from "../auth/users.ts";
import { UsageError } from "../util/errors.ts";
import { readHeaderPath } from "../rules/parse_headers.ts";
import { type OnSettingsError, tryRead } from "./rule_settings.ts";
import type { RulesValue } from "./rules_schema.ts";

/** Access rules from a settings file, and the htpasswd files that they use. */
export interface AuthSettings {
  readonly rules: readonly ConfiguredRule[];
  /** Users who may access the paths that no rule covers. */
  readonly users: readonly User[];
  readonly files: readonly string[];
}

/** Reads the `auth` setting. @param folder Folder that relative file names are resolved against. */
export function readAuthSettings(
  value: RulesValue["auth"],
  folder: string,
  onError: OnSettingsError,
): AuthSettings {
  const rules: ConfiguredRule[] = [];
  const users: User[] = [];
  const files: string[] = [];
  const isList = Array.isArray(value);
  for (const [index, entry] of [value ?? []].flat().entries()) {
    const path = isList ? ["auth", index] : ["auth"];
    tryRead(path, () => {
      if (typeof entry === "string") return users.push(readUser(entry, '"auth"'));
      const file = entry.file === undefined ? undefined : resolve(folder, entry.file);
      if (file !== undefined) files.push(file);
      const all = [
        ...[entry.users ?? []].flat().map((text) => readUser(text, '"users"')),
        ...(file === undefined ? [] : loadUsers(file)),
      ];
      if (all.length === 0) {
        throw new UsageError("the rule has no users", 'add "file" or "users"');
      }
      return rules.push({ path: readHeaderPath(entry.path).path, users: all });
    }, onError);
  }
  return { rules, users, files };
}
