import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { CascadeFailed, logTable, outputsOf, requireAll } from "../../src/cascade/report.ts";
import type { Cascaded, State, TemplateResult } from "../../src/cascade/result.ts";
import { summaryOf } from "../../src/cascade/summary.ts";

const result = (template: string, state: State, more: Partial<TemplateResult> = {}): TemplateResult => ({
  template,
  state,
  branch: "main",
  from: "1.0.0",
  to: "1.1.0",
  commit: null,
  commitUrl: null,
  pullRequest: null,
  attempts: 0,
  seconds: 1.26,
  run: null,
  wave: null,
  error: null,
  warnings: [],
  failing: state === "failed" || state === "unwired",
  ...more,
});
/** A cascade without waves. */
const whole = (results: readonly TemplateResult[]): Cascaded => ({ results, waves: [] });
const commit = "0123456789abcdef0123456789abcdef01234567";
const results = [
  result("o/updated", "updated", {
    commit,
    commitUrl: `https://git.example.com/o/updated/commit/${commit}`,
    attempts: 2,
    run: { state: "success", url: "https://git.example.com/run/1" },
  }),
  result("o/same", "unchanged", { from: "1.1.0" }),
  result("o/pull", "pull-request", { pullRequest: "https://git.example.com/o/pull/pulls/3" }),
  result("o/newer", "superseded", { from: "2.0.0", error: "left alone" }),
  result("o/none", "skipped", { from: null, branch: null, error: "there is no workflow" }),
  result("o/warned", "updated", { warnings: ["never reads it"] }),
  result("o/unwired", "unwired", { error: "never reads it; make it" }),
  result("o/dead@x", "failed", { error: "gone | <b>\n# x", from: null }),
];

test("outputs are lines by state, and whatever fails the step", () => {
  const { json, ...lines } = outputsOf(results);
  expect(lines).toEqual({
    updated: "o/updated\no/warned",
    unchanged: "o/same",
    superseded: "o/newer",
    skipped: "o/none",
    held: "",
    failed: "o/unwired\no/dead@x",
  });
  const [first] = JSON.parse(json);
  expect(first).toEqual({
    template: "o/updated",
    state: "updated",
    branch: "main",
    from: "1.0.0",
    to: "1.1.0",
    commit,
    pullRequest: null,
    attempts: 2,
    seconds: 1.3,
    run: { state: "success", url: "https://git.example.com/run/1" },
    wave: null,
    error: null,
  });
  expect(JSON.parse(json)[4]).toMatchObject({ branch: null, from: null, commit: null, run: null });
  expect(outputsOf([]).json).toBe("[]");
});

