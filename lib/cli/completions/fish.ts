import { type OptionSpec, SPECS } from "../../config/options.ts";
import { choicesOf, longNames, quote, type ValueKind, valueKind } from "./candidates.ts";

/** Returns completions for fish, to be saved as `~/.config/fish/completions/plinth.fish`. */
export function fishCompletions(): string {
  const lines = SPECS.flatMap((spec) =>
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
  const values: Record<ValueKind, string> = {
    none: "",
    choice: ` -x -a ${quote(choicesOf(spec).join(" "))}`,
    file: " -r -F",
    folder: " -x -a '(__fish_complete_directories)'",
    other: " -x",
  };
  return values[valueKind(spec)];
}
