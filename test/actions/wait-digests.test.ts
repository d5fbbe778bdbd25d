import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { expectOneError, expectSuccess, stillClock, wait, workspace } from "./step.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const absent = (digit: string) => `sha256:${digit.repeat(64)}`;

let registry: Registry;
const app = () => `${registry.host}/app`;
const soon = stillClock;

beforeAll(async () => {
  registry = await startRegistry();
  for (const fixture of [amd64, arm64]) pushFixture(registry, "app", fixture);
  pushFixture(registry, "app", amd64, { tag: "1.2.3" });
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.faults.clear();
  registry.clearRequests();
});

const heads = (reference: string) =>
  registry.count((request) => request.method === "HEAD" && request.reference === reference);
const resultsOf = (run: { outputs: Record<string, string> }): Record<string, unknown>[] =>
  JSON.parse(run.outputs.json ?? "null");

describe("what is there", () => {
  test("tags, digests and bare digests, by lines and commas, deep", async () => {
    const { digest } = arm64.descriptor;
    const run = await wait({
      image: app(),
      refs: `${app()}:1.2.3, ${digest}\n${app()}@${digest},\n${app()}:1.2.3@${amd64.descriptor.digest}`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    const resolved = [amd64.descriptor.digest, digest, digest, amd64.descriptor.digest];
    expect(run.outputs).toEqual({
      refs: resolved.map((one) => `${app()}@${one}`).join("\n"),
      json: run.outputs.json,
      elapsed: expect.stringMatching(/^\d+\.\d$/),
    });
    expect(resultsOf(run)).toEqual(
      [
        `${app()}:1.2.3`,
        `${app()}@${digest}`,
        `${app()}@${digest}`,
        `${app()}:1.2.3@${amd64.descriptor.digest}`,
      ].map((ref, at) => ({
        ref,
        state: "ready",
        digest: resolved[at],
        seconds: expect.any(Number),
        polls: 1,
      })),
    );
    expect(run.log).toContain(`ready    ${app()}:1.2.3 = ${amd64.descriptor.digest}`);
    expect(run.summary).toContain("4 of 4");
    // Each digest once though it is asked for twice, and by HEAD.
    expect(heads(digest)).toBe(1);
    for (const { descriptor } of amd64.children) expect(heads(descriptor.digest)).toBe(1);
    expect(registry.count(({ method }) => method === "GET")).toBe(1);
  });

  test("without deep, no child is asked for", async () => {
    const run = await wait({ refs: `${app()}:1.2.3`, deep: "false" });
    expectSuccess(run);
    expect(registry.requests.map(({ method, reference }) => `${method} ${reference}`)).toEqual([
      "HEAD 1.2.3",
    ]);
  });
});

describe("what is late", () => {
  test("is waited for", async () => {
    await using lagging = await startRegistry();
    // To HEAD, and to the GET that settles it.
    lagging.faults.add({
      match: ({ kind, method }) => kind === "manifest" && method !== "PUT",
      times: 2,
      act: faults.notFound(),
    });
    const { manifest, descriptor } = arm64;
    lagging.putBlob("app", arm64.config.bytes);
    for (const layer of arm64.layers) lagging.putBlob("app", layer.bytes);
    const put = await fetch(`${lagging.origin}/v2/app/manifests/${descriptor.digest}`, {
      method: "PUT",
      headers: { "content-type": descriptor.mediaType },
      body: new Uint8Array(manifest),
    });
    expect(put.status).toBe(201);
    const run = await wait({ refs: `${lagging.host}/app@${descriptor.digest}` }, soon);
    expectSuccess(run);
    expect(resultsOf(run)[0]).toMatchObject({ state: "ready", polls: 2 });
    expect(run.log).toContain(`waiting  ${lagging.host}/app@${descriptor.digest}: HTTP 404`);
  });

  test("may be a child of an index", async () => {
    registry.faults.add({
      match: where({ reference: amd64.image.descriptor.digest }),
      // To HEAD, and to the GET that settles it.
      times: 2,
      act: faults.notFound(),
    });
    const run = await wait({ refs: `${app()}:1.2.3` }, soon);
    expectSuccess(run);
    expect(heads(amd64.image.descriptor.digest)).toBe(2);
    expect(run.log).toContain(`waiting  ${app()}@${amd64.image.descriptor.digest}: HTTP 404`);
  });

  test("comes after 429, 503 and a broken connection", async () => {
    const match = where({ reference: arm64.descriptor.digest });
    registry.faults.add({ match, act: faults.tooMany({ retryAfter: 1 }) });
    registry.faults.add({ match: where({ reference: "1.2.3" }), act: faults.html503() });
    const run = await wait({ image: app(), refs: `${arm64.descriptor.digest},${app()}:1.2.3` }, soon);
    expectSuccess(run);
    expect(run.log).toContain(`waiting  ${app()}@${arm64.descriptor.digest}: 429`);
    expect(run.log).toContain(`waiting  ${app()}:1.2.3: HTTP 503`);
  });
});

describe("at the deadline", () => {
  test("every laggard is named with its last answer", async () => {
    registry.faults.add({ match: where({ reference: "slow" }), times: Infinity, act: faults.html503() });
    const run = await wait(
      {
        image: app(),
        refs: `${absent("a")}\n${absent("b")}\n${app()}:slow\n${arm64.descriptor.digest}`,
        timeout: "1s",
      },
      soon,
    );
    const error = expectOneError(run);
    expect(error).toMatch(/^3 of 4 references are not readable: /);
    for (const laggard of [`${app()}@${absent("a")}`, `${app()}@${absent("b")}`])
      expect(error).toMatch(
        new RegExp(`${laggard} is not readable after [\\d.]+ m?s and \\d polls; the last answer was .*404`),
      );
    expect(error).toMatch(/app:slow is not readable after .*the last answer was HTTP 503/);
    expect(error).not.toContain(arm64.descriptor.digest);
    expect(resultsOf(run).map(({ state }) => state)).toEqual(["pending", "pending", "pending", "ready"]);
    expect(resultsOf(run)[0]).toEqual({
      ref: `${app()}@${absent("a")}`,
      state: "pending",
      digest: absent("a"),
      seconds: expect.any(Number),
      polls: expect.any(Number),
      error: expect.stringContaining("404"),
    });
    // What is missing comes first.
    expect(run.summary.indexOf(absent("a"))).toBeLessThan(run.summary.indexOf(arm64.descriptor.digest));
  });

  test("every child that is missing is named", async () => {
    const index = indexFixture([arm64, amd64.image]);
    pushFixture(registry, "partial", index, { only: (digest) => digest === index.descriptor.digest });
    const run = await wait(
      { refs: `${registry.host}/partial@${index.descriptor.digest}`, timeout: "1s" },
      soon,
    );
    const error = expectOneError(run);
    for (const { descriptor } of index.children) expect(error).toContain(`partial@${descriptor.digest}`);
  });
});

// The wait has 10 minutes, longer than any step here may run.
describe("what no waiting mends is not waited for", () => {
  const login = async (host: string, user: string, password: string) =>
    workspace({
      "config.json": JSON.stringify({
        auths: { [host]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } },
      }),
    });

  test.each(["bearer", "basic"] as const)("wrong credentials (%s)", async (auth) => {
    await using locked = await startRegistry({ auth });
    pushFixture(locked, "app", arm64, { tag: "1" });
    const config = await login(locked.host, "imgpub", "wrong-password");
    const run = await wait(
      { refs: `${locked.host}/app:1\n${locked.host}/app@${absent("a")}` },
      { env: { DOCKER_CONFIG: config.path } },
    );
    await config.dispose();
    const error = expectOneError(run);
    expect(error).toContain(locked.host);
    expect(error).toMatch(/credentials/);
    expect(error).not.toContain("wrong-password");
    expect(resultsOf(run)[0]).toMatchObject({ state: "failed", error: expect.any(String) });
  });

  test("no credentials", async () => {
    await using locked = await startRegistry({ auth: "bearer" });
    const run = await wait({ refs: `${locked.host}/app:1` });
    expect(expectOneError(run)).toContain(`no credentials are stored for ${locked.host}, log in to it first`);
  });

  test("a denied repository, while another reference is late", async () => {
    await using mixed = await startRegistry({
      auth: { kind: "bearer", allow: (user, repository) => user !== undefined && repository !== "secret" },
    });
    pushFixture(mixed, "secret", arm64, { tag: "1" });
    pushFixture(mixed, "app", arm64, { tag: "1" });
    const config = await login(mixed.host, "imgpub", "secret");
    const run = await wait(
      { refs: `${mixed.host}/app@${absent("a")}\n${mixed.host}/secret:1\n${mixed.host}/app:1` },
      { env: { DOCKER_CONFIG: config.path } },
    );
    await config.dispose();
    const error = expectOneError(run);
    expect(error).toContain("secret/manifests/1");
    expect(error).not.toContain(absent("a"));
    expect(resultsOf(run).map(({ state }) => state)).toEqual(["pending", "failed", expect.any(String)]);
  });

  test("a 403 that stays", async () => {
    registry.faults.add({
      match: where({ reference: "1.2.3" }),
      times: Infinity,
      act: faults.deniedRepository(),
    });
    const run = await wait({ refs: `${app()}:1.2.3` }, soon);
    expect(expectOneError(run)).toContain("403 DENIED (requested access to the resource is denied)");
  });

  test("a repository that stays unknown, after a short grace", async () => {
    await using strict = await startRegistry({ createRepositories: false });
    const run = await wait({ refs: `${strict.host}/nowhere@${absent("a")}`, timeout: "4s" }, soon);
    expect(expectOneError(run)).toMatch(/nowhere.*NAME_UNKNOWN/);
    expect(resultsOf(run)[0]).toMatchObject({ state: "failed" });
  });

  test("unless the repository appears within the grace", async () => {
    await using strict = await startRegistry({ createRepositories: false });
    strict.onRequest(({ n }) => {
      if (n === 3) pushFixture(strict, "new", arm64);
    });
    const run = await wait({ refs: `${strict.host}/new@${arm64.descriptor.digest}`, timeout: "8s" }, soon);
    expectSuccess(run);
  });
});
