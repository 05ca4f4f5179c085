import { parseWeightedList } from "../http/weighted_list.ts";
import type { RedirectRule, RuleCondition } from "./rule.ts";

/** The parts of a request that rules match, except its path. */
export interface RuleRequest {
  readonly host: string;
  /** `http` or `https`. */
  readonly scheme: string;
  /** With the leading `?`; empty if there is no query. */
  readonly query: string;
  field(name: string): string | null;
}

/** Header fields in which CDNs send the client's country. */
const COUNTRY_FIELDS = [
  "cf-ipcountry",
  "cloudfront-viewer-country",
  "x-vercel-ip-country",
  "x-country-code",
];

/** Whether a request has one of a condition's values. */
export function meetsCondition({ kind, values }: RuleCondition, request: RuleRequest): boolean {
  switch (kind) {
    case "language": {
      const preferred = preferredLanguages(request.field("accept-language"));
      return values.some((value) =>
        preferred.some((language) => language === value || language.startsWith(`${value}-`))
      );
    }
    case "country": {
      const countries = COUNTRY_FIELDS.map((name) => request.field(name)?.trim().toLowerCase());
      const country = countries.find((value) => value !== undefined && value !== "");
      return country !== undefined && values.includes(country);
    }
    case "cookie": {
      const names = (request.field("cookie") ?? "").split(";").map((pair) =>
        pair.slice(0, Math.max(pair.indexOf("="), 0)).trim()
      );
      return values.some((value) => names.includes(value));
    }
  }
}

/** Returns the languages with the highest weight in Accept-Language, in lower case. */
function preferredLanguages(field: string | null): string[] {
  const languages = field === null ? [] : parseWeightedList(field);
  const highest = Math.max(...languages.map(({ weight }) => weight));
  return languages.filter(({ weight }) => weight > 0 && weight === highest)
    .map(({ name }) => name.toLowerCase());
}

/** The request fields that each kind of condition depends on. */
const FIELDS: Readonly<Record<RuleCondition["kind"], readonly string[]>> = {
  language: ["Accept-Language"],
  country: COUNTRY_FIELDS,
  cookie: ["Cookie"],
};

/** Returns the request fields that a rule's conditions depend on, for Vary. */
export function variesBy({ conditions }: RedirectRule): string[] {
  return conditions.flatMap(({ kind }) => FIELDS[kind]);
}
