import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, reportOf, stillClock } from "./step.ts";

const { where } = faults;
const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const held = older.descriptor.digest;

let one: Registry;
let two: Registry;
let count = 0;
/** A new repository for each case. */
let app = "";

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
  for (const fixture of [amd64, arm64]) pushFixture(one, "build", fixture);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  app = `app-${++count}`;
  for (const registry of [one, two]) {
    registry.faults.clear();
    registry.clearRequests();
  }
});

const publishTo = (tags: string[], ifExists: string) =>
  publish(
    {
      sources: [amd64, arm64].map(({ descriptor }) => `${one.host}/build@${descriptor.digest}`).join("\n"),
      tags: tags.join("\n"),
      "if-exists": ifExists,
    },
    stillClock,
  );

test("fail writes nothing anywhere while a destination cannot be looked at", async () => {
  two.faults.add({
    match: where({ kind: "manifest", reference: "1" }),
    times: Infinity,
    act: faults.deniedRepository(),
  });
  const run = await publishTo([`${one.host}/${app}:1`, `${two.host}/${app}:1`], "fail");
  expect(expectOneError(run)).toContain(`${two.host}/${app}/manifests/1`);
  expect([...one.writes(), ...two.writes()]).toEqual([]);
  expect(reportOf(run)[0]).toMatchObject({
    state: "failed",
    tags: [{ state: "not-moved" }, { state: "not-moved" }],
  });
  expect(run.outputs.refs).toBe("");
});

test("skip with every tag kept is skipped: nothing is written, and no digest is told", async () => {
  for (const tag of ["1", "2"]) pushFixture(one, app, older, { tag });
  const run = await publishTo([`${one.host}/${app}:1`, `${one.host}/${app}:2`], "skip");
  expectSuccess(run);
  expect(one.writes()).toEqual([]);
  expect(reportOf(run)[0]).toMatchObject({ state: "skipped", tags: [{ state: "kept" }, { state: "kept" }] });
  expect(reportOf(run)[0]).not.toHaveProperty("digest");
  expect(run.outputs.digest).toBeUndefined();
  expect(run.outputs.refs).toBe("");
  expect(one.tags(app).get("1")).toBe(held);
});

describe("a rival that takes a tag while the image is copied", () => {
  const rival = (repository: string) =>
    one.onRequest((request) => {
      if (request.repository === repository && request.kind === "upload" && !one.tags(repository).has("1"))
        pushFixture(one, repository, older, { tag: "1" });
    });

  test("is not overwritten with fail", async () => {
    const off = rival(app);
    const run = await publishTo([`${one.host}/${app}:1`, `${one.host}/${app}:latest`], "fail");
    off();
    expect(expectOneError(run)).toMatch(
      `input "if-exists": fail, and ${one.host}/${app}:1 holds ${held}, not sha256:`,
    );
    expect(Object.fromEntries(one.tags(app))).toEqual({ 1: held });
    expect(reportOf(run)[0]).toMatchObject({
      state: "failed",
      tags: [{ state: "not-moved" }, { state: "not-moved" }],
    });
    expect(run.outputs.refs).toBe("");
  });

  test("is kept with skip", async () => {
    const off = rival(app);
    const run = await publishTo([`${one.host}/${app}:1`, `${one.host}/${app}:latest`], "skip");
    off();
    expectSuccess(run);
    const { digest } = run.outputs;
    expect(Object.fromEntries(one.tags(app))).toEqual({ 1: held, latest: digest });
    expect(reportOf(run)[0]?.tags.map(({ state }) => state)).toEqual(["kept", "published"]);
    expect(run.outputs.refs).toBe(`${one.host}/${app}:latest@${digest}`);
  });

  test("is overwritten with overwrite", async () => {
    const off = rival(app);
    const run = await publishTo([`${one.host}/${app}:1`], "overwrite");
    off();
    expectSuccess(run);
    expect(one.tags(app).get("1")).toBe(run.outputs.digest);
  });
});
