import { expect, test } from "vitest";
import type { Runner, ScopeReport } from "../../../src/forge/runners/runner.ts";
import { decide, factsOf, type Reason, type Served, servedBy } from "../../../src/lane/runners/served.ts";
import { Unknown } from "../../../src/workflow/values/value.ts";

const ready: Runner = {
  id: 1,
  name: "r1",
  status: "online",
  busy: false,
  disabled: false,
  ephemeral: false,
  labels: ["publish"],
  scope: "owner",
  certain: true,
};
const off: Runner = { ...ready, status: "offline" };
const gone: Runner = { ...off, ephemeral: true };
const ofInstance: Runner = { ...ready, scope: "instance", certain: false };
const closed: Runner = { ...ready, certain: false };
const scope = (state: ScopeReport["state"]): ScopeReport => ({
  scope: "owner",
  name: "org",
  state,
  reason: "",
});
const [read, hidden] = [scope("read"), scope("hidden")];
const onDemand = { scaleFromZero: true };
const more = { unresolved: ["${{ vars.X }}"] };

interface Case {
  readonly minOnline?: number;
  readonly scaleFromZero?: boolean;
  readonly trustInstance?: boolean;
  readonly unresolved?: readonly string[];
}

test.each<[string, readonly Runner[], readonly ScopeReport[], Case, Reason["kind"], Served]>([
  ["a runner", [ready], [read], {}, "online", "yes"],
  ["a runner, while a list is not read", [ready], [read, hidden], {}, "online", "yes"],
  ["a runner that only the instance's list has", [ofInstance], [read], {}, "perhaps-others", "unknown"],
  ["such a runner, which is trusted", [ofInstance], [read], { trustInstance: true }, "online", "yes"],
  ["such a runner beside one that is off", [off, ofInstance], [read], {}, "perhaps-others", "unknown"],
  ["such a runner beside one that is online", [ready, ofInstance], [read], {}, "online", "yes"],
  [
    "such a runner beside one that is online, of two",
    [ready, ofInstance],
    [read],
    { minOnline: 2 },
    "perhaps-others",
    "unknown",
  ],
  ["a runner, and more is asked for", [ready], [read], more, "unresolved", "unknown"],
  [
    "a runner of an unknown group, while a list is not read",
    [closed],
    [hidden],
    {},
    "perhaps-closed",
    "unknown",
  ],
  [
    "a runner of an unknown group, and more is asked for",
    [closed],
    [read],
    more,
    "perhaps-closed",
    "unknown",
  ],
  ["one of two, while a list is not read", [ready], [read, hidden], { minOnline: 2 }, "unread", "unknown"],
  ["none on demand, while a list is not read", [], [hidden], onDemand, "unread", "unknown"],
  ["none, and no list", [], [], {}, "unread", "unknown"],
  ["none on demand", [], [read], onDemand, "on-demand", "yes"],
  ["one on demand that is gone", [gone], [read], onDemand, "on-demand", "yes"],
  ["none on demand, and more is asked for", [], [read], { ...onDemand, ...more }, "unresolved", "unknown"],
  ["one on demand that is off", [off], [read], onDemand, "too-few", "no"],
  ["none", [], [read], {}, "too-few", "no"],
  ["none, and more is asked for", [], [read], more, "too-few", "no"],
])("%s", (_, runners, scopes, given, kind, served) => {
  const { minOnline = 1, scaleFromZero = false, trustInstance = false, unresolved = [] } = given;
  const set = { labels: ["publish"], unresolved: unresolved.map((text) => new Unknown(text)) };
  const facts = factsOf(set, { runners, scopes }, { kind: "gitea", labels: ["publish"], trustInstance });
  expect(decide(set, facts, { minOnline, scaleFromZero }).kind).toBe(kind);
  expect(servedBy[kind]).toBe(served);
});
