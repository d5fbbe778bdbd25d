import fc from "fast-check";
import { expect, test } from "vitest";
import type { ForgeKind } from "../../../src/forge/forge.ts";
import type { Runner, ScopeReport } from "../../../src/forge/runners/runner.ts";
import { capacityOf } from "../../../src/lane/runners/capacity.ts";
import { Unknown } from "../../../src/workflow/values/value.ts";

const label = fc.constantFrom("publish", "Publish", "linux", "x64");
const runners = fc.array(
  fc.record({
    labels: fc.uniqueArray(label),
    status: fc.constantFrom<Runner["status"]>("online", "offline"),
    disabled: fc.boolean(),
    certain: fc.boolean(),
    scope: fc.constantFrom<Runner["scope"]>("repository", "owner", "instance"),
  }),
  { maxLength: 6 },
);
const state = fc.constantFrom<ScopeReport["state"]>("read", "forbidden", "hidden", "no-route", "failed");

test("every answer, against a plain reading of the rules", () => {
  const given = fc.record({
    kind: fc.constantFrom<ForgeKind>("gitea", "forgejo", "github"),
    labels: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
    runners,
    states: fc.array(state, { maxLength: 3 }),
    minOnline: fc.integer({ min: 1, max: 3 }),
    trustInstance: fc.boolean(),
    unresolved: fc.constantFrom<string[]>([], ["${{ vars.X }}"]),
  });
  fc.assert(
    fc.property(given, ({ kind, labels, runners: some, states, minOnline, trustInstance, unresolved }) => {
      const same = (one: string, other: string) =>
        kind === "github" ? one.toLowerCase() === other.toLowerCase() : one === other;
      const all = some.map((one, id) => ({ ...one, id, name: `r${id}`, busy: false, ephemeral: false }));
      const scopes = states.map((one, n) => ({
        scope: "owner" as const,
        name: `s${n}`,
        state: one,
        reason: one === "read" ? "" : "why not",
      }));
      const rules = { kind, labels, minOnline, scaleFromZero: false, trustInstance };
      const set = { labels, unresolved: unresolved.map((text) => new Unknown(text)) };
      const { served: answer, serving, why, maySettle } = capacityOf(set, { runners: all, scopes }, rules);

      const served = all.filter(
        (one) =>
          one.status === "online" &&
          !one.disabled &&
          labels.every((wanted) => one.labels.some((has) => same(has, wanted))),
      );
      expect(serving).toEqual(served);
      const counting = served.filter(
        ({ certain, scope }) => certain || (trustInstance && kind !== "github" && scope === "instance"),
      );
      const isWhole = scopes.length > 0 && states.every((one) => one === "read");
      const expected =
        counting.length >= minOnline
          ? unresolved.length === 0
            ? "yes"
            : "unknown"
          : served.length >= minOnline || !isWhole
            ? "unknown"
            : "no";
      expect(answer).toBe(expected);
      if (answer === "no")
        expect(why).toMatch(/^start (?:a|another|\d) .*: .*; looked for in the lists of the owner s0/);
      if (answer === "unknown") expect(why).toMatch(/^(make sure that|write out) /);
      const isOthers = why.includes("trust-instance-runners: true");
      if (isOthers) expect([answer, trustInstance, kind !== "github"]).toEqual(["unknown", false, true]);
      if (!isOthers) expect(maySettle).toBe(false);
      const onTrust = counting.some((one) => !one.certain);
      expect(why.includes("(trust-instance-runners)")).toBe(answer === "yes" && onTrust);
    }),
    { numRuns: 500 },
  );
});
