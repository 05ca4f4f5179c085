const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";

const IMF_FIXDATE = new RegExp(`^${DAY}, (\\d\\d) ${MONTH} (\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^${LONG_DAY}, (\\d\\d)-${MONTH}-(\\d\\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY} ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`);

/**
 * Parses an HTTP-date in any of its three formats.
 *
 * @param now Seconds since 1970. A two-digit year that seems more than 50 years in the future is in the past.
 * @returns Seconds since 1970; undefined if `text` is not a date.
 * @see RFC 9110 §5.6.7
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const imf = IMF_FIXDATE.exec(text);
  if (imf !== null) return toSeconds(imf[3], imf[2], imf[1], imf.slice(4));
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) return toSeconds(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  const rfc850 = RFC_850.exec(text);
  if (rfc850 === null) return undefined;
  const [, day, month, digits, ...time] = rfc850;
  const thisYear = new Date(now * 1000).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + Number(digits);
  const seconds = toSeconds(String(year), month, day, time);
  const latest = new Date(now * 1000).setUTCFullYear(thisYear + 50) / 1000;
  if (seconds === undefined || seconds <= latest) return seconds;
  return toSeconds(String(year - 100), month, day, time);
}

/** Formats an IMF-fixdate. @param seconds Whole seconds since 1970. */
export function formatHttpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString();
}

function toSeconds(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: readonly string[],
): number | undefined {
  const [hour = NaN, minute = NaN, second = NaN] = time.map(Number);
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const monthIndex = MONTHS.indexOf(month ?? "") / 3;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), monthIndex, Number(day));
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(day)) return undefined;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}