test("the keys of the output are those that action.yml tells", () => {
  const { outputs } = parse(
    readFileSync(new URL("../../actions/cascade-runtime-version/action.yml", import.meta.url), "utf8"),
  );
  const told: string[] = outputs.json.description.match(/`[^`]+`/g).map((word: string) => word.slice(1, -1));
  for (const row of JSON.parse(outputsOf(results).json))
    for (const key of Object.keys(row)) expect(told).toContain(key);
  for (const { state } of results.filter(({ state }) => state !== "updated")) expect(told).toContain(state);
});

test("the table has failures first and a line a template, whatever the texts", () => {
  const [head, ...rows] = logTable(results);
  expect(head).toMatch(/^template +from → to +state +commit +attempts +seconds +run$/);
  expect(rows).toHaveLength(results.length);
  expect(rows[0]).toMatch(/^o\/unwired +1\.0\.0 → 1\.1\.0 +unwired +– +0 +1\.3 +–$/);
  expect(rows[1]).toMatch(/^o\/dead@x +– → 1\.1\.0 +failed/);
  expect(rows[2]).toMatch(
    /^o\/updated .* https:\/\/git\.example\.com\/o\/updated\/commit\/0123\S+ +2 +1\.3 +success$/,
  );
  expect(rows[4]).toMatch(/pulls\/3 +0 +1\.3 +–$/);
  const [, hostile = ""] = logTable([
    result("o/r", "failed", { commitUrl: `\u001b[2J\n${"x".repeat(999)}` }),
  ]);
  expect(hostile).not.toMatch(/\p{Cc}/u);
  expect(hostile.length).toBeLessThan(400);
});

test("the summary has failures first, with their sentences, and renders no data", () => {
  const markdown = summaryOf(whole(results));
  expect(markdown).toMatch(
    /^### Cascade: 6 of 8 templates\n\n> ❌ \*\*o\/unwired\*\*: never reads it; make it\n/,
  );
  expect(markdown).toContain("> ❌ **o/dead&#64;x**: gone &#124; &#60;b&#62;");
  expect(markdown).toContain("> ⚠️ **o/warned**: never reads it");
  expect(markdown).not.toContain("<b>");
  const rows = markdown.split("\n").filter((line) => line.startsWith("| ") && line.includes("o/"));
  expect(rows).toHaveLength(results.length);
  expect(rows[0]).toMatch(/^\| ❌ \| o\/unwired /);
  expect(rows[1]).toMatch(/^\| ❌ \| o\/dead&#64;x \| – → <code>1\.1\.0<\/code> \| failed /);
  expect(rows[2]).toMatch(/<a href="https&#58;\/\/git[^"]+0123456789[^"]+">0123456789<\/a>/);
  expect(rows[2]).toMatch(
    / \| <code>1\.0\.0<\/code> → <code>1\.1\.0<\/code> \| updated after 2 attempts, <a /,
  );
  expect(rows[2]).toMatch(/>success<\/a> \|$/);
  expect(rows[4]).toContain(">pull request</a>");
  expect(summaryOf(whole([result("o/r", "unchanged")]))).toMatch(/^### Cascade: 1 of 1 template\n/);
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "ftp://x/",
  "https://me:pw@x/",
  "not a url",
  `https://x/${"a".repeat(3000)}`,
])("the summary links not to %.30s", (url) => {
  const markdown = summaryOf(
    whole([
      result("o/r", "pull-request", {
        commit,
        commitUrl: url,
        pullRequest: url,
        run: { state: "none", url },
      }),
    ]),
  );
  expect(markdown).not.toContain("href");
  expect(markdown).toContain("0123456789");
});

test("an address cannot break out of its link", () => {
  const markdown = summaryOf(
    whole([result("o/r", "updated", { commit, commitUrl: 'https://x/"><img src=x>|`' })]),
  );
  expect(markdown).not.toMatch(/<img|\|`|x\/"/);
});

test("the summary of very many is bounded", () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    result(`o/${at}`, "failed", {
      error: "&".repeat(5000),
      from: "<".repeat(300),
      commit,
      commitUrl: `https://x/${"_".repeat(2500)}`,
    }),
  );
  const markdown = summaryOf(whole(many));
  expect(markdown).toContain("800 more templates are left out here; the log has all of them.");
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
});

test("one error names every template that fails the step", () => {
  expect(() => requireAll(whole(results.slice(0, 6)))).not.toThrow();
  expect(() => requireAll(whole([]))).not.toThrow();
  expect(() => requireAll(whole(results))).toThrow(CascadeFailed);
  expect(() => requireAll(whole(results))).toThrow(
    /^2 of 8 templates failed: o\/unwired: never reads it; make it; o\/dead@x: gone \| <b>\uFFFD# x$/,
  );
  expect(() => requireAll(whole([result("o/r", "failed", { error: "gone" })]))).toThrow(/^o\/r: gone$/);
});

test("one error of very many names the first ten", () => {
  const many = Array.from({ length: 40 }, (_, at) =>
    result(`o/${at}`, "failed", { error: "e".repeat(9999) }),
  );
  const attempt = () => requireAll(whole(many));
  expect(attempt).toThrow(/^40 of 40 templates failed: o\/0: .*o\/9: e+…; and 30 more$/);
  expect(attempt).not.toThrow(/o\/10:/);
  expect(attempt).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{0,6000}$/s) }));
});
