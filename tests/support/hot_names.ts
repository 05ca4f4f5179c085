import { type HotCase, type HotFolder, testHotCases } from "./hot.ts";

/** What a name shows: a content, or a status. */
type ExpectedContents = Readonly<Record<string, string | number>>;

/** What names show while they are hot, what is done then, and what they show after that. */
export interface NameChange {
  readonly name: string;
  readonly prepare: (place: HotFolder) => void;
  readonly before: ExpectedContents;
  readonly change: (place: HotFolder) => void;
  readonly after: ExpectedContents;
  /** Makes it possible to remove everything. */
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
