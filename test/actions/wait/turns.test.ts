import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, noJitter, publish, reportOf, stillClock, wait } from "../step.ts";

const { where } = faults;
const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = image.descriptor;

let registry: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  app = `app-${++count}`;
  registry.createRepository(app);
  registry.faults.clear();
  registry.clearRequests();
});

const targets = () =>
  JSON.stringify(
    ["first", "second"].map((name) => ({
      name,
      sources: [`${registry.host}/${app}@${digest}`],
      tags: [`${registry.host}/${app}:${name}`],
    })),
  );
const pollsOf = (reference: string) =>
  registry.count((request) => request.kind === "manifest" && request.reference === reference);

describe("a wait that ran out", () => {
  test("is not remembered: a later target with the same digest waits as long itself", async () => {
    const run = await publish({ targets: targets(), concurrency: "1", "wait-timeout": "1s" }, stillClock);
    const [first, second] = reportOf(run);
    expect(expectOneError(run)).toMatch(/^2 of 2 targets were not published: /);
    for (const report of [first, second]) {
      expect(report).toMatchObject({ state: "failed" });
      expect(report?.error).toMatch(new RegExp(`${digest} is not readable after 1 s and \\d polls`));
      expect(report?.seconds).toBeGreaterThanOrEqual(1);
    }
    // The second target begins by looking at its tag, and asks by GET, by HEAD, and by GET at last.
    const begun = registry.requests.findIndex(({ reference }) => reference === "second");
    const polls = registry.requests.slice(begun).filter(({ reference }) => reference === digest);
    expect(polls.length).toBeGreaterThanOrEqual(3);
    expect(polls.at(-1)?.method).toBe("GET");
  });

  test("is no reason why a later target should not find what has come since", async () => {
    // The second target begins by looking at its tag.
    const off = registry.onRequest(({ reference }) => {
      if (reference === "second") pushFixture(registry, app, image);
    });
    const run = await publish({ targets: targets(), concurrency: "1", "wait-timeout": "1s" }, stillClock);
    off();
    expect(expectOneError(run)).toContain("1 of 2 targets was not published: first: ");
    expect(reportOf(run).map(({ state }) => state)).toEqual(["failed", "published"]);
    expect([...registry.tags(app).keys()]).toEqual(["second"]);
  });
});

describe("polls that wait for their turn", () => {
  const refs = Array.from({ length: 100 }, (_, at) => `sha256:${at.toString(16).padStart(64, "0")}`);

  test("are not sent when the wait has ended", async () => {
    registry.faults.add({ match: where({ kind: "manifest" }), times: Infinity, act: faults.hang() });
    const run = await wait(
      { image: `${registry.host}/${app}`, refs: refs.join("\n"), timeout: "1s" },
      noJitter,
    );
    expect(expectOneError(run)).toMatch(/^100 of 100 references are not readable: /);
    // So many at a time, and the first of all goes ahead alone.
    expect(registry.count()).toBe(1);
  });

  test("are all sent when there is time", async () => {
    const run = await wait(
      { image: `${registry.host}/${app}`, refs: refs.join("\n"), timeout: "1s" },
      stillClock,
    );
    expect(expectOneError(run)).toMatch(/^100 of 100 references are not readable: /);
    for (const ref of refs) expect(pollsOf(ref)).toBeGreaterThanOrEqual(2);
  });

  test("are not sent while the registry asks for longer than the wait", async () => {
    const match = where({ kind: "manifest", reference: digest });
    registry.faults.add({ match, times: Infinity, act: faults.tooMany({ retryAfter: 60 }) });
    const run = await wait({ refs: `${registry.host}/${app}@${digest}`, timeout: "1s" }, stillClock);
    expect(expectOneError(run)).toMatch(
      / is not readable after 1 s and 1 poll; the last answer was 429, 60 s$/,
    );
    expect(registry.count()).toBe(1);
    registry.clearRequests();
    const published = await publish(
      {
        sources: `${registry.host}/${app}@${digest}`,
        tags: `${registry.host}/${app}:1`,
        "wait-timeout": "1s",
      },
      stillClock,
    );
    expect(expectOneError(published)).toContain("and 1 poll; the last answer was 429, 60 s");
    expect(pollsOf(digest)).toBe(1);
  });
});
