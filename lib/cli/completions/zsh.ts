import { type OptionSpec, SPECS } from "../../config/options.ts";
import { allNames, choicesOf, quote, type ValueKind, valueKind } from "./candidates.ts";

/** Returns completions for zsh, to be saved as `_plinth` in a folder of `$fpath` or sourced after `compinit`. */
export function zshCompletions(): string {
  return `#compdef plinth
# zsh completion for plinth
_plinth() {
  _arguments -s -S \\
${SPECS.map((spec) => `    ${argument(spec)} \\\n`).join("")}    '1:folder:_files -/' \\
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
  const shown = names.map((name) => valueKind(spec) === "none" ? name : withValue(name));
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
  const actions: Record<ValueKind, string> = {
    none: "",
    choice: `:${spec.name}:(${choicesOf(spec).join(" ")})`,
    file: `:${spec.name}:_files`,
    folder: `:${spec.name}:_files -/`,
    other: `:${spec.placeholder?.replaceAll(":", "\\:")}: `,
  };
  return actions[valueKind(spec)];
}
