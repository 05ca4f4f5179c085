import { resolve } from "../util/path.ts";
import type { AuthRule } from "../auth/guard.ts";
import { loadUsers } from "../auth/load_users.ts";
import { readUser, type User } from "../auth/users.ts";
import { UsageError } from "../util/usage_error.ts";
import { RuleError } from "../rules/diagnostic.ts";
import { readHeaderPath } from "../rules/parse_headers.ts";
import type { JsonPath } from "./jsonc.ts";
import type { RulesValue } from "./rules_schema.ts";

/** Who may see what, and the files that say so. */
export interface AuthSettings {
  readonly rules: readonly AuthRule[];
  /** Those who may see what no rule is for. */
  readonly users: readonly User[];
  readonly files: readonly string[];
}

/** Reads the `auth` of a settings file. @param folder From which names of files count. */
export function readAuthSettings(
  value: RulesValue["auth"],
  folder: string,
  onMistake: (path: JsonPath, problem: string, advice: string) => void,
): AuthSettings {
  const rules: AuthRule[] = [];
  const users: User[] = [];
  const files: string[] = [];
  const isList = Array.isArray(value);
  for (const [index, entry] of [value ?? []].flat().entries()) {
    const path = isList ? ["auth", index] : ["auth"];
    try {
      if (typeof entry === "string") {
        users.push(readUser(entry, '"auth"'));
        continue;
      }
      const file = entry.file === undefined ? undefined : resolve(folder, entry.file);
      if (file !== undefined) files.push(file);
      const all = [
        ...[entry.users ?? []].flat().map((text) => readUser(text, '"users"')),
        ...(file === undefined ? [] : loadUsers(file)),
      ];
      if (all.length === 0) {
        throw new UsageError("nobody may see this", '"file" or "users" says who may');
      }
      rules.push({ path: readHeaderPath(entry.path).path, users: all });
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof RuleError)) throw error;
      onMistake(path, error.message, error.advice);
    }
  }
  return { rules, users, files };
}
