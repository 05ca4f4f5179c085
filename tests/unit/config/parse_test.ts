import { assertEquals, assertThrows } from "@std/assert";
import { OPTIONS, type Options } from "../../../lib/config/options.ts";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import { UsageError } from "../../../lib/util/errors.ts";

const VALID: readonly (readonly [string, Partial<Options>])[] = [
  ["", {}],
  [".", { directory: "." }],
  ["dist 9000", { directory: "dist", port: 9000 }],
  ["9000 dist", { directory: "dist", port: 9000 }],
  ["9000", { port: 9000 }],
  ["./8080", { directory: "./8080" }],
  ["0", { port: 0 }],
  ["-p 8080", { port: 8080 }],
  ["-p8080", { port: 8080 }],
  ["-p=8080", { port: 8080 }],
  ["--port 8080", { port: 8080 }],
  ["--port=8080", { port: 8080 }],
  ["--port=1 --port=2", { port: 2 }],
  ["-d dir", { directory: "dir" }],
  ["-ddir", { directory: "dir" }],
  ["--root dir", { directory: "dir" }],
  ["--root=a=b", { directory: "a=b" }],
  ["-b ::1", { bind: "::1" }],
  ["--host [::1]", { bind: "::1" }],
  ["--bind localhost", { bind: "localhost" }],
  ["-q", { quiet: true }],
  ["-qp8080", { quiet: true, port: 8080 }],
  ["-qhV", { quiet: true, help: true, version: true }],
  ["--no-listing --no-compress --no-precompressed", {
    noListing: true,
    noCompress: true,
    noPrecompressed: true,
  }],
  ["-q true", { quiet: true, directory: "true" }],
  ["-- -odd-", { directory: "-odd-" }],
  ["--index a.html,b.html", { index: ["a.html", "b.html"] }],
  ["--base-path /docs/v1/", { basePath: ["docs", "v1"] }],
  ["--base-path /", { basePath: [] }],
  ["--etag content", { etag: "content" }],
  ["--log-format json", { logFormat: "json" }],
  ["--grace-period 0.5", { gracePeriod: 0.5 }],
  ["--allow-host Example.org.,b", { allowHost: ["example.org", "b"] }],
  ["--cache no-store", { cache: [{ value: "no-store" }] }],
  ["--cache max-age=60", { cache: [{ value: "max-age=60" }] }],
  ["--cache *.js=max-age=60 --cache auto", {
    cache: [{ glob: "*.js", value: "max-age=60" }, { value: "auto" }],
  }],
  ["-H X-A:1 -HX-B:2 --header X-C:", { header: [["x-a", "1"], ["x-b", "2"], ["x-c", ""]] }],
];

Deno.test("parseCommandLine() accepts options in every form, and positionals", () => {
  const defaults = Object.fromEntries(
    Object.entries(OPTIONS).map(([key, { defaultValue }]) => [key, defaultValue]),
  );
  for (const [line, expected] of VALID) {
    const args = line === "" ? [] : line.split(" ");
    assertEquals(parseCommandLine(args), { ...defaults, ...expected } as unknown as Options, line);
  }
});

const INVALID: readonly (readonly [string, string, string])[] = [
  ["--prot", "unknown option --prot", "did you mean --port?"],
  ["--no-listings", "unknown option --no-listings", "did you mean --no-listing?"],
  ["--rooot x", "unknown option --rooot", "did you mean --root?"],
  ["-x", "unknown option -x", "plinth --help lists all options"],
  ["-qx", "unknown option -x", "plinth --help lists all options"],
  ["--port", "--port needs a value", "write --port N"],
  ["-p", "-p needs a value", "write -p N"],
  ["--port --quiet", "--port needs a value", "write --port N"],
  ["--port=", '--port can\'t be ""', "use a whole number from 0 to 65535"],
  ["--port=65536", '--port can\'t be "65536"', "use a whole number from 0 to 65535"],
  ["--port=-1", '--port can\'t be "-1"', "use a whole number from 0 to 65535"],
  ["--port=1e3", '--port can\'t be "1e3"', "use a whole number from 0 to 65535"],
  ["70000", 'PORT can\'t be "70000"', "use a whole number from 0 to 65535"],
  ["--workers=0", '--workers can\'t be "0"', "use a whole number from 1 to 256"],
  ["--quiet=yes", "--quiet takes no value", "write --quiet"],
  ["--etag=weak", '--etag can\'t be "weak"', "use one of stat, content, off"],
  [
    "--grace-period=soon",
    '--grace-period can\'t be "soon"',
    "use a number of seconds from 0 to 86400",
  ],
  [
    "--index=a/b",
    '--index can\'t be "a/b"',
    "use file names without a folder, such as a.html,b.html",
  ],
  [
    "--base-path=/a/../b",
    '--base-path can\'t be "/a/../b"',
    "use a path without escapes and dot segments, such as /docs",
  ],
  ["-b http://x", '--bind can\'t be "http://x"', "use a local address"],
  ["--cache *.js=", '--cache can\'t be "*.js="', "use a Cache-Control value"],
  ["-H nonsense", '--header can\'t be "nonsense"', "'Name: value', in ASCII"],
  ["-H X:\u00e9", '--header can\'t be "X:\u00e9"', "'Name: value', in ASCII"],
  ["-H Content-Length:5", "--header can't set Content-Length", "it is decided"],
  ["--allow-host=a:80", '--allow-host can\'t be "a:80"', "use host names without a port"],
  ["a b", 'unexpected second folder "b"', "use plinth [OPTIONS] [DIR] [PORT]"],
  ["1 2", 'unexpected second port "2"', "use plinth [OPTIONS] [DIR] [PORT]"],
  ["-d a b", 'unexpected second folder "b"', "use plinth [OPTIONS] [DIR] [PORT]"],
  ["-p 1 2", 'unexpected second port "2"', "use plinth [OPTIONS] [DIR] [PORT]"],
];

Deno.test("parseCommandLine() reports the problem and what to do", () => {
  for (const [line, problem, advice] of INVALID) {
    const error = assertThrows(() => parseCommandLine(line.split(" ")), UsageError) as UsageError;
    assertEquals([error.message, error.advice.slice(0, advice.length)], [problem, advice], line);
  }
  const header = ["-H", "X: a\r\nY: b"];
  assertThrows(() => parseCommandLine(header), UsageError, "--header can't be");
  assertThrows(() => parseCommandLine([""]), UsageError, "the folder name is empty");
});
