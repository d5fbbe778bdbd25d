import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Fixture, imageFixture, indexFixture, pushOverHttp } from "../support/images/images.ts";
import { exchange } from "../support/images/plain-client.ts";
import { cosignFixture, digestTag, referrerFixture, referrersList } from "../support/images/referrers.ts";
import { run } from "../support/programs.ts";
import { startFaultProxy } from "../support/proxies/fault-proxy.ts";
import { startDockerRegistry } from "../support/real/docker-registry.ts";
import { realPart } from "../support/real/real.ts";
import { ociIndex } from "../support/registry/store/manifest-document.ts";
import { runAction } from "../support/runner.ts";

const images = ["linux/amd64", "linux/arm64"].map((platform) => imageFixture({ platform, layers: 2 }));
const [amd64 = imageFixture()] = images;
const index = indexFixture(images);

/** The digests that a registry without the referrers API lists for a fixture. */
async function listed(
  origin: string,
  repository: string,
  subject: Pick<Fixture, "descriptor">,
): Promise<string[]> {
  const { status, body } = await exchange(
    "GET",
    `${origin}/v2/${repository}/manifests/${digestTag(subject)}`,
    {
      headers: { accept: ociIndex },
    },
  );
  expect(status).toBe(200);
  const { manifests } = JSON.parse(body.toString()) as { manifests: { digest: string }[] };
  return manifests.map(({ digest }) => digest).sort();
}

async function promote(from: string, to: string) {
  const result = await runAction("publish-index", { inputs: { sources: from, tags: to } });
  expect(result.exitCode, result.stdout).toBe(0);
  expect(result.annotations).toEqual([]);
  return JSON.parse(result.outputs.json ?? "")[0] as { state: string; referrers: unknown };
}

realPart("docker-registry")("Debian's docker-registry, which has no referrers API", () => {
  it("is given what refers to the images, with the tags that list it, once", async () => {
    await using source = await startDockerRegistry();
    await using target = await startDockerRegistry();
    await using proxy = await startFaultProxy(target.origin);
    await pushOverHttp(source.origin, "org/app", index, { tag: "1" });
    const attached = [index, amd64].map((subject) => ({ subject, referrer: referrerFixture(subject) }));
    for (const { subject, referrer } of attached) {
      await pushOverHttp(source.origin, "org/app", referrer);
      const list = { method: "PUT", headers: { "content-type": ociIndex }, body: referrersList([referrer]) };
      expect((await fetch(`${source.origin}/v2/org/app/manifests/${digestTag(subject)}`, list)).status).toBe(
        201,
      );
    }
    const signature = cosignFixture(["one"]);
    await pushOverHttp(source.origin, "org/app", signature, { tag: digestTag(index, ".sig") });

    const [from, to] = [`${source.host}/org/app:1`, `${proxy.host}/far/app:1`];
    expect(await promote(from, to)).toMatchObject({
      state: "published",
      referrers: { copied: 3, present: 0, left: [] },
    });
    for (const { subject, referrer } of attached)
      expect(await listed(target.origin, "far/app", subject)).toEqual([referrer.descriptor.digest]);
    const tagged = await exchange(
      "HEAD",
      `${target.origin}/v2/far/app/manifests/${digestTag(index, ".sig")}`,
      {
        headers: { accept: signature.descriptor.mediaType },
      },
    );
    expect(tagged.headers["docker-content-digest"]).toBe(signature.descriptor.digest);

    proxy.clearRequests();
    expect(await promote(from, to)).toMatchObject({
      state: "unchanged",
      referrers: { copied: 0, present: 3, left: [] },
    });
    expect(proxy.writes()).toEqual([]);
  });
});

realPart("docker-registry", "oras")("oras", () => {
  const plain = ["--from-plain-http", "--to-plain-http"];

  it("finds what was brought of what it attached, and copies the same with more requests", async () => {
    await using source = await startDockerRegistry();
    await using target = await startDockerRegistry();
    await using from = await startFaultProxy(source.origin);
    await using to = await startFaultProxy(target.origin);
    const folder = await mkdtemp(join(tmpdir(), "imgpub-oras-"));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "statement.json"), "{}");
    await pushOverHttp(source.origin, "org/app", index, { tag: "1" });
    for (const { descriptor } of [index, amd64])
      await run("oras", [
        ...["attach", "--plain-http", "--disable-path-validation"],
        ...["--artifact-type", "application/vnd.dev.sigstore.bundle.v0.3+json"],
        ...[`${source.host}/org/app@${descriptor.digest}`, join(folder, "statement.json")],
      ]);

    const requests = () => from.requests.length + to.requests.length;
    await promote(`${from.host}/org/app:1`, `${to.host}/ours/app:1`);
    const ours = requests();
    for (const proxy of [from, to]) proxy.clearRequests();
    await run("oras", ["cp", "--recursive", ...plain, `${from.host}/org/app:1`, `${to.host}/theirs/app:1`]);
    expect(ours).toBeLessThan(requests());

    for (const subject of [index, amd64])
      for (const copy of ["ours/app", "theirs/app"])
        expect(await listed(target.origin, copy, subject)).toEqual(
          await listed(source.origin, "org/app", subject),
        );
    const { stdout } = await run("oras", [
      ...["discover", "--plain-http", "--format", "json"],
      `${target.host}/ours/app:1`,
    ]);
    for (const digest of await listed(source.origin, "org/app", index)) expect(stdout).toContain(digest);
  });
});
