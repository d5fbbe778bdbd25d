import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, line, noJitter, stillClock, wait } from "../step.ts";

const { where } = faults;
const index = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const late = imageFixture({ platform: "linux/arm64", layers: 1 });
const absent = (digit: string) => `sha256:${digit.repeat(64)}`;
const isHead = where({ method: "HEAD", kind: "manifest" });

let registry: Registry;
const app = () => `${registry.host}/app`;
const lines = () =>
  registry.requests.map((request) =>
    line(request, {
      image: index.image.descriptor.digest,
      attestation: index.attestation.descriptor.digest,
      index: index.descriptor.digest,
      late: late.descriptor.digest,
      a: absent("a"),
      b: absent("b"),
    }),
  );
const pollsOf = (run: { outputs: Record<string, string> }): [string, number][] =>
  (JSON.parse(run.outputs.json ?? "[]") as { state: string; polls: number }[]).map(({ state, polls }) => [
    state,
    polls,
  ]);

beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "app", index, { tag: "1" });
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.faults.clear();
  registry.clearRequests();
});

describe("HEAD that does not tell", () => {
  test.each<[string, number[]]>([
    ["404", [404]],
    ["405", [405]],
    ["400", [400]],
    ["501", [501]],
    ["403", [403]],
  ])("but answers %s, is asked once, and GET in its place", async (_, [status = 0]) => {
    registry.faults.add({ match: isHead, times: Infinity, act: faults.status(status) });
    const run = await wait({ refs: `${app()}:1` }, noJitter);
    expectSuccess(run);
    expect(run.outputs.refs).toBe(`${app()}@${index.descriptor.digest}`);
    expect(pollsOf(run)).toEqual([["ready", 1]]);
    expect(lines().sort()).toEqual([
      "GET app/manifests/1 200",
      "GET app/manifests/attestation 200",
      "GET app/manifests/image 200",
      "GET app/manifests/index 200",
      `HEAD app/manifests/1 ${status}`,
    ]);
  });

  test.each([
    ["another content type", { "content-type": "text/html" }],
    ["no content type", {}],
  ])("as it has %s is followed by GET each time", async (_, headers) => {
    registry.faults.add({ match: isHead, times: Infinity, act: faults.status(200, { headers }) });
    const run = await wait({ refs: `${app()}:1`, deep: "false" }, noJitter);
    expectSuccess(run);
    expect(lines()).toEqual(["HEAD app/manifests/1 200", "GET app/manifests/1 200"]);
  });

  test("of an image that is late, neither, is found out when GET finds it", async () => {
    registry.faults.add({ match: isHead, times: Infinity, act: faults.status(404) });
    const off = registry.onRequest(() => {
      // After the first poll: HEAD says no to everything, GET agrees.
      if (registry.count() === 3) pushFixture(registry, "app", late);
    });
    const run = await wait({ refs: `${app()}@${late.descriptor.digest}`, timeout: "4s" }, noJitter);
    off();
    expectSuccess(run);
    registry.removeManifest("app", late.descriptor.digest);
  });
});

test("a registry whose 404 is true is asked by GET once, and in place of the last HEAD", async () => {
  const run = await wait({ image: app(), refs: `${absent("a")}\n${absent("b")}`, timeout: "1s" }, stillClock);
  expect(expectOneError(run)).toMatch(
    /^2 of 2 references are not readable: .*the last answer was 404 MANIFEST_UNKNOWN; /,
  );
  const polls = pollsOf(run);
  expect(polls.map(([state]) => state)).toEqual(["pending", "pending"]);
  const all = lines();
  expect(all.filter((line) => line.startsWith("HEAD")).sort()).toEqual([
    "HEAD app/manifests/a 404",
    "HEAD app/manifests/b 404",
  ]);
  // All but the first polls come after the grace, a quarter of the time, and one GET settles what the first HEAD said.
  const later = polls.reduce((sum, [, polls]) => sum + polls - 1, 0);
  expect(all.filter((line) => line.startsWith("GET"))).toHaveLength(later + 1);
});

test("a limit is no answer of HEAD's that GET has to settle", async () => {
  registry.faults.add({ match: isHead, act: faults.status(429, { headers: { "retry-after": "1" } }) });
  expectSuccess(await wait({ refs: `${app()}:1`, deep: "false" }, noJitter));
  expect(lines()).toEqual(["HEAD app/manifests/1 429", "HEAD app/manifests/1 200"]);
});
