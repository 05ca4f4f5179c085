import { type OptionSpec, SPECS } from "../../config/options.ts";
import { allNames, choicesOf, type ValueKind, valueKind } from "./candidates.ts";

/** Returns completions for bash 3.2 and later, which do not need the bash-completion package. */
export function bashCompletions(): string {
  const cases = SPECS.map((spec) => {
    const action = actionFor(spec);
    return action === undefined ? "" : `    ${allNames(spec).join("|")}) ${action}; return ;;\n`;
  });
  const names = SPECS.flatMap(allNames).join(" ");
  return `# bash completion for plinth
_plinth() {
  local IFS=$' \\t\\n' current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  # bash splits --name=value into three words.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case $previous in
${cases.join("")}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W '${names}' -- "$current"))
  else
    _plinth_paths -d "$current"
  fi
}

# Splits only at newlines, so names with spaces stay whole.
_plinth_paths() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$2"))
  compopt -o filenames 2>/dev/null
}

complete -F _plinth plinth
`;
}

function actionFor(spec: OptionSpec<unknown>): string | undefined {
  const actions: Record<ValueKind, string | undefined> = {
    none: undefined,
    choice: `COMPREPLY=($(compgen -W '${choicesOf(spec).join(" ")}' -- "$current"))`,
    file: `_plinth_paths -f "$current"`,
    folder: `_plinth_paths -d "$current"`,
    other: "COMPREPLY=()",
  };
  return actions[valueKind(spec)];
}
