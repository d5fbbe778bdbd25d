import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { status } from "../support/forge/faults.ts";
import { startGitServer } from "../support/git-server/index.ts";
import { buildxIndexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import type { RunResult } from "../support/runner.ts";
import { cascade, template } from "./cascade/cascade.ts";
import { guard, startLane, workflow } from "./lane/lane.ts";
import { expectOneError, expectSuccess, noJitter, publish, wait, workspace } from "./step.ts";

/** What a terminal, a runner or a reader could be deceived with, and what is left of it in one line. */
const hostile = "e\u001b[2Jv\u001b]0;t\u0007il\u202e\u2066 ::error::x ##[error]y \u009b31m\u0000";
const shown = /evil[\uFFFD ]*::error::x/;
/** As much of it as an environment variable, the name of a file or a text in YAML may hold. */
const given = hostile.replaceAll("\u0000", "");
const long = `${hostile} ${"x".repeat(300_000)}`;

/** JSON, and so YAML too, in ASCII. */
const escaped = (value: unknown) =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Every text in a value of JSON, its keys too. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsIn(part)]);
}

/** The texts of an output: those in it where it is JSON, itself else. */
function textsOf(output: string): string[] {
  try {
    return textsIn(JSON.parse(output));
  } catch {
    return [output];
  }
}

/** Asserts that everything that a step has said is bounded, obeyed by nobody, and read as it is written. */
function expectFit(run: RunResult): void {
  const outputs = Object.values(run.outputs);
  for (const text of [run.stdout, run.stderr, run.summary, ...outputs.flatMap(textsOf)])
    expect(text).not.toMatch(/[^\P{Cc}\t\n\r]|\p{Bidi_C}/u);
  expect(run.stdout + run.summary).not.toMatch(/\[2J|\]0;t/);
  expect(run.stdout).not.toContain("##[");
  for (const [, command] of run.stdout.matchAll(/^\s*::([\w-]+).*::/gm))
    expect(command).toMatch(/^(?:error|warning|notice|add-mask|group|endgroup|debug)$/);
  for (const { message } of run.annotations) {
    expect(message).not.toMatch(/^[xy]/);
    expect(message.length).toBeLessThanOrEqual(4_000);
  }
  for (const line of run.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(16_100);
  for (const output of outputs) expect(output.length).toBeLessThan(20_000);
  expect(run.summary.length).toBeLessThan(30_000);
}

const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
let registry: Registry;
let source: string;
beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "app", amd64);
  source = `${registry.host}/app@${amd64.descriptor.digest}`;
});
afterAll(() => registry.close());

