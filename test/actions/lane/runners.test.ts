import { describe, expect, test } from "vitest";
import type { FakeRunner } from "../../support/forge/runners.ts";
import { expectStatus, folderOf, guard, listing, places, reportOf, startLane, workflow } from "./lane.ts";

const publish = { labels: ["publish"] };
const half = (label: string) => ({ labels: [label] });

describe.concurrent.each(listing)("%s %s", (product, version) => {
  const start = () => startLane(product, version === "" ? {} : { version });
  const path = `${folderOf[product]}/release.yml`;
  const tellsInstance = product === "forgejo";

  test.each<readonly [string, Partial<FakeRunner> & { labels: readonly string[] }]>([
    ["online", publish],
    ["busy", { ...publish, states: ["active"] }],
    ["ephemeral", { ...publish, ephemeral: true }],
    ["with more labels", { labels: ["linux", "publish", "x64"] }],
    ["of the organisation", { ...publish, at: "org" }],
    ...(tellsInstance ? ([["of the instance", { ...publish, at: "instance" }]] as const) : []),
  ])("a runner that is %s", async (_, runner) => {
    await using server = await start();
    server.forge.runners.add({ at: "org/app", ...runner });
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(run.outputs.online).toBe("1");
    expect(JSON.parse(run.outputs.runners ?? "")).toEqual([
      {
        name: "runner-1",
        scope: !("at" in runner) ? "repository" : runner.at === "org" ? "owner" : "instance",
        status: "online",
        busy: runner.states?.[0] === "active",
        disabled: false,
        labels: runner.labels,
      },
    ]);
    expect(reportOf(run)).toMatchObject({
      status: "ok",
      jobs: [{ workflow: path, job: "deploy", line: 4, labels: [["publish"]], verdict: "ok" }],
    });
    expect(run.log).toMatch(/^runner-1 +\w+ +online +(yes|no) +.*publish/m);
    expect(run.log).toMatch(/, sampled at 20\d\d-\S+Z$/m);
    expect(run.summary).toContain("runner-1");
  });

  test.each<[string, (Partial<FakeRunner> & { labels: readonly string[] })[], string, RegExp]>([
    [
      "none",
      [],
      "publish",
      /^start a runner with the label "publish": none is registered; looked for in the lists of the repository org\/app(,| and) the owner org/,
    ],
    ["one that is offline", [{ ...publish, states: ["offline"] }], "publish", /runner-1 is offline/],
    [
      "two with half of the labels each",
      [half("publish"), half("linux")],
      "[publish, linux]",
      /^start a runner with all of the labels "publish" and "linux": none is registered/,
    ],
    ["one with another label", [half("publish-2")], "publish", /none is registered/],
  ])("%s: no runner", async (_, runners, runsOn, expected) => {
    await using server = await start();
    for (const runner of runners) server.forge.runners.add({ at: "org/app", ...runner });
    const run = await guard(server, {}, { files: { [path]: workflow(runsOn) } });
    const message = expectStatus(run, "no-runner");
    expect(message).toMatch(expected);
    expect(message).toContain(`deploy of ${path}`);
    expect(run.outputs.online).toBe("0");
    expect(places(run)).toEqual([`error ${path}:4:5`]);
    expect(run.summary).toContain("❌ no-runner");
    expect(run.log).toContain("waiting for it, 1 s at most");
  });

  test("a label in another case", async () => {
    await using server = await start();
    server.forge.runners.add({ at: "org/app", labels: ["Publish"] });
    const run = await guard(server);
    expectStatus(run, product === "github" ? "ok" : "no-runner");
  });

  test("min-online counts single runners", async () => {
    await using server = await start();
    for (const state of ["idle", "idle", "offline"] as const)
      server.forge.runners.add({ at: "org/app", ...publish, states: [state] });
    expectStatus(await guard(server, { "min-online": "2" }), "ok");
    const run = await guard(server, { "min-online": "3" });
    const message = expectStatus(run, "no-runner");
    expect(message).toMatch(
      /^start another runner with the label "publish": only runner-1 and runner-2 are online, runner-3 is offline/,
    );
    expect(run.outputs.online).toBe("2");
  });

  test("1,000 runners, the only one of the lane on the last page", async () => {
    await using server = await start();
    for (let n = 0; n < 999; n++) server.forge.runners.add({ at: "org/app", labels: ["linux"] });
    server.forge.runners.add({ at: "org/app", ...publish, name: "the-last" });
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(JSON.parse(run.outputs.runners ?? "")).toMatchObject([{ name: "the-last" }]);
  });

  test("no runners at all, as null", async () => {
    await using server = await start();
    server.forge.faults.add({
      match: ({ path: asked }) => asked.endsWith("/actions/runners"),
      times: 100,
      act: () => ({ status: 200, json: product === "forgejo" ? null : { runners: null, total_count: 0 } }),
    });
    expectStatus(await guard(server), "no-runner");
  });

  test("a runner that comes online during the wait", async () => {
    await using server = await start();
    server.forge.runners.add({ at: "org/app", ...publish, states: ["offline", "idle"] });
    const run = await guard(server, { "wait-timeout": "2s" });
    expectStatus(run, "ok");
    expect(run.log).toMatch(/runner-1 is offline; .*; waiting for it, 2 s at most/);
  });

  test("a runner that flaps counts when it is seen online", async () => {
    await using server = await start();
    const states = ["offline", "idle", "offline", "idle"] as const;
    server.forge.runners.add({ at: "org/app", ...publish, states: [...states] });
    expectStatus(await guard(server), "ok");
  });

  test("allow-scale-from-zero: none is enough, but not one that is there and offline", async () => {
    await using server = await start();
    const inputs = { "allow-scale-from-zero": "true" };
    const run = await guard(server, inputs);
    expectStatus(run, "ok");
    expect(reportOf(run).jobs[0]?.why).toEqual([expect.stringContaining("allow-scale-from-zero")]);
    expect(run.outputs.online).toBe("0");
    server.forge.runners.add({ at: "org/app", ...publish, states: ["offline"], ephemeral: true });
    expectStatus(await guard(server, inputs), "ok");
    server.forge.runners.add({ at: "org/app", ...publish, states: ["offline"] });
    expectStatus(await guard(server, inputs), "no-runner");
  });
});

