import { describe, expect, test } from "vitest";
import { expectOneError } from "../step.ts";
import { expectStatus, folderOf, guard, places, reportOf, startLane, workflow } from "./lane.ts";

const head = "5".repeat(40);
const payload = { pull_request: { number: 7, head: { sha: head } } };

describe.concurrent.each(["gitea", "forgejo", "github"] as const)("on %s", (product) => {
  const folder = folderOf[product];
  const release = { [`${folder}/release.yml`]: workflow("publish") };

  /** What the workspace has, and what a pull request's head has, come to the same. */
  async function judged(files: Readonly<Record<string, string>>, inputs: Parameters<typeof guard>[1] = {}) {
    await using server = await startLane(product);
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const all = { ...release, ...files };
    server.app.objects.commit(head, all);
    const fromWorkspace = await guard(server, inputs, { files: all });
    const target = { event: "pull_request_target", payload, files: {} };
    const fromHead = await guard(server, inputs, target);
    expect(fromHead.outputs.status).toBe(fromWorkspace.outputs.status);
    expect(fromHead.annotations).toEqual(fromWorkspace.annotations);
    return fromWorkspace;
  }

  test("a file that is no workflow holds no job, and the log names it", async () => {
    const run = await judged({
      [`${folder}/config.yml`]: "version: 2\nupdates: []\n",
      [`${folder}/later.yaml`]: "# on: push\n# jobs:\n#   deploy: { runs-on: publish }\n",
      [`${folder}/empty.yml`]: "",
    });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([]);
    for (const [name, what] of [
      ["config.yml", 'it has no key "jobs"'],
      ["later.yaml", "it has no content"],
      ["empty.yml", "it has no content"],
    ])
      expect(run.log).toContain(`${folder}/${name} is not a workflow: it has no job: ${what}`);
    expect(reportOf(run).problems).toEqual([]);
  });

  test("an action in a folder below is none, where the forge looks there at all", async () => {
    const path = `${folder}/build/action.yml`;
    const run = await judged({ [path]: "runs:\n  using: composite\n  steps: [{ run: make }]\n" });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([]);
    const said = `${path} is not a workflow: it has no job: it is an action`;
    if (product === "github") expect(run.log).not.toContain(path);
    else expect(run.log).toContain(said);
  });

  test("one that looks like a workflow is a warning at its line", async () => {
    const run = await judged({
      [`${folder}/a.yml`]: "name: x\non: pull_request\n",
      [`${folder}/b.yaml`]: "name: x\njob:\n  deploy: { runs-on: publish }\n",
    });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`warning ${folder}/a.yml:2:1`, `warning ${folder}/b.yaml:2:1`]);
    expect(run.annotations[0]?.message).toContain(
      'this looks like a workflow, but has no job: it has no key "jobs"; add its jobs, or take the file elsewhere',
    );
  });

  test("many are not named one by one", async () => {
    const many = Array.from({ length: 30 }, (_, at) => [`${folder}/c${at}.yml`, "a: b\n"]);
    const run = await judged(Object.fromEntries(many));
    expectStatus(run, "ok");
    expect(run.log.match(/ is not a workflow: it has no job: /g)).toHaveLength(20);
    expect(run.log).toContain("10 more files are not a workflow either");
  });

  const job = "{ deploy: { runs-on: publish } }";

  test.each([
    ["a merge", `x: &x { jobs: ${job} }\non: pull_request\n<<: *x\n`],
    ["an alias as the key", `x: &j jobs\non: pull_request\n*j : ${job}\n`],
    ["an escape in the key", `on: pull_request\n"\\x6aobs": ${job}\n`],
    ["a byte order mark", `\uFEFFon: pull_request\njobs: ${job}\n`],
    ["another document", `on: pull_request\njobs: ${job}\n---\nversion: 2\n`],
  ])("jobs that come by %s are judged", async (_, text) => {
    expectStatus(await judged({ [`${folder}/x.yml`]: text }), "violation");
  });

  test.each([
    ["jobs alone, without a map", "jobs: x\n"],
    ["a job that is no map", "on: pull_request\njobs: { deploy: x }\n"],
    ["another case of the key", `on: pull_request\nJobs: ${job}\n`],
    ["a tag on the key", `on: pull_request\n!!binary am9icw==: ${job}\n`],
    ["a byte order mark at the key", `on: pull_request\n\uFEFFjobs: ${job}\n`],
    ["the key twice", `on: pull_request\njobs: {}\njobs: ${job}\n`],
    ["a key that is a list", `on: pull_request\n? [jobs]\n: ${job}\n`],
    ["jobs in the second document", `version: 2\n---\non: pull_request\njobs: ${job}\n`],
    ["no YAML", "on: [\n"],
  ])("%s stays unknown", async (_, text) => {
    const run = await judged({ [`${folder}/x.yml`]: text });
    expect(expectStatus(run, "unknown")).toContain(`${folder}/x.yml`);
    expect(reportOf(run).problems).toMatchObject([{ path: `${folder}/x.yml` }]);
  });

  test("a ship job in a file that holds none does not exist", async () => {
    const run = await judged({ [`${folder}/ship.yml`]: "# later\n" }, { "ship-jobs": "ship.yml:deploy" });
    expect(expectOneError(run)).toMatch(
      /there is no job "ship\.yml:deploy"; the nearest is "release\.yml:deploy"$/,
    );
  });
});
