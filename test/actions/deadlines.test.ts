import { describe, expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../support/images.ts";
import { type Fault, faults, startRegistry } from "../support/registry/index.ts";
import { expectOneError, noJitter, publish, wait } from "./step.ts";

const image = buildxIndexFixture({ layers: 1 });
const always = Number.POSITIVE_INFINITY;

/** Servers that would make a wait last longer than it may. */
const servers: [string, Fault][] = [
  ["that never answers", { act: faults.hang(), times: always }],
  [
    "that answers HEAD, and asks for 20 s before a GET",
    {
      match: faults.where({ method: "GET", kind: "manifest" }),
      act: faults.tooMany({ retryAfter: 20 }),
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
    expect(run.seconds).toBeLessThan(7);
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
    expect(run.seconds).toBeLessThan(7);
    expect(registry.writes()).toEqual([]);
  });
});