describe.concurrent("Gitea", () => {
  test("a disabled runner is online and takes no jobs", async () => {
    await using server = await startLane("gitea", { version: "1.26.3" });
    server.forge.runners.add({ at: "org/app", labels: ["publish"], disabled: true });
    const run = await guard(server);
    expect(expectStatus(run, "no-runner")).toContain("runner-1 is disabled");
    expect(run.log).toMatch(/^runner-1 +repository +online, disabled/m);
  });

  describe.each(["1.24.7", "1.26.3"])(
    "%s: a runner that only the list of the whole instance has",
    (version) => {
      const others = { at: "other/repository", labels: ["publish"], name: "theirs" };

      test.each([others, { ...others, at: "instance" }])("is no evidence, of $at", async (runner) => {
        await using server = await startLane("gitea", { version });
        server.forge.runners.add(runner);
        const run = await guard(server);
        expect(expectStatus(run, "unknown")).toBe(
          'make sure that a runner with the label "publish" is open to this repository: only the list of the whole instance has theirs, which is online and may be that of another repository, as that list does not say; set trust-instance-runners: true if it is the instance\'s own',
        );
        expect(places(run)).toEqual(["error .gitea/workflows/release.yml:4:5"]);
        // Nothing of this repository's own is there to wait for.
        expect(run.log).not.toContain("waiting");
        expectStatus(await guard(server, { "on-unknown": "warn" }), "unknown", { onUnknown: "warn" });
      });

      test("counts for who says that it is the instance's own", async () => {
        await using server = await startLane("gitea", { version });
        server.forge.runners.add({ ...others, at: "instance" });
        const run = await guard(server, { "trust-instance-runners": "true" });
        expectStatus(run, "ok");
        expect(places(run)).toEqual([]);
        expect(reportOf(run).jobs[0]?.why).toEqual([
          "theirs online, taken for the instance's (trust-instance-runners)",
        ]);
      });

      test("does not stand in for the repository's only runner, which is off and waited for", async () => {
        await using server = await startLane("gitea", { version });
        server.forge.runners.add(others);
        const own = server.forge.runners.add({ ...publish, at: "org/app", name: "own", states: ["offline"] });
        const red = await guard(server, { "wait-timeout": "2s" });
        expect(expectStatus(red, "unknown")).toMatch(/theirs, which is online .*; own is offline$/);
        expect(red.log).toMatch(/own is offline; waiting for it, \d/);
        own.states.splice(0, 1, "offline", "idle");
        const green = await guard(server, { "wait-timeout": "6s" });
        expectStatus(green, "ok");
        expect(reportOf(green).jobs[0]?.why).toEqual(["own online"]);
      });
    },
  );

  test("the runners of a user who owns the repository", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    server.forge.runners.allow(server.forge.token, "owner", { login: "org" });
    server.forge.runners.users.add("org");
    server.forge.runners.add({ at: "org", labels: ["publish"] });
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(JSON.parse(run.outputs.runners ?? "")).toMatchObject([{ scope: "owner" }]);
  });

  test("every set of labels of a matrix needs its runner", async () => {
    await using server = await startLane("gitea");
    server.forge.runners.add({ at: "org/app", labels: ["publish", "x64"] });
    const text = `on: push
jobs:
  deploy:
    strategy:
      matrix:
        arch: [x64, arm64]
    runs-on: [publish, "\${{ matrix.arch }}"]
    steps: [{ run: make }]
`;
    const run = await guard(server, {}, { files: { ".gitea/workflows/a.yml": text } });
    const message = expectStatus(run, "no-runner");
    expect(message).toMatch(/^start a runner with all of the labels "publish" and "arm64"/);
    expect(message).not.toContain("x64");
    expect(run.outputs.online).toBe("0");
  });
});

describe.concurrent("GitHub", () => {
  const path = ".github/workflows/release.yml";
  const onGroup = { [path]: workflow("{ group: release, labels: publish }") };

  test.each([
    ["in the group", 2, "ok"],
    ["in another group", 1, "no-runner"],
  ])("a runner %s", async (_, group, status) => {
    await using server = await startLane("github");
    server.forge.runners.groups.push({ id: 2, name: "Release" });
    server.forge.runners.add({ at: "org", labels: ["publish"], group });
    const run = await guard(server, {}, { files: onGroup });
    const message = expectStatus(run, status);
    if (status === "no-runner")
      expect(message).toMatch(
        /^start a runner with the label "publish" and a place in the runner group "release"/,
      );
  });

  test("a runner in a group that is closed to the repository is none", async () => {
    await using server = await startLane("github");
    server.forge.runners.groups.push({ id: 2, name: "others", repositories: ["other"] });
    server.forge.runners.add({ at: "org", labels: ["publish"], group: 2 });
    expectStatus(await guard(server), "no-runner");
  });

  test("a runner in a group that is open to some workflows only may not be for these", async () => {
    await using server = await startLane("github");
    server.forge.runners.groups.push({ id: 2, name: "some", restricted: true });
    server.forge.runners.add({ at: "org", labels: ["publish"], group: 2 });
    const run = await guard(server);
    expect(expectStatus(run, "unknown")).toMatch(/open to selected workflows only/);
  });
});
