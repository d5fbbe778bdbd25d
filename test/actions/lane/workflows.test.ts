import { describe, expect, test } from "vitest";
import { status } from "../../support/forge/faults.ts";
import { expectOneError } from "../step.ts";
import { expectStatus, folderOf, guard, places, reportOf, startLane, workflow } from "./lane.ts";

const gitea = ".gitea/workflows";

/** A forge with a runner of the lane. */
async function served(product: Parameters<typeof startLane>[0] = "gitea") {
  const server = await startLane(product);
  server.forge.runners.add({ at: "org/app", labels: ["publish"] });
  return server;
}

describe.concurrent("a pull request from a fork", () => {
  const head = "5".repeat(40);
  const payload = { pull_request: { number: 7, head: { sha: head } } };
  const target = { event: "pull_request_target", payload };

  test.each(["gitea", "forgejo", "github"] as const)(
    "on pull_request_target its workflows are read through the API of %s, and no checkout is needed",
    async (product) => {
      await using server = await served(product);
      const path = `${folderOf[product]}/new.yml`;
      server.app.objects.commit(head, {
        "README.md": "ours",
        [`${folderOf[product]}/release.yml`]: workflow("publish"),
        [path]: workflow("publish", "pull_request"),
      });
      for (const files of [{}, { [`${folderOf[product]}/release.yml`]: workflow("publish") }]) {
        const run = await guard(server, {}, { ...target, files });
        expect(expectStatus(run, "violation")).toMatch(
          /^\.\w+\/workflows\/new\.yml:4: remove "publish" from the runs-on/,
        );
        expect(places(run)).toEqual([`error ${path}:4:5`]);
      }
      // The base's workflow is the head's, so it is not read again.
      const blobs = server.forge.log.filter(({ path: asked }) => asked.includes("/git/blobs/"));
      expect(blobs).toHaveLength(3);
    },
  );

  test("what the workspace has of the base is not judged", async () => {
    await using server = await served();
    server.app.objects.commit(head, { [`${gitea}/a.yml`]: workflow("publish") });
    const files = { [`${gitea}/gone.yml`]: workflow("publish", "pull_request") };
    expectStatus(await guard(server, {}, { ...target, files }), "ok");
  });

  test("what cannot be read is unknown, and the base is not judged in its place", async () => {
    await using server = await served();
    server.app.objects.commit(head, { [`${gitea}/a.yml`]: workflow("publish") });
    const match = ({ path }: { path: string }) => path.includes("/git/");
    server.forge.faults.add({ match, times: 1_000, act: status(503) });
    const run = await guard(server, { "ship-jobs": "a.yml:deploy" }, target);
    expect(expectStatus(run, "unknown")).toMatch(
      /^make sure that \.gitea\/workflows can be judged: .*HTTP 503/,
    );
    const without = await guard(server, { token: "" }, target);
    expect(without.outputs.status).toBe("unknown");
    expect(without.annotations.at(-1)?.message).toMatch(/can be judged: give the input "token"/);
  });

  test("a file that is too large is unknown", async () => {
    await using server = await served();
    server.app.objects.commit(head, {
      [`${gitea}/a.yml`]: workflow("publish"),
      [`${gitea}/b.yml`]: `# ${"x".repeat(1024 * 1024)}`,
    });
    expect(expectStatus(await guard(server, {}, target), "unknown")).toMatch(
      /b\.yml can be judged: it has \d+ bytes/,
    );
  });

  test("an event without a head, and mode: static, are refused", async () => {
    await using server = await served();
    const without = await guard(server, {}, { ...target, payload: {} });
    expect(expectOneError(without)).toMatch(/^found pull_request_target without the head of a pull request/);
    const run = await guard(server, { mode: "static" }, target);
    expect(expectOneError(run)).toMatch(/^input "mode": "static" reads the workspace/);
    expect(server.forge.log).toEqual([]);
  });

  test("on pull_request with mode: static nothing is asked, and the workflows are judged all the same", async () => {
    await using server = await startLane("gitea");
    const fine = await guard(server, { mode: "static" });
    expectStatus(fine, "ok");
    expect(fine.outputs.online).toBe("");
    expect(reportOf(fine)).toMatchObject({
      evidence: "the workflows alone (mode: static)",
      sampledAt: null,
      jobs: [{ verdict: "not asked" }],
    });
    const files = { [`${gitea}/a.yml`]: workflow("publish", "[push, pull_request]") };
    const bad = await guard(server, { mode: "static" }, { files });
    expectStatus(bad, "violation");
    expect(server.forge.log).toEqual([]);
  });

  test("without a checkout the commit of the run is read", async () => {
    await using server = await served();
    server.app.objects.commit("3".repeat(40), { [`${gitea}/a.yml`]: workflow("publish", "pull_request") });
    expectStatus(await guard(server, {}, { files: { "README.md": "" } }), "violation");
  });
});

