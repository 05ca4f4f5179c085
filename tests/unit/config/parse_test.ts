import { assertEquals, assertThrows } from "@std/assert";
import { OPTIONS, type Options } from "../../../lib/config/options.ts";
import { parseCommandLine } from "../../../lib/config/parse.ts";
import { UsageError } from "../../../lib/util/usage_error.ts";

const RIGHT: readonly (readonly [string, Partial<Options>])[] = [
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

Deno.test("parseCommandLine() takes options in every form, and positionals", () => {
  const defaults = Object.fromEntries(
    Object.entries(OPTIONS).map(([key, { defaultValue }]) => [key, defaultValue]),
  );
  for (const [line, expected] of RIGHT) {
    const args = line === "" ? [] : line.split(" ");
    assertEquals(parseCommandLine(args), { ...defaults, ...expected } as unknown as Options, line);
  }
});

const WRONG: readonly (readonly [string, string, string])[] = [
  ["--prot", "unknown option --prot", "did you mean --port?"],
  ["--no-listings", "unknown option --no-listings", "did you mean --no-listing?"],
  ["--rooot x", "unknown option --rooot", "did you mean --root?"],
  ["-x", "unknown option -x", "plinth --help shows them all"],
  ["-qx", "unknown option -x", "plinth --help shows them all"],
  ["--port", "--port needs a value", "--port N"],
  ["-p", "-p needs a value", "-p N"],
  ["--port --quiet", "--port needs a value", "--port N"],
  ["--port=", '--port takes a whole number, not ""', "from 0 to 65535"],
  ["--port=65536", '--port takes a whole number, not "65536"', "from 0 to 65535"],
  ["--port=-1", '--port takes a whole number, not "-1"', "from 0 to 65535"],
  ["--port=1e3", '--port takes a whole number, not "1e3"', "from 0 to 65535"],
  ["70000", 'PORT takes a whole number, not "70000"', "from 0 to 65535"],
  ["--workers=0", '--workers takes a whole number, not "0"', "from 1 to 256"],
  ["--quiet=yes", "--quiet takes no value", "--quiet alone"],
  ["--etag=weak", '--etag can\'t be "weak"', "one of stat, content, off"],
  ["--grace-period=soon", '--grace-period takes seconds, not "soon"', "from 0 to 86400"],
  ["--index=a/b", '--index can\'t be "a/b"', "file names without a folder, as a.html,b.html"],
  [
    "--base-path=/a/../b",
    '--base-path can\'t be "/a/../b"',
    "a path of plain characters, as /docs",
  ],
  ["-b http://x", '--bind can\'t be "http://x"', "an address of this machine"],
  ["--cache *.js=", '--cache can\'t be "*.js="', "a Cache-Control value"],
  ["-H nonsense", '--header can\'t be "nonsense"', "'Name: value', in ASCII"],
  ["-H X:\u00e9", '--header can\'t be "X:\u00e9"', "'Name: value', in ASCII"],
  ["-H Content-Length:5", "--header can't set Content-Length", "it is decided"],
  ["--allow-host=a:80", '--allow-host can\'t be "a:80"', "names without a port"],
  ["a b", '"b" is one folder too many', "plinth [OPTIONS] [DIR] [PORT]"],
  ["1 2", '"2" is one port too many', "plinth [OPTIONS] [DIR] [PORT]"],
  ["-d a b", '"b" is one folder too many', "plinth [OPTIONS] [DIR] [PORT]"],
  ["-p 1 2", '"2" is one port too many', "plinth [OPTIONS] [DIR] [PORT]"],
];

Deno.test("parseCommandLine() says what is wrong, and what would be right", () => {
  for (const [line, problem, advice] of WRONG) {
    const error = assertThrows(() => parseCommandLine(line.split(" ")), UsageError) as UsageError;
    assertEquals([error.message, error.advice.slice(0, advice.length)], [problem, advice], line);
  }
  const header = ["-H", "X: a\r\nY: b"];
  assertThrows(() => parseCommandLine(header), UsageError, "--header can't be");
  assertThrows(() => parseCommandLine([""]), UsageError, "the folder's name is empty");
});
