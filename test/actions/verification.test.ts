import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { type Registry, startRegistry } from "../support/registry/index.ts";
import { expectOneError, publish, reportOf, stillClock } from "./step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const lost = arm64.descriptor.digest;

let registry: Registry;
let count = 0;
/** New repositories for each case. */
let [build, other] = ["", ""];

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  count++;
  [build, other] = [`build-${count}`, `other-${count}`];
  for (const fixture of [amd64, arm64]) pushFixture(registry, build, fixture);
});

/** Takes a child away from a repository as soon as that is read after its tags were put. */
function loseChild(repository: string): () => void {
  let put = false;
  return registry.onRequest((request) => {
    if (request.repository !== repository) return;
    if (request.method === "PUT" && request.reference === "latest") put = true;
    else if (put && request.method !== "PUT") registry.removeManifest(repository, lost);
  });
}

// What was read at its source in this run is not asked for again there: its digest is what it is.
test("a child that vanishes from the repository to which it was copied fails the tags of that place alone", async () => {
  const [at, rest] = [other, build];
  const off = loseChild(at);
  const ref = (repository: string, tag: string) => `${registry.host}/${repository}:${tag}`;
  const run = await publish(
    {
      sources: [amd64, arm64]
        .map(({ descriptor }) => `${registry.host}/${build}@${descriptor.digest}`)
        .join("\n"),
      tags: [ref(build, "1"), ref(build, "latest"), ref(other, "1"), ref(other, "latest")].join("\n"),
      "wait-timeout": "1s",
    },
    stillClock,
  );
  off();
  expect(expectOneError(run)).toContain(`${registry.host}/${at}@${lost} is not readable after`);
  const [report] = reportOf(run);
  expect(report?.state).toBe("failed");
  const states = Object.fromEntries(report?.tags.map((tag) => [tag.ref, tag.state]) ?? []);
  expect(states).toEqual({
    [ref(at, "1")]: "failed",
    [ref(at, "latest")]: "failed",
    [ref(rest, "1")]: "published",
    [ref(rest, "latest")]: "published",
  });
  expect(run.outputs.refs?.split("\n")).toEqual([
    `${ref(rest, "1")}@${report?.digest}`,
    `${ref(rest, "latest")}@${report?.digest}`,
  ]);
  // A tag holds it, so later steps may name it.
  expect(run.outputs.digest).toBe(reportOf(run)[0]?.digest);
  expect(run.log).toMatch(/ verify +4 of 4 tags read back, 3 of 4 manifests readable/);
});
