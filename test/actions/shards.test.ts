import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startGitServer } from "../support/git-server/index.ts";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { type Registry, startRegistry } from "../support/registry/index.ts";
import { cascade, reportsOf, template } from "./cascade/cascade.ts";
import { expectOneError, expectSuccess, publish, reportOf, wait } from "./step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const [a, b] = [amd64.descriptor.digest, arm64.descriptor.digest];

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.clearRequests();
});

const names = Array.from({ length: 20 }, (_, at) => `app-${at + 1}`);
const shards = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1}/${count}`);

describe("publish-index", () => {
  const target = (name: string, source = a, tags = ["1"]) => ({
    name,
    image: `${registry.host}/${name}`,
    sources: [source],
    tags,
  });

  test("shards publish each target once between them, and ask for no other's", async () => {
    for (const name of names) pushFixture(registry, name, amd64);
    const targets = JSON.stringify(names.map((name) => target(name)));
    const published: string[] = [];
    for (const shard of shards(3)) {
      registry.clearRequests();
      const run = await publish({ targets, shard });
      expectSuccess(run);
      const own = reportOf(run).map(({ name }) => String(name));
      expect(run.log).toContain(`Shard ${shard}: ${own.length} of 20 targets`);
      expect(run.summary).toContain(`Shard ${shard}: ${own.length} of 20 targets`);
      expect(run.outputs.digest).toBeUndefined();
      expect(new Set(registry.requests.flatMap(({ repository }) => repository ?? []))).toEqual(new Set(own));
      published.push(...own);
    }
    expect(published.toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(registry.tags(name).get("1")).toBeDefined();
  });

  test("a shard that gets no target ends well, and says so", async () => {
    pushFixture(registry, "alone", amd64);
    const targets = JSON.stringify([target("alone")]);
    const runs = [];
    for (const shard of shards(3)) runs.push(await publish({ targets, shard }));
    for (const run of runs) expectSuccess(run);
    const [own, ...others] = runs.toSorted((one, other) => reportOf(other).length - reportOf(one).length);
    expect(own?.outputs.refs).toMatch(/\/alone:1@sha256:/);
    for (const other of others) {
      expect(other.outputs).toEqual({ refs: "", json: "[]" });
      expect(other.log).toContain(": 0 of 1 target");
      expect(other.summary).not.toContain("| Target |");
    }
  });

  test("every shard refuses a list whose targets contradict each other, whosever they are", async () => {
    for (const fixture of [amd64, arm64]) pushFixture(registry, "shared", fixture);
    const shared = (name: string, source: string) => ({ ...target("shared", source), name });
    const targets = JSON.stringify([...names.map((name) => target(name)), shared("x", a), shared("y", b)]);
    for (const shard of shards(4)) {
      const run = await publish({ targets, shard });
      expect(expectOneError(run)).toMatch(/\/shared:1 is wanted by "x" as sha256:.* and by "y" as sha256:/);
    }
    expect(registry.writes()).toEqual([]);
  });

  test("a target of another shard that wants the same tag of the same image is no contradiction", async () => {
    pushFixture(registry, "both", amd64);
    const targets = JSON.stringify(["x", "y", "z", "w"].map((name) => ({ ...target("both"), name })));
    const reports = [];
    for (const shard of shards(2)) {
      const run = await publish({ targets, shard });
      expectSuccess(run);
      reports.push(...reportOf(run));
    }
    expect(reports.map(({ name }) => name).sort()).toEqual(["w", "x", "y", "z"]);
  });

  test("a list of another order has the same shards", async () => {
    const own = async (list: readonly string[]) => {
      const targets = JSON.stringify(list.map((name) => target(name)));
      return reportOf(await publish({ targets, shard: "2/3", "dry-run": "true" }))
        .map(({ name }) => String(name))
        .sort();
    };
    expect(await own(names.toReversed())).toEqual(await own(names));
  });

  test.each([
    [
      { shard: "0/8" },
      'input "shard": "0/8" names shard 0, but shards are numbered from 1; expected 1/8 to 8/8',
    ],
    [
      { shard: "9/8" },
      'input "shard": "9/8" names shard 9, but shards are numbered from 1; expected 1/8 to 8/8',
    ],
    [{ shard: "1/0" }, 'input "shard": "1/0" asks for 0 shards; expected 1 to 256'],
    [
      { shard: "/8" },
      'input "shard": "/8" is not a shard; expected its number and how many there are, such as 1/8',
    ],
  ])("refuses %o before it asks for anything", async (inputs, error) => {
    const run = await publish({ targets: JSON.stringify([target("app-1")]), ...inputs });
    expect(expectOneError(run)).toBe(error);
    expect(registry.requests).toEqual([]);
  });

  test("refuses a shard without a list of targets", async () => {
    const run = await publish({ image: `${registry.host}/app`, sources: a, tags: "1", shard: "1/2" });
    expect(expectOneError(run)).toBe(
      'input "shard": given without "targets", of which it takes a part; expected it together with a list of targets, or not at all',
    );
    expect(registry.requests).toEqual([]);
  });
});

describe("wait-digests", () => {
  const refsOf = ({ outputs }: { readonly outputs: Readonly<Record<string, string>> }): string[] =>
    JSON.parse(outputs.json ?? "[]").map(({ ref }: { readonly ref: string }) => ref);

  test("shards wait for each reference once between them", async () => {
    const tags = names.map((name) => `${registry.host}/app:${name}`);
    for (const name of names) pushFixture(registry, "app", amd64, { tag: name });
    const refs = tags.join("\n");
    const waited: string[] = [];
    for (const shard of shards(3)) {
      const run = await wait({ refs, shard });
      expectSuccess(run);
      const own = refsOf(run);
      expect(run.log).toContain(`Shard ${shard}: ${own.length} of 20 references`);
      expect(run.summary).toContain(`Shard ${shard}: ${own.length} of 20 references`);
      waited.push(...own);
    }
    expect(waited.toSorted()).toEqual(tags.toSorted());
  });

  test("a shard that gets no reference ends well", async () => {
    const refs = `${registry.host}/app:app-1`;
    const runs = [];
    for (const shard of shards(2)) runs.push(await wait({ refs, shard }));
    for (const run of runs) expectSuccess(run);
    expect(runs.map((run) => refsOf(run).length).sort()).toEqual([0, 1]);
  });

  test("refuses a shard that there is not", async () => {
    registry.clearRequests();
    const run = await wait({ refs: `${registry.host}/app:1`, shard: "3/2" });
    expect(expectOneError(run)).toBe(
      'input "shard": "3/2" names shard 3, but shards are numbered from 1; expected 1/2 to 2/2',
    );
    expect(registry.requests).toEqual([]);
  });
});

describe("cascade-runtime-version", () => {
  test("shards bring the version to each template once between them", async () => {
    await using server = await startGitServer();
    const templates = Array.from({ length: 9 }, (_, at) => `org/t${at}`);
    const all = await Promise.all(templates.map((name) => template(server, name)));
    const worked: string[] = [];
    for (const shard of shards(3)) {
      const run = await cascade(server, { templates: templates.join("\n"), shard });
      expectSuccess(run);
      const own = reportsOf(run).map(({ template }) => String(template));
      expect(run.log).toContain(`Shard ${shard}: ${own.length} of 9 templates`);
      expect(run.summary).toContain(`Shard ${shard}: ${own.length} of 9 templates`);
      worked.push(...own);
    }
    expect(worked.toSorted()).toEqual(templates);
    for (const repository of all) expect(await repository.log()).toHaveLength(2);
  });

  test("refuses a shard that there is not, and a bad template of another shard", async () => {
    await using server = await startGitServer();
    const refused = await cascade(server, { templates: "org/a", shard: "0/2" });
    expect(expectOneError(refused)).toBe(
      'input "shard": "0/2" names shard 0, but shards are numbered from 1; expected 1/2 to 2/2',
    );
    for (const shard of shards(2)) {
      const run = await cascade(server, { templates: "org/a\norg", shard });
      expect(expectOneError(run)).toMatch(/^input "templates": the template "org" needs exactly one slash/);
    }
    expect(server.requests).toEqual([]);
  });
});
