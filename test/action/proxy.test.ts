import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../support/images/images.ts";
import { type ForwardProxy, startForwardProxy } from "../support/proxies/forward-proxy.ts";
import { type Registry, startRegistry } from "../support/registry/index.ts";
import { runAction } from "../support/runner.ts";

describe("behind a forward proxy", () => {
  const fixtures = ["amd64", "arm64"].map((architecture) =>
    buildxIndexFixture({ platform: { os: "linux", architecture }, seed: architecture, layers: 2 }),
  );
  let near: Registry;
  let far: Registry;
  let proxy: ForwardProxy;

  beforeAll(async () => {
    near = await startRegistry();
    far = await startRegistry();
    proxy = await startForwardProxy({ "near.test": () => near.origin, "far.test": () => far.origin });
    for (const fixture of fixtures) pushFixture(near, "org/app", fixture);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await near.close();
    await far.close();
  });

  test("images are copied from registry to registry, and the proxy's password stays hidden", async () => {
    const { exitCode, stdout, stderr, outputs } = await runAction("publish-index", {
      inputs: {
        sources: fixtures.map(({ descriptor }) => `near.test/org/app@${descriptor.digest}`).join("\n"),
        tags: "far.test/mirror/app:1.0",
        "insecure-registries": "near.test, far.test",
      },
      env: { HTTP_PROXY: `http://somebody:pr0xy-pass@127.0.0.1:${proxy.port}` },
    });
    expect(stderr).toBe("");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("published") });
    expect(far.tags("mirror/app").get("1.0")).toBe(outputs.digest);
    expect(far.incompleteTags()).toEqual([]);
    expect(proxy.seen.length).toBeGreaterThan(20);
    expect(new Set(proxy.seen.map(({ authorization }) => authorization))).toEqual(
      new Set([`Basic ${Buffer.from("somebody:pr0xy-pass").toString("base64")}`]),
    );
    expect(stdout).not.toContain("pr0xy-pass");
    // Uploads go with their length, also by way of a proxy: some registries take no chunked ones.
    const uploads = far.requests.filter(({ method, kind }) => method === "PUT" && kind === "upload");
    expect(uploads.length).toBeGreaterThan(0);
    for (const { headers } of uploads) expect(headers["content-length"]).toMatch(/^\d+$/);
  });

  test("a SOCKS proxy in ALL_PROXY is wrong only for what would have to go through it", async () => {
    const inputs = {
      refs: `near.test/org/app@${fixtures[0]?.descriptor.digest}`,
      "insecure-registries": "near.test",
    };
    const env = {
      ALL_PROXY: "socks5://somebody:s0cks-pass@127.0.0.1:9",
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    };
    const through = { ...env, HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    const found = await runAction("wait-digests", { inputs, env: through });
    expect({ exitCode: found.exitCode, stdout: found.stdout }).toMatchObject({ exitCode: 0 });
    const own = { refs: `${near.host}/org/app@${fixtures[0]?.descriptor.digest}` };
    expect((await runAction("wait-digests", { inputs: own, env })).exitCode).toBe(0);
    const refused = await runAction("wait-digests", { inputs, env });
    expect(refused.exitCode).toBe(1);
    expect(refused.annotations).toEqual([
      {
        level: "error",
        message: expect.stringMatching(/ALL_PROXY is not the address of an HTTP proxy; expected /),
      },
    ]);
    expect(refused.stdout).not.toContain("s0cks-pass");
  });

  test("NO_PROXY is gone around", async () => {
    const before = proxy.seen.length;
    const { exitCode, annotations } = await runAction("wait-digests", {
      inputs: { refs: "near.test/org/app:1", timeout: "5s", "insecure-registries": "near.test" },
      env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: ".test" },
    });
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([
      { level: "error", message: expect.stringMatching(/host not found|DNS not ready/) },
    ]);
    expect(proxy.seen.length).toBe(before);
  });
});
