import { describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, pushFixture } from "../support/images/images.ts";
import { type Fault, faults, startRegistry } from "../support/registry/index.ts";
import { expectOneError, noJitter, publish, stillClock, wait } from "./step.ts";

const image = buildxIndexFixture({ layers: 1 });
const always = Number.POSITIVE_INFINITY;

/** Servers that would make a wait last longer than any step here may run. */
const servers: [string, Fault][] = [
  ["that never answers", { act: faults.hang(), times: always }],
  [
    "that answers HEAD, and asks for 10 minutes before a GET",
    {
      match: faults.where({ method: "GET", kind: "manifest" }),
      act: faults.tooMany({ retryAfter: 600 }),
      times: always,
    },
  ],
  [
    "that never answers a GET",
    { match: faults.where({ method: "GET", kind: "manifest" }), act: faults.hang(), times: always },
  ],
];

describe.concurrent("3 s are 3 s before a server", () => {
  test.each(servers)("%s: wait-digests", async (_, fault) => {
    await using registry = await startRegistry();
    pushFixture(registry, "app", image, { tag: "1" });
    registry.faults.add(fault);
    const run = await wait({ refs: `${registry.host}/app:1`, timeout: "3s" }, noJitter);
    expect(expectOneError(run)).toContain("is not readable after");
    expect(run.outputs.refs).toBe("");
  });

  test.each(servers)("%s: publish-index", async (_, fault) => {
    await using registry = await startRegistry();
    pushFixture(registry, "app", image);
    registry.faults.add(fault);
    const run = await publish(
      {
        sources: `${registry.host}/app@${image.descriptor.digest}`,
        tags: `${registry.host}/app:1`,
        "wait-timeout": "3s",
      },
      noJitter,
    );
    expect(expectOneError(run)).toContain("is not readable after");
    expect(registry.writes()).toEqual([]);
  });

  test("and however many wait for their turn", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    registry.faults.add({ act: faults.hang(), times: always, whenUnauthorized: true });
    const refs = Array.from({ length: 150 }, (_, at) => `${registry.host}/app:${at}`);
    const run = await wait({ refs: refs.join("\n"), timeout: "3s" }, noJitter);
    expect(expectOneError(run)).toContain("150 of 150 references are not readable");
  });

  test("and the config of a bare image hangs", async () => {
    await using registry = await startRegistry();
    const bare = imageFixture({ layers: 1 });
    pushFixture(registry, "app", bare);
    registry.faults.add({ match: faults.where({ kind: "blob" }), act: faults.hang(), times: always });
    const run = await publish(
      {
        sources: `${registry.host}/app@${bare.descriptor.digest}`,
        tags: `${registry.host}/app:1`,
        "wait-timeout": "3s",
      },
      noJitter,
    );
    expect(expectOneError(run)).toContain("is not readable after");
    expect(registry.writes()).toEqual([]);
  });
});

test("a config that lags behind its manifest is waited for", async () => {
  await using registry = await startRegistry();
  const bare = imageFixture({ layers: 1 });
  pushFixture(registry, "app", bare);
  registry.faults.add({ match: faults.where({ kind: "blob" }), act: faults.notFound(), times: 2 });
  const run = await publish(
    {
      sources: `${registry.host}/app@${bare.descriptor.digest}`,
      tags: `${registry.host}/app:1`,
      "wait-timeout": "30s",
    },
    stillClock,
  );
  expect(run.exitCode).toBe(0);
  expect(registry.tags("app").get("1")).toBe(run.outputs.digest);
});

test("a passing wrong content type is waited for, longer than any request is retried", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "app", image, { tag: "1" });
  registry.faults.add({
    match: faults.where({ kind: "manifest" }),
    act: faults.wrongContentType(),
    // HEAD and GET, of each poll.
    times: 12,
  });
  const run = await wait({ refs: `${registry.host}/app:1`, deep: "false", timeout: "60s" }, stillClock);
  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.outputs.json ?? "")[0]).toMatchObject({ state: "ready", polls: 7 });
});