describe("publish-index", () => {
  const inputs = () => ({ sources: source, tags: `${registry.host}/app:1` });

  test.each([
    ["", `${hostile} ${"x".repeat(7_000)}`],
    [" of 3 MB", `${hostile} ${"x".repeat(3_000_000)}`],
  ])("a registry's words%s, and the name of a target", async (_, message) => {
    const refused = registry.faults.add({
      match: faults.where({ method: "PUT", kind: "manifest" }),
      act: faults.status(403, { code: "DENIED", message }),
      times: Number.POSITIVE_INFINITY,
    });
    const { sources, tags } = inputs();
    const targets = [`${given} ${"x".repeat(300_000)}`, "other"].map((name) => ({
      name,
      sources: [sources],
      tags: [tags],
    }));
    const space = await workspace({ "targets.json": escaped(targets) });
    const run = await publish({ targets: "targets.json" }, { ...noJitter, cwd: space.path });
    refused.remove();
    await space.dispose();
    expectFit(run);
    expect(expectOneError(run)).toMatch(shown);
    expect(run.summary).toContain("### Publish: 0 of 2 images");
    expect(run.summary).toMatch(/evil[\uFFFD ]*::error::x &#35;&#35;&#91;error&#93;y/);
    expect(JSON.parse(run.outputs.json ?? "")[0].name).toMatch(shown);
  });

  test.each<[string, Parameters<typeof publish>[0]]>([
    ["annotations", { annotations: given }],
    // An environment variable cannot hold more.
    ["annotations of 100 kB", { annotations: given + "x".repeat(100_000) }],
    ["tags", { tags: given }],
    ["platforms", { platforms: given }],
    ["metadata", { metadata: JSON.stringify({ tags: [hostile + "x".repeat(100_000)] }) }],
    ["if-exists", { "if-exists": given }],
    ["targets", { targets: escaped([{ [given]: 1 }]), sources: "", tags: "" }],
    ["sources", { sources: given }],
    ["insecure-registries", { "insecure-registries": given }],
  ])("an input: %s", async (_, odd) => {
    const run = await publish({ ...inputs(), ...odd });
    expectFit(run);
    expect(expectOneError(run)).toContain("e\uFFFDv\uFFFDil");
  });

  test("the names of files, and what they hold", async () => {
    const name = given.replaceAll("/", "");
    const space = await workspace({
      [`digests/${name}`]: "",
      "meta.json": JSON.stringify({ "containerimage.digest": long, "image.name": long }),
    });
    for (const [sources, said] of [
      ["digests", /"digests\/e\uFFFDv\uFFFDil.*" is empty/],
      ["meta.json", /containerimage\.digest is "e\uFFFDv\uFFFDil/],
      [`./${name}/`, /"\.\/e\uFFFDv\uFFFDil/],
    ] as const) {
      const run = await publish({ ...inputs(), image: `${registry.host}/app`, sources }, { cwd: space.path });
      expectFit(run);
      expect(expectOneError(run)).toMatch(said);
    }
    await space.dispose();
  });
});

describe("wait-digests", () => {
  test("a registry's words", async () => {
    const refused = registry.faults.add({
      match: faults.where({ kind: "manifest", method: "GET" }),
      act: faults.status(403, { code: "DENIED", message: `${hostile} ${"x".repeat(7_000)}` }),
      times: Number.POSITIVE_INFINITY,
    });
    const run = await wait({ refs: source, timeout: "1s" }, noJitter);
    refused.remove();
    expectFit(run);
    expect(expectOneError(run)).toMatch(shown);
    expect(run.summary).toContain("evil");
  });

  test("a summary that would be too large is cut at a row, and says so", async () => {
    const folder = await mkdtemp(join(tmpdir(), "imgpub-summary-"));
    const file = join(folder, "summary");
    const used = 1024 * 1024 - 2_000;
    await writeFile(file, "x".repeat(used));
    const refs = Array.from({ length: 20 }, (_, n) => `${registry.host}/app-${n}@${amd64.descriptor.digest}`);
    for (const ref of refs) pushFixture(registry, ref.replace(/^[^/]*\/(.*)@.*$/, "$1"), amd64);
    const run = await wait({ refs: refs.join("\n") }, { env: { GITHUB_STEP_SUMMARY: file } });
    expectSuccess(run);
    const summary = (await readFile(file, "utf8")).slice(used);
    await rm(folder, { recursive: true });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(2_000);
    const rows = summary.match(/^\| ✅ .* \|$/gm)?.length ?? 0;
    expect(rows).toBeGreaterThan(5);
    expect(summary).toContain(`|\n\n_A step's summary holds 1 MiB: ${20 - rows} rows are left out here._\n`);
    for (const ref of refs) expect(run.log).toContain(ref);
  });

  test("more failures than an error has room for are told in the log", async () => {
    const refs = Array.from(
      { length: 12 },
      (_, n) => `${registry.host}/gone@sha256:${String(n).padStart(64, "0")}`,
    );
    const run = await wait({ refs: refs.join("\n"), timeout: "1ms" }, noJitter);
    const error = expectOneError(run);
    for (const ref of refs.slice(0, 10)) expect(error).toContain(ref);
    expect(error).toMatch(/^12 of 12 references are not readable: .*; and 2 more$/);
    for (const ref of refs.slice(10)) expect(run.log).toMatch(new RegExp(`^${ref} is not readable`, "m"));
  });
});

describe("cascade-runtime-version", () => {
  test("a hook's words", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const words = hostile
      .replaceAll("\u0000", "")
      .replaceAll("\u001b", "\\033")
      .replaceAll("\u009b", "\\302\\233");
    const bytes = words.replaceAll("\u0007", "\\007").replaceAll("#", "\\043");
    await app.hook(
      "pre-receive",
      `printf '${bytes} ' >&2; head -c 300000 /dev/zero | tr '\\0' x >&2; echo >&2; exit 1\n`,
    );
    const run = await cascade(server);
    expectFit(run);
    expect(expectOneError(run)).toContain("(evil");
    expect(run.summary).toContain("evil");
  });

  test("what the file of a version holds, and the names of templates", async () => {
    await using server = await startGitServer();
    await template(server, "org/app", { version: `${long}\n` });
    const run = await cascade(server);
    expectFit(run);
    expectSuccess(run);
    expect(run.summary).toContain("evil");
    const named = await cascade(server, { templates: given });
    expectFit(named);
    expect(expectOneError(named)).toContain("e\uFFFDv\uFFFDil");
  });
});

describe("lane-guard", () => {
  test("the names of runners, labels and jobs", async () => {
    await using server = await startLane();
    const name = `${hostile}${"x".repeat(300_000)}`;
    server.forge.runners.add({ at: "org/app", name, labels: ["publish", name] });
    const job = escaped(`${given}${"x".repeat(500)}`);
    const run = await guard(
      server,
      {},
      { files: { ".gitea/workflows/release.yml": workflow("publish", "push", job) } },
    );
    expectFit(run);
    expect(run.outputs.status, run.stdout).toBe("ok");
    expect(JSON.parse(run.outputs.runners ?? "")[0].name).toMatch(shown);
    expect(run.summary).toContain("evil");
  });

  test("a forge's words", async () => {
    await using server = await startLane();
    server.forge.faults.add({
      match: ({ path }) => path.endsWith("/actions/runners"),
      times: 1_000,
      act: status(403, { message: long.slice(0, 50_000) }),
    });
    const run = await guard(server);
    expectFit(run);
    expect(run.outputs.status).toBe("unknown");
    expect(run.log).toMatch(shown);
    expect(run.summary).toContain("evil");
  });

  test("what a job runs on, and a ship job that is not there", async () => {
    await using server = await startLane();
    const runsOn = escaped(`\${{ '${given}' }}`);
    const run = await guard(server, {}, { files: { ".gitea/workflows/release.yml": workflow(runsOn) } });
    expectFit(run);
    const missing = await guard(server, { "ship-jobs": `release.yml:ev\u202eil${"x".repeat(1_000)}` });
    expectFit(missing);
    expect(expectOneError(missing)).toMatch(
      /^input "ship-jobs": there is no job "release\.yml:ev\uFFFDilx+…"; the nearest is "release\.yml:deploy"$/,
    );
  });
});
