import { type HotCase, type HotFolder, testHotCases } from "./hot.ts";

/** The expected content or status by name. */
type ExpectedContents = Readonly<Record<string, string | number>>;

/** The content of names while they are cached, a change, and the content afterwards. */
export interface NameChange {
  readonly name: string;
  readonly prepare: (place: HotFolder) => void;
  readonly before: ExpectedContents;
  readonly change: (place: HotFolder) => void;
  readonly after: ExpectedContents;
  /** Restores permissions, so that the files can be removed. */
  readonly undo?: (place: HotFolder) => void;
  readonly ignore?: boolean;
}

/** Registers the tests of a group of changes. */
export function testNameChanges(group: string, changes: readonly NameChange[]): void {
  const cases = changes.map((
    { name, prepare, before, change, after, undo = () => {}, ignore = false },
  ): HotCase => ({
    name,
    ignore,
    prepare,
    async run(place) {
      await show(before, (target, expected) => place.expectWarm(target, expected, FIELDS));
      await place.change(() => change(place));
      try {
        await show(after, (target, expected) => place.expect(target, expected, FIELDS));
      } finally {
        undo(place);
      }
    },
  }));
  testHotCases(group, cases);
}

const FIELDS = { Accept: "text/plain" };

async function show(
  all: ExpectedContents,
  expect: (target: string, expected: string | number) => Promise<void>,
): Promise<void> {
  for (const [target, expected] of Object.entries(all)) await expect(target, expected);
}