describe.concurrent("what workflows hold", () => {
  test("no job on the lane is ok, and no runner is asked for", async () => {
    await using server = await startLane("gitea");
    const run = await guard(
      server,
      {},
      { files: { [`${gitea}/a.yml`]: workflow("ubuntu-latest", "pull_request") } },
    );
    expectStatus(run, "ok");
    expect(run.log).toContain("no job asks for the lane");
    expect(server.forge.log).toEqual([]);
  });

  test.each([
    ["a string", "publish"],
    ["a list", "[linux, publish]"],
    ["a group as a label", "{ group: publish }"],
    ["labels of a group", "{ group: x, labels: [publish] }"],
    ["a block list", "\n      - publish"],
    ["a text with a literal expression", "${{ 'publish' }}"],
    ["a list in JSON", `\${{ fromJSON('["publish"]') }}`],
  ])("runs-on as %s", async (_, runsOn) => {
    await using server = await served();
    const files = { [`${gitea}/a.yml`]: workflow(runsOn, "pull_request") };
    expectStatus(await guard(server, {}, { files }), "violation");
  });

  test("anchors, and a matrix with literal values", async () => {
    await using server = await served();
    const text = `on: [push, pull_request]
jobs:
  one: &job
    strategy: { matrix: { on: [linux, publish] } }
    runs-on: \${{ matrix.on }}
    steps: [{ run: make }]
  two:
    <<: *job
`;
    const run = await guard(server, {}, { files: { [`${gitea}/a.yml`]: text } });
    expectStatus(run, "violation");
    expect(reportOf(run).findings.map(({ job, line }) => `${job} ${line}`)).toEqual(["one 5", "two 5"]);
  });

  test("an expression that only a run can tell is a warning at its line", async () => {
    await using server = await served();
    const files = { [`${gitea}/a.yml`]: workflow("${{ vars.RUNNER }}", "pull_request") };
    const run = await guard(server, {}, { files });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`warning ${gitea}/a.yml:4:5`]);
  });

  test("an empty runs-on on Gitea takes every runner", async () => {
    await using server = await served();
    const run = await guard(server, {}, { files: { [`${gitea}/a.yml`]: workflow("[]") } });
    expect(expectStatus(run, "violation")).toMatch(/a\.yml:4: give the job "deploy" a runs-on/);
  });

  test("calls of local workflows are followed, in circles too", async () => {
    await using server = await served();
    const call = (on: string, to: string) => `on: ${on}\njobs:\n  go:\n    uses: ./${gitea}/${to}.yml\n`;
    const files = {
      [`${gitea}/a.yml`]: call("pull_request", "b"),
      [`${gitea}/b.yml`]: call("workflow_call", "c"),
      [`${gitea}/c.yml`]: `${call("workflow_call", "b")}  deploy:\n    runs-on: publish\n    steps: [{ run: make }]\n`,
    };
    const run = await guard(server, {}, { files });
    expect(expectStatus(run, "violation")).toContain(
      "pull_request (by way of a.yml:go → b.yml:go) can start it",
    );
    expect(places(run)).toContain(`error ${gitea}/c.yml:6:5`);
  });

  test("a syntax error has its line and column, and what it hides is unknown", async () => {
    await using server = await served();
    const files = {
      [`${gitea}/a.yml`]: workflow("publish"),
      [`${gitea}/b.yml`]: "on: push\njobs:\n  a: [\n",
    };
    const run = await guard(server, {}, { files });
    expect(expectStatus(run, "unknown")).toMatch(
      /^correct \.gitea\/workflows\/b\.yml, line \d+, column \d+, which cannot be judged/,
    );
    expect(places(run)).toEqual([expect.stringMatching(/^error \.gitea\/workflows\/b\.yml:\d+:\d+$/)]);
    const warned = await guard(server, { "on-unknown": "warn" }, { files });
    expectStatus(warned, "unknown", { onUnknown: "warn" });
  });

  test("a ship job has to be on the lane", async () => {
    await using server = await served();
    const files = { [`${gitea}/a.yml`]: workflow("publish"), [`${gitea}/b.yml`]: workflow("linux") };
    expectStatus(await guard(server, { "ship-jobs": "a.yml:deploy" }, { files }), "ok");
    const run = await guard(server, { "ship-jobs": "*.yml:dep*" }, { files });
    expect(expectStatus(run, "violation")).toMatch(
      /^\.gitea\/workflows\/b\.yml:4: make the job "deploy" run on the lane/,
    );
    expect(run.summary).toContain("#### Findings");
    expect(run.summary).toContain("b.yml:4:5");
  });

  test("only trusted events may reach the lane", async () => {
    await using server = await served();
    const files = { [`${gitea}/a.yml`]: workflow("publish", "[push, schedule]") };
    expectStatus(await guard(server, {}, { files }), "ok");
    expectStatus(await guard(server, { "trusted-events": "push" }, { files }), "violation");
  });

  test("given as nothing, no event is trusted, and labels have their default", async () => {
    await using server = await served();
    const files = { [`${gitea}/a.yml`]: workflow("publish", "push") };
    expectStatus(await guard(server, { labels: "", "min-online": "", mode: "" }, { files }), "ok");
    for (const none of ["", " \n", ","]) {
      const run = await guard(server, { "trusted-events": none }, { files });
      expect(expectStatus(run, "violation")).toContain("publish");
    }
    const beat = await guard(server, { mode: "beat", "trusted-events": "" }, { event: "push" });
    expect(expectOneError(beat)).toBe(
      'input "mode": "beat" is only for runs that a trusted event started, and this one was started by "push"; no event is trusted, as trusted-events is empty',
    );
  });

  test("the first folder that exists wins on Gitea, and globs choose others", async () => {
    await using server = await served();
    const files = {
      [`${gitea}/a.yml`]: workflow("publish"),
      ".github/workflows/b.yml": workflow("publish", "pull_request"),
    };
    expectStatus(await guard(server, {}, { files }), "ok");
    expectStatus(await guard(server, { workflows: ".github/workflows/*.yml" }, { files }), "violation");
    expectStatus(await guard(server, { workflows: "**/*.yml, !.github/**" }, { files }), "ok");
    const braces = { workflows: ".{gitea,github}/workflows/*.{yml,yaml}" };
    expectStatus(await guard(server, braces, { files }), "violation");
  });

  test("300 workflows", async () => {
    await using server = await served();
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [
        `${gitea}/w${n}.yml`,
        workflow(n % 2 ? "publish" : "linux", n < 30 ? "pull_request" : "push"),
      ]),
    );
    const run = await guard(server, {}, { files });
    expectStatus(run, "violation");
    expect(reportOf(run).jobs).toHaveLength(150);
    expect(reportOf(run).findings).toHaveLength(15);
    // No more than ten are shown; the log has the others.
    expect(places(run)).toHaveLength(10);
    expect(run.log.match(/^error: \.gitea\/workflows\/w\d+\.yml:4:5: /gm)).toHaveLength(5);
  });

  test("what workflows hold cannot speak to the runner, or in the summary", async () => {
    await using server = await served();
    const job = `"x\\n::set-output name=a::b<img src=x>|"`;
    const run = await guard(
      server,
      {},
      { files: { [`${gitea}/a.yml`]: workflow("publish", "pull_request", job) } },
    );
    expectStatus(run, "violation");
    expect(run.stdout).not.toMatch(/^\s*::set-output/m);
    expect(run.summary).not.toContain("<img");
  });
});
