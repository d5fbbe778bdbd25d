import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, reportOf, stillClock, workspace } from "./step.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 1 });
const [a, b] = [amd64.descriptor.digest, arm64.descriptor.digest];

let registry: Registry;
const image = (name: string) => `${registry.host}/${name}`;

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.faults.clear();
  for (const name of ["one", "two", "three"])
    for (const fixture of [amd64, arm64]) pushFixture(registry, name, fixture);
});

const json = () => [
  { name: "first", image: image("one"), sources: [a, b], tags: ["1.10", "latest"] },
  {
    name: "second",
    sources: [`${image("two")}@${a}`],
    tags: [`${image("two")}:1.10`],
    annotations: ["title=second"],
    platforms: ["linux/amd64"],
  },
];
const yaml = () => `
# Lists and lines mean the same; 1.10 stays a text.
- name: first
  image: ${image("one")}
  sources: |
    ${a}
    ${b}
  tags:
    - 1.10
    - latest
- name: second
  sources:
    - ${image("two")}@${a}
  tags: ${image("two")}:1.10
  annotations: title=second
  platforms: linux/amd64
`;

test("targets come as YAML or JSON, inline or in a file, as a list or a map", async () => {
  const space = await workspace({
    "targets.yaml": yaml(),
    "ci/targets.json": JSON.stringify({ targets: json() }),
  });
  const forms = ["targets.yaml", "ci/targets.json", yaml(), JSON.stringify(json()), `targets:\n${yaml()}`];
  const results = [];
  for (const targets of forms) {
    const run = await publish({ targets }, { cwd: space.path });
    expectSuccess(run);
    results.push(
      reportOf(run).map(({ name, digest, platforms, tags }) => ({
        name,
        digest,
        platforms,
        tags: tags.map(({ ref }) => ref),
      })),
    );
    expect(run.outputs.digest).toBeUndefined();
    expect(run.outputs.refs?.split("\n")).toEqual([
      `${image("one")}:1.10@${results[0]?.[0]?.digest}`,
      `${image("one")}:latest@${results[0]?.[0]?.digest}`,
      `${image("two")}:1.10@${results[0]?.[1]?.digest}`,
    ]);
  }
  await space.dispose();
  expect(results[0]).toEqual([
    {
      name: "first",
      digest: registry.tags("one").get("1.10"),
      platforms: ["linux/amd64", "linux/arm64"],
      tags: [`${image("one")}:1.10`, `${image("one")}:latest`],
    },
    {
      name: "second",
      digest: registry.tags("two").get("1.10"),
      platforms: ["linux/amd64"],
      tags: [`${image("two")}:1.10`],
    },
  ]);
  for (const result of results) expect(result).toEqual(results[0]);
});

test("image, annotations and platforms are the defaults of targets that set none", async () => {
  const run = await publish({
    image: image("three"),
    annotations: "common=yes",
    platforms: "linux/amd64",
    targets: JSON.stringify([
      { name: "plain", sources: [a], tags: ["plain"] },
      { name: "own", sources: [a, b], tags: ["own"], annotations: ["own=yes"], platforms: ["linux/arm64"] },
      { name: "lacking", sources: [b], tags: ["lacking"] },
    ]),
  });
  expect(expectOneError(run)).toBe(
    '1 of 3 targets was not published: lacking: input "platforms": the sources have no image for linux/amd64; they have linux/arm64',
  );
  const annotationsAt = (tag: string) =>
    JSON.parse(registry.readManifest("three", tag)?.bytes.toString() ?? "null")?.annotations;
  expect(annotationsAt("plain")).toEqual({ common: "yes" });
  expect(annotationsAt("own")).toEqual({ own: "yes" });
  expect(registry.tags("three").has("lacking")).toBe(false);
});

