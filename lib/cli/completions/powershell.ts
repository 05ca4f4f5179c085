import { SPECS } from "../../config/options.ts";
import { allNames, choicesOf, valueKind } from "./candidates.ts";

/** Returns completions for PowerShell 5 and later, to be run from the profile. */
export function powershellCompletions(): string {
  const names = SPECS.flatMap((spec) =>
    allNames(spec).map((name) => `    @(${quote(name)}, ${quote(spec.help)})\n`)
  );
  const values = SPECS.filter((spec) => valueKind(spec) === "choice").flatMap((spec) => {
    const choices = choicesOf(spec).map(quote).join(", ");
    return allNames(spec).map((name) => `    ${quote(name)} = @(${choices})\n`);
  });
  return `# PowerShell completion for plinth
Register-ArgumentCompleter -Native -CommandName plinth -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $options = @(
${names.join("")}  )
  $values = @{
${values.join("")}  }
  $words = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $index = if ($wordToComplete -eq '') { $words.Count - 1 } else { $words.Count - 2 }
  $previous = if ($index -ge 0) { $words[$index] } else { '' }
  if ($values.ContainsKey($previous)) {
    $values[$previous] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
  } elseif ($wordToComplete -like '-*') {
    $options | Where-Object { $_[0] -clike "$wordToComplete*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterName', $_[1])
    }
  }
}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
