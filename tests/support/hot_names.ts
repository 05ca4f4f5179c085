import { type HotCase, hotTests, type Place } from "./hot.ts";

/** What a name shows: a content, or a status. */
type Shown = Readonly<Record<string, string | number>>;

/** What names show while they are hot, what is done then, and what they show after that. */
export interface NameChange {
  readonly name: string;
  readonly prepare: (place: Place) => void;
  readonly before: Shown;
  readonly act: (place: Place) => void;
  readonly after: Shown;
  /** Makes it possible to remove everything. */
  readonly undo?: (place: Place) => void;
  readonly ignore?: boolean;
}

/** Registers the tests of a group of changes. */
export function nameTests(group: string, changes: readonly NameChange[]): void {
  const cases = changes.map((
    { name, prepare, before, act, after, undo = () => {}, ignore = false },
  ): HotCase => ({
    name,
    ignore,
    prepare,
    async run(place) {
      await show(before, (target, expected) => place.isHot(target, expected, FIELDS));
      await place.change(() => act(place));
      try {
        await show(after, (target, expected) => place.shows(target, expected, FIELDS));
      } finally {
        undo(place);
      }
    },
  }));
  hotTests(group, cases);
}

const FIELDS = { Accept: "text/plain" };

async function show(
  all: Shown,
  expect: (target: string, expected: string | number) => Promise<void>,
): Promise<void> {
  for (const [target, expected] of Object.entries(all)) await expect(target, expected);
}