test("one target's failure stops no other, and the end names each failure", async () => {
  registry.faults.add({
    match: where({ reference: "bad" }),
    times: Infinity,
    act: faults.deniedRepository(),
  });
  const absent = `sha256:${"e".repeat(64)}`;
  const run = await publish(
    {
      "wait-timeout": "1s",
      targets: JSON.stringify([
        { name: "denied", image: image("one"), sources: [a], tags: ["bad", "also"] },
        { name: "good", image: image("two"), sources: [a, b], tags: ["good"] },
        { name: "absent", image: image("three"), sources: [absent], tags: ["absent"] },
      ]),
    },
    stillClock,
  );
  const error = expectOneError(run);
  expect(error).toMatch(/^2 of 3 targets were not published: denied: .*403 DENIED.*; absent: .*/);
  expect(error).toContain(`${image("three")}@${absent} is not readable after`);
  expect(reportOf(run).map(({ name, state }) => [name, state])).toEqual([
    ["denied", "failed"],
    ["good", "published"],
    ["absent", "failed"],
  ]);
  expect(run.outputs.refs).toBe(`${image("two")}:good@${registry.tags("two").get("good")}`);

  // Failures come first in the summary, each with its sentence; the good one has its timeline.
  expect(run.summary).toMatch(/^### Publish: 1 of 3 images$/m);
  const places = ["**denied**", "**absent**", "| ❌ | denied", "| ❌ | absent", "| ✅ | good"].map((text) =>
    run.summary.indexOf(text),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((x, y) => x - y));
  expect(run.summary).toMatch(/^```mermaid\n---\ndisplayMode: compact$/m);
  expect(run.summary).toMatch(/^ {2}section good\n {2}\S+ :2000-01-01 [\d:.]+, 2000-01-01 [\d:.]+$/m);
  expect(run.summary).toMatch(/^ {2}\S+ :crit, 2000-01-01 [\d:.]+, 2000-01-01 [\d:.]+$/m);
  expect(run.summary).toMatch(/<details><summary>2 attestations<\/summary>/);
});

test("lines of targets at a time are not interleaved", async () => {
  registry.faults.add({ times: Infinity, act: faults.slowHandling(5) });
  const names = Array.from({ length: 8 }, (_, at) => `target-${at}`);
  const run = await publish({
    concurrency: "8",
    targets: JSON.stringify(
      names.map((name, at) => ({
        name,
        image: image(["one", "two", "three"][at % 3] ?? ""),
        sources: [a, b],
        tags: [name],
      })),
    ),
  });
  expectSuccess(run);
  const owners = run.log
    .split("\n")
    .flatMap((line) => /^(target-\d) {2}(?:wait|check|put|tag|verify) /.exec(line)?.[1] ?? []);
  expect(owners).toEqual(names.flatMap((name) => Array(5).fill(name)));
  expect(registry.longestChain()).toBeGreaterThan(0);
});

test("two targets may share a tag that both want to hold the same", async () => {
  const target = (name: string, sources: string[]) => ({
    name,
    image: image("one"),
    sources,
    tags: ["shared"],
  });
  const run = await publish({ targets: JSON.stringify([target("x", [a, b]), target("y", [b, a])]) });
  expectSuccess(run);
  expect(reportOf(run)[0]?.digest).toBe(registry.tags("one").get("shared"));
});

test("two targets' tags that differ in the letter case of the host alone are one tag", async () => {
  registry.clearRequests();
  const port = registry.host.split(":")[1];
  const target = (name: string, host: string, source: string) => ({
    name,
    sources: [`${image("one")}@${source}`],
    tags: [`${host}:${port}/one:case`],
  });
  const targets = [target("x", "localhost", a), target("y", "LOCALHOST", b)];
  const run = await publish({ targets: JSON.stringify(targets) });
  expect(expectOneError(run)).toMatch(
    /^input "targets": localhost:\d+\/one:case is wanted by "x" as sha256:.* and by "y" as sha256:/,
  );
  expect(registry.writes()).toEqual([]);
});

describe("hostile text", () => {
  const evil =
    "::error::owned <img src=x> | [a](http://x) `b` **c** @org ##[error]owned\n::set-output name=x::y";

  test("in names and annotations reaches neither the runner nor the summary's Markdown", async () => {
    const run = await publish({
      targets: JSON.stringify([
        { name: evil, image: image("one"), sources: [a], tags: ["evil"], annotations: [`title=${evil}`] },
      ]),
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    expect(run.stdout).not.toMatch(/^\s*::set-output/m);
    expect(run.stdout).not.toContain("##[error]");
    expectHarmless(run.summary);
    expect(reportOf(run)[0]?.name).toBe(evil);
    // A name of several lines keeps its lines to itself.
    expect(run.log.split("\n").filter((line) => line.startsWith("target "))).toHaveLength(1);
  });

  test("in a registry's answer is quoted, cut and harmless", async () => {
    registry.faults.add({
      match: where({ reference: "evil2" }),
      times: Infinity,
      act: faults.status(400, { code: "MANIFEST_INVALID", message: `${evil}${"x".repeat(5_000)}` }),
    });
    const run = await publish({ image: image("one"), sources: a, tags: "evil2" }, stillClock);
    const error = expectOneError(run);
    expect(error.length).toBeLessThan(700);
    expect(run.annotations).toHaveLength(1);
    expect(run.stdout).not.toMatch(/^\s*::set-output/m);
    expectHarmless(run.summary);
  });

  function expectHarmless(summary: string): void {
    expect(summary).not.toContain("<img");
    expect(summary).not.toContain("](http");
    expect(summary).not.toContain("**c**");
    expect(summary).not.toMatch(/@org/);
    const rows = summary.split("\n").filter((line) => line.startsWith("| "));
    const columns = (row: string) => row.split("|").length;
    expect(new Set(rows.slice(0, 3).map(columns)).size).toBe(1);
  }
});

test("secrets appear in no line but those that mask them", async () => {
  await using locked = await startRegistry({ auth: { kind: "bearer", password: "pass+word/of==mine" } });
  for (const fixture of [amd64, arm64]) pushFixture(locked, "app", fixture);
  const auth = Buffer.from("imgpub:pass+word/of==mine").toString("base64");
  const space = await workspace({ "config.json": JSON.stringify({ auths: { [locked.host]: { auth } } }) });
  const run = await publish(
    { image: `${locked.host}/app`, sources: `${a}\n${b}`, tags: "1" },
    { env: { DOCKER_CONFIG: space.path, RUNNER_DEBUG: "1" } },
  );
  await space.dispose();
  expectSuccess(run);
  const tokens = locked.requests.flatMap(
    ({ headers: { authorization = "" } }) => authorization.split(" ")[1] ?? [],
  );
  const secrets = new Set([auth, "pass+word/of==mine", ...tokens]);
  expect(secrets.size).toBeGreaterThan(2);
  const rest = run.stdout.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  for (const secret of secrets) {
    expect(rest.join("\n")).not.toContain(secret);
    expect(run.summary).not.toContain(secret);
    expect(JSON.stringify(run.outputs)).not.toContain(secret);
  }
  for (const secret of ["pass+word/of==mine", ...tokens.filter((token) => token !== auth)])
    expect(run.masks).toContain(secret);
  // Masked before anything else could print it.
  expect(run.stdout.indexOf("::add-mask::pass")).toBeLessThan(run.stdout.indexOf("app  wait"));
});
