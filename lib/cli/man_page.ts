import project from "../../deno.json" with { type: "json" };
import { allNames } from "./completions/candidates.ts";
import { EXAMPLES } from "./help.ts";
import { GROUPS, type OptionSpec, SPECS } from "../config/options.ts";

/** Returns the text of `--man`: a page for man(1) in roff's man macros, made from the options table. */
export function manPage(): string {
  return `.TH PLINTH 1 "" "plinth ${project.version}" "User Commands"
.SH NAME
plinth \\- serve a folder over HTTP: sandboxed, correct, fast
.SH SYNOPSIS
.B plinth
.RI [ OPTIONS ]
.RI [ DIR ]
.RI [ PORT ]
.SH DESCRIPTION
Plinth serves the folder
.I DIR
to browsers and programs.
Requests are handled in sandboxed workers that can read only that folder.
Without
.I DIR
Plinth serves its own manual; it never serves your files unless you name them.
A bare number is the port.
To serve a folder whose name is a number, write
.IR ./8080 .
.PP
The value of a short option may follow it directly; the value of a long option follows a space or an equals sign.
A value in brackets is optional and must follow an equals sign.
${GROUPS.map(groupSection).join("")}.SH EXAMPLES
${EXAMPLES.map(example).join("")}${ENDING}`;
}

const ENDING = `.SH SIGNALS
.TP
.BR SIGINT ", " SIGTERM
Stop accepting connections, finish active requests within the grace period, and exit.
A second signal, more than half a second later, exits immediately.
.TP
.B SIGHUP
Reload settings and certificates, and reopen the log file.
If the terminal was closed, stop instead.
.SH ENVIRONMENT
.TP
.B PORT
The port to listen on if none is given.
.TP
.B NO_COLOR
If set, output has no colours.
.TP
.B DEBUG
If it is or lists
.IR plinth ,
errors have stack traces and messages have more detail.
.SH EXIT STATUS
.TP
.B 0
Plinth stopped normally.
.TP
.B 1
Plinth could not run, for example because the port is in use; or a second signal stopped it.
.TP
.B 2
The command line or the settings file is invalid.
.SH FILES
Files at the top of the folder that are never served:
.I _headers
and
.I _redirects
(rules),
.I plinth.json
and
.I serve.json
(settings, read only if \\-\\-config names them).
`;

function groupSection(group: string): string {
  const specs = SPECS.filter((spec) => spec.group === group);
  return `.SH OPTIONS: ${group.toUpperCase()}\n${specs.map(option).join("")}`;
}

function option(spec: OptionSpec<unknown>): string {
  const { placeholder, help, defaultText } = spec;
  const shown = allNames(spec).map((each) => `\\fB${escapeRoff(each)}\\fR`).join(", ");
  const shownValue = placeholder === undefined
    ? ""
    : `${placeholder.startsWith("[=") ? "" : " "}\\fI${escapeRoff(placeholder)}\\fR`;
  const byDefault = defaultText === undefined ? "" : `\nDefault: ${escapeRoff(defaultText)}.`;
  return `.TP\n${shown}${shownValue}\n${sentence(escapeRoff(help))}${byDefault}\n`;
}

function example([command, meaning]: readonly [string, string]): string {
  return `.TP\n.B ${escapeRoff(command)}\n${sentence(escapeRoff(meaning))}\n`;
}

function sentence(text: string): string {
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  // A line that starts with a control character would be a roff request.
  return line.replace(/^['.]/, "\\&$&");
}

/** Escapes text for roff. Hyphens are escaped so that options copied from the page have ASCII hyphens. */
function escapeRoff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}
