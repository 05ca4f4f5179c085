import type { OptionSpec } from "../../config/options.ts";
import { allNames, quote, valueKind } from "./candidates.ts";

/** Returns completions for zsh, to be saved as `_plinth` in a folder of `$fpath` or sourced after `compinit`. */
export function zshCompletions(specs: readonly OptionSpec<unknown>[]): string {
  return `#compdef plinth
# zsh completion for plinth
_plinth() {
  _arguments -s -S \\
${specs.map((spec) => `    ${argument(spec)} \\\n`).join("")}    '1:folder:_files -/' \\
    '2:port:'
}

if [[ \${funcstack[1]:-} == _plinth ]]; then
  _plinth "$@"
else
  compdef _plinth plinth
fi
`;
}

/** Returns one `_arguments` specification for all names; they exclude each other unless the option is repeatable. */
function argument(spec: OptionSpec<unknown>): string {
  const names = allNames(spec);
  const excluded = spec.repeatable === true ? "*" : `(${names.join(" ")})`;
  const shown = names.map((name) => valueKind(spec).kind === "none" ? name : withValue(name));
  const description = `[${spec.help.replace(/[[\]\\]/g, "\\$&")}]${valueAction(spec)}`;
  return names.length === 1
    ? quote(`${excluded}${shown[0]}${description}`)
    : `${quote(excluded)}{${shown.map(quote).join(",")}}${quote(description)}`;
}

/** Marks where a value may start: after `=` for a long option, directly after a short one. */
function withValue(name: string): string {
  return name.startsWith("--") ? `${name}=` : `${name}+`;
}

function valueAction(spec: OptionSpec<unknown>): string {
  const kind = valueKind(spec);
  switch (kind.kind) {
    case "none":
      return "";
    case "choice":
      return `:${spec.name}:(${kind.choices.join(" ")})`;
    case "file":
      return `:${spec.name}:_files`;
    case "folder":
      return `:${spec.name}:_files -/`;
    case "other":
      return `:${spec.placeholder?.replaceAll(":", "\\:")}: `;
  }
}
