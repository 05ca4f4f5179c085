/** A page of the manual. */
export interface Page {
  /** Name of the source and of the generated file, without an extension. */
  readonly name: string;
  /** Shown in the navigation and as the heading. */
  readonly title: string;
  /** One or two sentences, for search engines and previews. */
  readonly description: string;
}

/** The pages in reading order, in groups. */
export const CONTENTS: readonly { readonly group: string; readonly pages: readonly Page[] }[] = [
  {
    group: "Start",
    pages: [
      page("start", "Quick start", "Serve a folder in a minute: run it, share it, stop it."),
      page(
        "moving",
        "Moving here",
        "From python http.server, serve, http-server, miniserve, nginx and Caddy to Plinth: flag by flag.",
      ),
      page("faq", "Questions", "Short answers to frequent questions about Plinth."),
    ],
  },
  {
    group: "Reference",
    pages: [
      page("options", "Options", "Every option of the plinth command, with its default."),
      page(
        "rules",
        "Site rules",
        "Redirects, headers, error pages and the settings file of a site.",
      ),
      page("listing", "Folders", "Listings of folders without an index file, and archives."),
      page(
        "http",
        "HTTP behaviour",
        "How Plinth implements HTTP: methods, paths, caching, ranges, codings.",
      ),
    ],
  },
  {
    group: "In depth",
    pages: [
      page(
        "security",
        "The sandbox",
        "What the code that handles requests may do, and which attacks it withstands.",
      ),
      page(
        "limits",
        "Limits",
        "Bounds of requests, connections and memory, and what does not work.",
      ),
      page(
        "performance",
        "Performance",
        "How fast Plinth is compared with its peers, and how to measure it.",
      ),
      page("operations", "Operations", "Logs, health, metrics and tracing of a running server."),
      page(
        "deploy",
        "Deploy",
        "Plinth as a service: systemd, containers, Kubernetes, behind a CDN.",
      ),
    ],
  },
];

/** All pages in reading order. */
export const PAGES: readonly Page[] = CONTENTS.flatMap(({ pages }) => pages);

function page(name: string, title: string, description: string): Page {
  return { name, title, description };
}
