import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/util/errors.ts";
import {
  readAddress,
  readBasePath,
  readCacheRule,
  readChoice,
  readHosts,
  readInteger,
  readNames,
  readNetworks,
  readSeconds,
  readText,
} from "../../../lib/config/values.ts";
import { readHeader } from "../../../lib/http/field.ts";

type Reader = (text: string, option: string) => unknown;

interface Case {
  readonly right: readonly (readonly [text: string, value: unknown])[];
  readonly wrong: readonly string[];
}

const CASES: readonly (readonly [name: string, read: Reader, cases: Case])[] = [
  ["readText", readText, { right: [["a", "a"], [" ", " "]], wrong: [""] }],
  ["readInteger", readInteger(1, 20), {
    right: [["1", 1], ["20", 20], ["007", 7]],
    wrong: ["", "0", "21", "-1", "+1", "1.0", "1e1", "0x1", " 1", "1 ", "a", "9".repeat(400), "١"],
  }],
  ["readSeconds", readSeconds, {
    right: [["0", 0], ["10", 10], ["0.25", 0.25], ["86400", 86_400]],
    wrong: ["", "-1", ".5", "5.", "1e3", "86400.1", "Infinity", "NaN", "5s"],
  }],
  ["readChoice", readChoice(["a", "b"]), { right: [["b", "b"]], wrong: ["", "A", "c", "a,b"] }],
  ["readAddress", readAddress, {
    right: [
      ["127.0.0.1", "127.0.0.1"],
      ["0.0.0.0", "0.0.0.0"],
      ["::", "::"],
      ["[::1]", "::1"],
      ["localhost", "localhost"],
      ["my_host.local", "my_host.local"],
    ],
    wrong: [
      "",
      "1.2.3.4:80",
      "256.1.1.1",
      "a b",
      "http://a",
      "a/b",
      "[::1",
      "::g",
      "[::1]:80",
      "ä",
    ],
  }],
  ["readNames", readNames, {
    right: [["a.html", ["a.html"]], ["a.html, b.html", ["a.html", "b.html"]]],
    wrong: ["", "a,", ",a", "a/b", "a\\b", "a\0"],
  }],
  ["readHosts", readHosts, {
    right: [
      ["Example.ORG", ["example.org"]],
      ["a.,b", ["a", "b"]],
      ["10.0.0.1,[::1]", ["10.0.0.1", "[::1]"]],
    ],
    wrong: ["", "a:80", "a b", "a/b", "http://a", "::1", "a,,b", "ä.example", "u@a"],
  }],
  ["readNetworks", readNetworks, {
    right: [
      ["10.0.0.0/8,192.0.2.1", ["10.0.0.0/8", "192.0.2.1"]],
      ["2001:db8::/32, ::1, unix", ["2001:db8::/32", "::1", "unix"]],
      ["0.0.0.0/0", ["0.0.0.0/0"]],
    ],
    wrong: [
      "",
      "10.0.0.0/33",
      "10.0.0",
      "::/129",
      "example.org",
      "10.0.0.0/",
      "a,b",
      "1.2.3.4/8/8",
    ],
  }],
  ["readBasePath", readBasePath, {
    right: [["/", []], ["", []], ["/a/b/", ["a", "b"]], ["a", ["a"]], ["//a//b", ["a", "b"]]],
    wrong: ["/a b", "/%41", "/../a", "/a/./b", "/a?b", "/a#b", "/ä", "/a\\b", "/<a>"],
  }],
  ["readCacheRule", readCacheRule, {
    right: [
      ["no-store", { value: "no-store" }],
      ["auto", { value: "auto" }],
      ["public, max-age=60", { value: "public, max-age=60" }],
      ["*=no-store", { glob: "*", value: "no-store" }],
      ["/a/=max-age=60", { glob: "/a/", value: "max-age=60" }],
      ["b.js= auto ", { glob: "b.js", value: "auto" }],
    ],
    wrong: ["", " ", "*.js=", "a\r\nb", "ä", "*.js=a\nb"],
  }],
  ["readHeader", readHeader, {
    right: [
      ["X-A: 1", ["x-a", "1"]],
      ["X-A:1:2 ", ["x-a", "1:2"]],
      ["X-A:", ["x-a", ""]],
      ["Cache-Control: no-store", ["cache-control", "no-store"]],
      ["Set-Cookie: a=b; Path=/", ["set-cookie", "a=b; Path=/"]],
    ],
    wrong: [
      "",
      "X-A",
      ": 1",
      "X A: 1",
      "X-A : 1",
      "X-A: a\r\nX-B: b",
      "X-A: \0",
      "X-A: ä",
      "Ä: 1",
      "content-type: text/html",
      "Transfer-Encoding: chunked",
      "ETag: x",
      "Location: /",
    ],
  }],
];

for (const [name, read, { right, wrong }] of CASES) {
  Deno.test(`${name}() reads what is right`, () => {
    for (const [text, value] of right) assertEquals(read(text, "--x"), value, text);
  });

  Deno.test(`${name}() refuses what is wrong, and names the option and what would be right`, () => {
    for (const text of wrong) {
      const error = assertThrows(() => read(text, "--x"), UsageError, "--x") as UsageError;
      assertEquals(error.advice === "", false);
    }
  });
}
