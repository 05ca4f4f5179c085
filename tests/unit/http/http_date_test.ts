import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatHttpDate, parseHttpDate } from "../../../lib/http/http_date.ts";

const NOW = Date.UTC(2026, 0, 31, 12) / 1000;
const EXAMPLE = 784_111_777;

Deno.test("parseHttpDate() reads the three formats of RFC 9110 §5.6.7", () => {
  const rows: readonly [text: string, seconds: number][] = [
    ["Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE],
    ["Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE],
    ["Sun Nov  6 08:49:37 1994", EXAMPLE],
    ["Sun Nov 06 08:49:37 1994", EXAMPLE],
    ["Wed Nov 16 08:49:37 1994", EXAMPLE + 10 * 86_400],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["Wed, 31 Dec 1969 23:59:59 GMT", -1],
    ["Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799],
    ["Thu, 29 Feb 2024 00:00:00 GMT", Date.UTC(2024, 1, 29) / 1000],
    ["Tue, 29 Feb 2000 00:00:00 GMT", Date.UTC(2000, 1, 29) / 1000],
    // A leap second.
    ["Sat, 31 Dec 2016 23:59:60 GMT", Date.UTC(2017, 0, 1) / 1000],
  ];
  for (const [text, seconds] of rows) assertEquals(parseHttpDate(text, NOW), seconds, text);
});

Deno.test("parseHttpDate() reads every month", () => {
  const months = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
  ];
  for (const [index, month] of months.entries()) {
    const expected = Date.UTC(2025, index, 15) / 1000;
    assertEquals(parseHttpDate(`Mon, 15 ${month} 2025 00:00:00 GMT`, NOW), expected, month);
    assertEquals(parseHttpDate(`Mon ${month} 15 00:00:00 2025`, NOW), expected, month);
    assertEquals(parseHttpDate(`Monday, 15-${month}-25 00:00:00 GMT`, NOW), expected, month);
  }
});

Deno.test("parseHttpDate() puts a two-digit year more than 50 years ahead into the past", () => {
  const rows: readonly [digits: string, year: number][] = [
    ["00", 2000],
    ["25", 2025],
    ["26", 2026],
    ["70", 2070],
    ["75", 2075],
    ["76", 1976],
    ["77", 1977],
    ["94", 1994],
    ["99", 1999],
  ];
  for (const [digits, year] of rows) {
    const text = `Monday, 15-Jun-${digits} 00:00:00 GMT`;
    assertEquals(parseHttpDate(text, NOW), Date.UTC(year, 5, 15) / 1000, digits);
  }
  // To the second.
  const [last, next] = ["Friday, 31-Jan-76 12:00:00 GMT", "Friday, 31-Jan-76 12:00:01 GMT"];
  assertEquals(parseHttpDate(last, NOW), Date.UTC(2076, 0, 31, 12) / 1000);
  assertEquals(parseHttpDate(next, NOW), Date.UTC(1976, 0, 31, 12, 0, 1) / 1000);
});

Deno.test("parseHttpDate() rejects invalid dates", () => {
  const rows = [
    ...["", "0", "784111777", "now", "1994-11-06T08:49:37Z", "06 Nov 1994 08:49:37 GMT"],
    // Dates and times that do not exist.
    ...["Sun, 00 Nov 1994 08:49:37 GMT", "Wed, 31 Nov 1994 08:49:37 GMT"],
    ...["Thu, 29 Feb 2023 00:00:00 GMT", "Thu, 29 Feb 1900 00:00:00 GMT"],
    ...["Sun, 32 Jan 1994 08:49:37 GMT", "Sun Nov  0 08:49:37 1994"],
    ...["Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT"],
    "Sun, 06 Nov 1994 08:49:61 GMT",
    // Another zone, no zone, other spellings. Dates are case-sensitive.
    ...["Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC"],
    ...["Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 08:49:37 gmt"],
    ...["sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT"],
    ...["Sun, 6 Nov 1994 08:49:37 GMT", "Sun,06 Nov 1994 08:49:37 GMT"],
    ...["Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT"],
    ...["Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT"],
    ...["Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994"],
    ...["Sun Nov  6 08:49:37 1994 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT"],
    // Something before or after it.
    ...["Sun, 06 Nov 1994 08:49:37 GMT; length=1", "xSun, 06 Nov 1994 08:49:37 GMT"],
    "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
  ];
  for (const text of rows) assertEquals(parseHttpDate(text, NOW), undefined, text);
});

Deno.test("formatHttpDate() writes an IMF-fixdate", () => {
  assertEquals(formatHttpDate(EXAMPLE), "Sun, 06 Nov 1994 08:49:37 GMT");
  assertEquals(formatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  assertEquals(formatHttpDate(253_402_300_799), "Fri, 31 Dec 9999 23:59:59 GMT");
});

const seconds = fc.integer({ min: 0, max: 253_402_300_799 });

Deno.test("parseHttpDate() and formatHttpDate() are inverse from 1970 to 9999", () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 4e9 }), (time, now) => {
      const text = formatHttpDate(time);
      assert(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text), text);
      assertEquals(parseHttpDate(text, now), time, text);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseHttpDate() reads the obsolete formats like IMF-fixdate", () => {
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  fc.assert(fc.property(seconds, (time) => {
    const date = new Date(time * 1000);
    const [weekday = "", day = "", month = "", year = "", clock = ""] = date.toUTCString()
      .replace(",", "").split(" ");
    const asctime = `${weekday} ${month} ${day.replace(/^0/, " ")} ${clock} ${year}`;
    assertEquals(parseHttpDate(asctime, NOW), time, asctime);
    // Seen from the same day, the year can only be this one.
    const rfc850 = `${days[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${clock} GMT`;
    assertEquals(parseHttpDate(rfc850, time), time, rfc850);
  }));
});
