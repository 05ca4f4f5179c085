/** A request, and the answer that is right for it. */
export interface RequestSpec {
  readonly method?: "GET" | "HEAD";
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
}

/** What a right answer is. Files are paths from the root of the site. */
export type Expectation =
  | { readonly kind: "file"; readonly file: string }
  /** The head that a GET would have. */
  | { readonly kind: "head"; readonly file: string }
  /** To a request with the validators that a GET was answered with. */
  | { readonly kind: "notModified" }
  | { readonly kind: "notFound" }
  /** Bytes of the large file, from `start` to before `end`. */
  | { readonly kind: "large"; readonly start: number; readonly end: number }
  /** The `.br` file beside a file. */
  | { readonly kind: "sidecar"; readonly file: string }
  /** A file in any content coding but none. */
  | { readonly kind: "compressed"; readonly file: string }
  /** JSON that names the entries of a folder, and no others. */
  | { readonly kind: "listing"; readonly entries: number }
  /** The files of the site "many"; the path does not matter. */
  | { readonly kind: "many" };
