import { parseWeightedList } from "../http/weighted_list.ts";
import type { RedirectRule, RuleCondition } from "./rule.ts";

/** What rules look at of a request, besides its path. */
export interface RuleRequest {
  readonly host: string;
  /** `http` or `https`. */
  readonly scheme: string;
  /** With its `?`; empty when there is none. */
  readonly query: string;
  field(name: string): string | null;
}

/** The fields in which those who know the client's place tell it. */
export const COUNTRY_FIELDS = [
  "cf-ipcountry",
  "cloudfront-viewer-country",
  "x-vercel-ip-country",
  "x-country-code",
];

/** Whether one of a condition's values is the request's. */
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

/** Those that the client likes best, in lower case: not all that it would put up with. */
function preferredLanguages(field: string | null): string[] {
  const languages = field === null ? [] : parseWeightedList(field);
  const most = Math.max(...languages.map(({ weight }) => weight));
  return languages.filter(({ weight }) => weight > 0 && weight === most)
    .map(({ name }) => name.toLowerCase());
}

/** The fields that a response depends on when such a rule was looked at. */
export function variesBy({ conditions }: RedirectRule): string[] {
  return conditions.flatMap(({ kind }) => {
    switch (kind) {
      case "language":
        return ["Accept-Language"];
      case "country":
        return COUNTRY_FIELDS;
      case "cookie":
        return ["Cookie"];
    }
  });
}
