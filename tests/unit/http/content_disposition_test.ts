import { assertEquals } from "@std/assert";
import { attachment } from "../../../lib/http/content_disposition.ts";

Deno.test("attachment() writes the name in ASCII, and in UTF-8 if it has other characters", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a b.zip", 'attachment; filename="a b.zip"'],
    ["ä.zip", "attachment; filename=\"_.zip\"; filename*=UTF-8''%C3%A4.zip"],
    ['a"b.zip', "attachment; filename=\"a_b.zip\"; filename*=UTF-8''a%22b.zip"],
    ["100%.zip", "attachment; filename=\"100_.zip\"; filename*=UTF-8''100%25.zip"],
    ["(ö)'*.zip", "attachment; filename=\"(_)'*.zip\"; filename*=UTF-8''%28%C3%B6%29%27%2A.zip"],
    ["a/b\\c.zip", 'attachment; filename="a_b_c.zip"'],
    ["a\r\nb\u0000.zip", 'attachment; filename="a__b_.zip"'],
    ["\ud800.zip", "attachment; filename=\"_.zip\"; filename*=UTF-8''%EF%BF%BD.zip"],
    ["💾.zip", "attachment; filename=\"_.zip\"; filename*=UTF-8''%F0%9F%92%BE.zip"],
  ];
  for (const [name, field] of table) assertEquals(attachment(name), field);
});
