import type { OptionSpec } from "../../config/options.ts";
import { longNames, quote, valueKind } from "./candidates.ts";

/** Returns completions for fish, to be saved as `~/.config/fish/completions/plinth.fish`. */
export function fishCompletions(specs: readonly OptionSpec<unknown>[]): string {
  const lines = specs.flatMap((spec) =>
    longNames(spec).map((name, index) => {
      const short = index === 0 && spec.short !== undefined ? ` -s ${spec.short}` : "";
      return `complete -c plinth${short} -l ${name.slice(2)} -d ${quote(spec.help)}${
        valueArguments(spec)
      }\n`;
    })
  );
  return `# fish completion for plinth
complete -c plinth -f -a '(__fish_complete_directories)'
${lines.join("")}`;
}

function valueArguments(spec: OptionSpec<unknown>): string {
  const kind = valueKind(spec);
  switch (kind.kind) {
    case "none":
      return "";
    case "choice":
      return ` -x -a ${quote(kind.choices.join(" "))}`;
    case "file":
      return " -r -F";
    case "folder":
      return " -x -a '(__fish_complete_directories)'";
    case "other":
      return " -x";
  }
}
