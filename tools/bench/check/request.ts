/** A request and the expected response. */
export interface RequestSpec {
  readonly method?: "GET" | "HEAD";
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
}

/** The expected response. Files are paths relative to the site. */
export type Expectation =
  | { readonly kind: "file"; readonly file: string }
  /** The head of the response to GET. */
  | { readonly kind: "head"; readonly file: string }
  /** 304 to a request with the validators of the response to GET. */
  | { readonly kind: "notModified" }
  | { readonly kind: "notFound" }
  /** Bytes of the large file, `start` inclusive, `end` exclusive. */
  | { readonly kind: "large"; readonly start: number; readonly end: number }
  /** The `.br` sidecar of a file. */
  | { readonly kind: "sidecar"; readonly file: string }
  /** A file in any content coding. */
  | { readonly kind: "compressed"; readonly file: string }
  /** A JSON listing with exactly this number of entries. */
  | { readonly kind: "listing"; readonly entries: number }
  /** The files of the site "many"; the path is ignored. */
  | { readonly kind: "many" };
