import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/util/errors.ts";
import { readAddress, readHosts, readNetworks } from "../../../lib/config/network_values.ts";
import {
  readBasePath,
  readCacheRule,
  readChoice,
  readInteger,
  readNames,
  readSeconds,
  readText,
} from "../../../lib/config/values.ts";
import { readHeader } from "../../../lib/http/field.ts";

type Reader = (text: string, option: string) => unknown;

interface Case {
  readonly valid: readonly (readonly [text: string, value: unknown])[];
  readonly invalid: readonly string[];
}

const CASES: readonly (readonly [name: string, read: Reader, cases: Case])[] = [
  ["readText", readText, { valid: [["a", "a"], [" ", " "]], invalid: [""] }],
  ["readInteger", readInteger(1, 20), {
    valid: [["1", 1], ["20", 20], ["007", 7]],
    invalid: [
      "",
      "0",
      "21",
      "-1",
      "+1",
      "1.0",
      "1e1",
      "0x1",
      " 1",
      "1 ",
      "a",
      "9".repeat(400),
      "١",
    ],
  }],
  ["readSeconds", readSeconds, {
    valid: [["0", 0], ["10", 10], ["0.25", 0.25], ["86400", 86_400]],
    invalid: ["", "-1", ".5", "5.", "1e3", "86400.1", "Infinity", "NaN", "5s"],
  }],
  ["readChoice", readChoice(["a", "b"]), { valid: [["b", "b"]], invalid: ["", "A", "c", "a,b"] }],
  ["readAddress", readAddress, {
    valid: [
      ["127.0.0.1", "127.0.0.1"],
      ["0.0.0.0", "0.0.0.0"],
      ["::", "::"],
      ["[::1]", "::1"],
      ["localhost", "localhost"],
      ["my_host.local", "my_host.local"],
    ],
    invalid: [
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
    valid: [["a.html", ["a.html"]], ["a.html, b.html", ["a.html", "b.html"]]],
    invalid: ["", "a,", ",a", "a/b", "a\\b", "a\0"],
  }],
  ["readHosts", readHosts, {
    valid: [
      ["Example.ORG", ["example.org"]],
      ["a.,b", ["a", "b"]],
      ["10.0.0.1,[::1]", ["10.0.0.1", "[::1]"]],
    ],
    invalid: ["", "a:80", "a b", "a/b", "http://a", "::1", "a,,b", "ä.example", "u@a"],
  }],
  ["readNetworks", readNetworks, {
    valid: [
      ["10.0.0.0/8,192.0.2.1", ["10.0.0.0/8", "192.0.2.1"]],
      ["2001:db8::/32, ::1, unix", ["2001:db8::/32", "::1", "unix"]],
      ["0.0.0.0/0", ["0.0.0.0/0"]],
    ],
    invalid: [
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
    valid: [["/", []], ["", []], ["/a/b/", ["a", "b"]], ["a", ["a"]], ["//a//b", ["a", "b"]]],
    invalid: ["/a b", "/%41", "/../a", "/a/./b", "/a?b", "/a#b", "/ä", "/a\\b", "/<a>"],
  }],
  ["readCacheRule", readCacheRule, {
    valid: [
      ["no-store", { value: "no-store" }],
      ["auto", { value: "auto" }],
      ["public, max-age=60", { value: "public, max-age=60" }],
      ["*=no-store", { glob: "*", value: "no-store" }],
      ["/a/=max-age=60", { glob: "/a/", value: "max-age=60" }],
      ["b.js= auto ", { glob: "b.js", value: "auto" }],
    ],
    invalid: ["", " ", "*.js=", "a\r\nb", "ä", "*.js=a\nb"],
  }],
  ["readHeader", readHeader, {
    valid: [
      ["X-A: 1", ["x-a", "1"]],
      ["X-A:1:2 ", ["x-a", "1:2"]],
      ["X-A:", ["x-a", ""]],
      ["Cache-Control: no-store", ["cache-control", "no-store"]],
      ["Set-Cookie: a=b; Path=/", ["set-cookie", "a=b; Path=/"]],
    ],
    invalid: [
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

for (const [name, read, { valid, invalid }] of CASES) {
  Deno.test(`${name}() reads valid values`, () => {
    for (const [text, value] of valid) assertEquals(read(text, "--x"), value, text);
  });

  Deno.test(`${name}() rejects invalid values, and names the option and what to use`, () => {
    for (const text of invalid) {
      const error = assertThrows(() => read(text, "--x"), UsageError, "--x") as UsageError;
      assertEquals(error.advice === "", false);
    }
  });
}
