import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { errorAnswer, type ErrorDetails } from "../../../lib/handler/generated_error.ts";
import type { Format } from "../../../lib/http/accept.ts";

function textOf(status: number, format: Format, details?: ErrorDetails): string {
  const { body } = errorAnswer(status, format, details);
  if (body.kind === "text") return body.text;
  assert(body.kind === "bytes");
  return new TextDecoder().decode(body.bytes);
}

const SUBJECT = "/<script>\u202e&\n";

Deno.test("errorAnswer() forbids storing, except for 404 and 410", () => {
  const rows = [[400, "no-store"], [404, "no-cache"], [410, "no-cache"], [
    500,
    "no-store",
  ]] as const;
  for (const [status, expected] of rows) {
    assertEquals(errorAnswer(status, "html").fields["cache-control"], expected, `${status}`);
  }
});

Deno.test("errorAnswer() has the type of its format, and varies by Accept", () => {
  const rows = [["html", "text/html"], ["json", "application/json"], [
    "text",
    "text/plain",
  ]] as const;
  for (const [format, type] of rows) {
    const { fields } = errorAnswer(404, format);
    assertEquals([fields["content-type"], fields["vary"]], [`${type}; charset=UTF-8`, "Accept"]);
    const policy = fields["content-security-policy"];
    assertEquals(policy?.startsWith("default-src 'none'"), format === "html" ? true : undefined);
  }
});

Deno.test("errorAnswer() escapes text from the request", () => {
  const html = textOf(404, "html", { subject: SUBJECT });
  assertStringIncludes(html, "<bdi>/&lt;script&gt;\u202e&amp;\n</bdi>");
  assert(!html.includes("<script"));
  const json = textOf(404, "json", { subject: SUBJECT });
  assert(!/[<>&]/.test(json));
  assertEquals(JSON.parse(json), {
    status: 404,
    error: "Not Found",
    message: "There is nothing at this address.",
    subject: SUBJECT,
  });
  const text = textOf(404, "text", { subject: SUBJECT });
  assertEquals(
    text,
    "404 Not Found\nThere is nothing at this address.\n/<script>\\u{202e}&\\u{a}\n",
  );
});

Deno.test("errorAnswer() adds the fields of its details", () => {
  assertEquals(errorAnswer(405, "text", { fields: { allow: "GET" } }).fields["allow"], "GET");
});
