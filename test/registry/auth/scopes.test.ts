import fc from "fast-check";
import { expect, test } from "vitest";
import { breadthOf, groupOf } from "../../../src/registry/auth/scopes.ts";

type Actions = ReadonlySet<"pull" | "push">;
const both: Actions = new Set(["pull", "push"]);
const named = (count: number): [string, Actions][] =>
  Array.from({ length: count }, (_, at) => [`org/app-${at}`, both]);
const names = (...given: Parameters<typeof groupOf>) => [...groupOf(...given).keys()];

test("a scope takes what its JSON takes in Base64", () => {
  const text = '{"type":"repository","name":"org/app","actions":["pull"]}';
  expect(breadthOf(new Map([["org/app", new Set(["pull"] as const)]]))).toBe((text.length * 4) / 3);
});

test("all that fit are together, whichever is asked for", () => {
  const scopes = named(5);
  const most = breadthOf(new Map(scopes.slice(0, 2)));
  expect(names("org/app-0", scopes, most)).toEqual(["org/app-0", "org/app-1"]);
  expect(names("org/app-1", scopes, most)).toEqual(["org/app-0", "org/app-1"]);
  expect(names("org/app-3", scopes, most)).toEqual(["org/app-2", "org/app-3"]);
  expect(names("org/app-4", scopes, most)).toEqual(["org/app-4"]);
  expect(names("org/app-4", scopes, 1e9)).toHaveLength(5);
});

test("none are where nothing is merged, or it is not among them; one that is too broad is alone", () => {
  expect(names("org/app-0", named(5), 0)).toEqual([]);
  expect(names("other", named(5), 1e9)).toEqual([]);
  expect(names("org/app-2", named(5), 1)).toEqual(["org/app-2"]);
});

test("the groups are parts of the whole, each within its bound", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,60}$/), { maxLength: 40 }),
      fc.integer({ min: 1, max: 2_000 }),
      (repositories, most) => {
        const scopes = repositories.map((name) => [name, both] as const);
        const groups = new Map(repositories.map((name) => [name, names(name, scopes, most)]));
        for (const [name, group] of groups) {
          expect(group).toContain(name);
          for (const other of group) expect(groups.get(other)).toEqual(group);
          if (group.length > 1) expect(breadthOf(groupOf(name, scopes, most))).toBeLessThanOrEqual(most);
        }
        expect([...new Set([...groups.values()].flat())].sort()).toEqual(repositories.toSorted());
      },
    ),
  );
});
