import { assertEquals } from "@std/assert";
import { findHash, separateUsers } from "../../../lib/auth/user_table.ts";

const ANN = { name: "ann", hash: "A" };
const BOB = { name: "bob", hash: "B" };

Deno.test("separateUsers() leaves no names and hashes in the rules", () => {
  const { rules, users } = separateUsers("example.org", [
    { path: "/a/*", users: [ANN] },
    { path: "/*", users: [BOB] },
    // Never applies.
    { path: "/a/*", users: [BOB] },
  ]);
  assertEquals(/ann|bob|hash/.test(JSON.stringify(rules)), false);
  const [first, second, third] = rules.map(({ id }) => id);
  assertEquals([first === second, first === third], [false, true]);
  assertEquals(findHash(users, first ?? "", "ann"), { hash: "A", isOfUser: true });
  assertEquals(findHash(users, first ?? "", "bob"), { hash: "A", isOfUser: false });
  assertEquals(findHash(users, second ?? "", "bob"), { hash: "B", isOfUser: true });
  const other = separateUsers("other.example", [{ path: "/a/*", users: [ANN] }]);
  assertEquals(other.rules[0]?.id === first, false);
});

Deno.test("findHash() returns the same other user's hash for an unknown name each time", () => {
  const { rules, users } = separateUsers("", [{ path: "/*", users: [ANN, BOB] }]);
  const id = rules[0]?.id ?? "";
  const hashes = new Set<string | undefined>();
  for (let count = 0; count < 50; count++) {
    const found = findHash(users, id, `stranger ${count}`);
    assertEquals(found, findHash(users, id, `stranger ${count}`));
    assertEquals(found?.isOfUser, false);
    hashes.add(found?.hash);
  }
  assertEquals([...hashes].sort(), ["A", "B"]);
  assertEquals(findHash(users, id, ""), findHash(users, id, ""));
});

Deno.test("findHash() finds nothing for an unknown rule", () => {
  const { users } = separateUsers("", [{ path: "/*", users: [ANN] }]);
  for (const rule of ["", "/*", '["","/a"]', "__proto__", "constructor"]) {
    assertEquals(findHash(users, rule, "ann"), undefined);
  }
});
