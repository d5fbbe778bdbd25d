import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildxIndexFixture, type Fixture, partsOf, pushOverHttp } from "../support/images/images.ts";
import type { Credentials } from "../support/images/plain-client.ts";
import { startFaultProxy } from "../support/proxies/fault-proxy.ts";
import { type DockerEngine, tryDockerEngine } from "../support/real/docker-engine.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/real/docker-registry.ts";
import { realPart, realWhen } from "../support/real/real.ts";
import { copyAll, inspectRaw } from "../support/real/skopeo.ts";
import { defaultCredentials, type Fault, faults, type Recorder } from "../support/registry/index.ts";
import { type RunOptions, type RunResult, runAction } from "../support/runner.ts";

const platforms = ["linux/amd64", "linux/arm64"] as const;
const sources = platforms.map((platform) => buildxIndexFixture({ platform, layers: 3, sharedLayers: 1 }));
const other = buildxIndexFixture({ platform: "linux/amd64", layers: 1, seed: "other" });
const digests = sources.map(({ descriptor }) => descriptor.digest);

interface Target {
  readonly state: string;
  readonly digest: string;
  readonly tags: readonly { readonly ref: string; readonly state: string }[];
  readonly error?: string;
}

/** Two real registries, the way to the first of which may lead through a proxy. */
interface Parts {
  readonly first: { readonly host: string; readonly origin: string };
  readonly second: DockerRegistry;
  readonly proxy: Recorder | undefined;
  readonly credentials: Credentials;
  /** A docker configuration that holds the credentials. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
}

async function withParts(
  options: { htpasswd: boolean; proxied: boolean },
  use: (parts: Parts) => Promise<void>,
): Promise<void> {
  await using registry = await startDockerRegistry({ htpasswd: options.htpasswd });
  await using second = await startDockerRegistry({ htpasswd: options.htpasswd });
  await using stack = new AsyncDisposableStack();
  const proxy = options.proxied ? stack.use(await startFaultProxy(registry.origin)) : undefined;
  const first = proxy ?? registry;
  const config = await mkdtemp(join(tmpdir(), "imgpub-docker-config-"));
  stack.defer(() => rm(config, { recursive: true }));
  const { user, password } = defaultCredentials;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  const auths = options.htpasswd ? { [first.host]: { auth }, [second.host]: { auth } } : {};
  await writeFile(join(config, "config.json"), JSON.stringify({ auths }));
  const credentials = options.htpasswd ? defaultCredentials : {};
  await use({ first, second, proxy, credentials, config, env: { DOCKER_CONFIG: config } });
}

async function publish(
  { env }: Pick<Parts, "env">,
  inputs: NonNullable<RunOptions<"publish-index">["inputs"]>,
): Promise<RunResult & { target: Target }> {
  const result = await runAction("publish-index", { inputs, env });
  const [target] = JSON.parse(result.outputs.json || "[]") as Target[];
  if (!target) throw new Error(`no result\n${result.stdout}${result.stderr}`);
  return { ...result, target };
}

const refsAt = (host: string, repository: string): string =>
  digests.map((digest) => `${host}/${repository}@${digest}`).join("\n");

async function push({ first, credentials }: Parts, ...fixtures: readonly Fixture[]): Promise<void> {
  for (const fixture of fixtures) await pushOverHttp(first.origin, "org/app", fixture, credentials);
}

/** Reads an image back with skopeo: the index by itself, and then all that belongs to it. */
async function readBack(reference: string, digest: string, credentials: Credentials): Promise<void> {
  const index = JSON.parse(await inspectRaw(reference, credentials)) as {
    manifests: { digest: string; platform: { architecture: string } }[];
    annotations?: Record<string, string>;
  };
  const parts = sources.map(partsOf);
  const children = new Set(
    sources.flatMap(({ children: own }) => own.map(({ descriptor }) => descriptor.digest)),
  );
  expect(new Set(index.manifests.map((child) => child.digest))).toEqual(children);
  expect(index.annotations).toEqual({ "org.opencontainers.image.title": "a real image" });
  const copied = await copyAll(reference, credentials);
  expect(copied.digest).toBe(digest);
  expect(copied.manifests).toEqual(children);
  expect(copied.blobs).toEqual(
    new Set(parts.flatMap(({ blobs }) => blobs.map(({ descriptor }) => descriptor.digest))),
  );
}

const annotations = "org.opencontainers.image.title=a real image";
const weather: readonly Fault[] = [
  { act: faults.html503(), after: 3, times: 2 },
  { act: faults.resetBeforeHeaders(), after: 11 },
  { act: faults.tooMany({ retryAfter: 1 }), after: 14 },
  { act: faults.slowFirstByte(300), after: 17, times: 2 },
  { act: faults.resetAfterHandling(), match: faults.where({ method: "PUT" }), times: 2 },
  { act: faults.truncatedBody(), match: faults.where({ method: "GET", kind: "manifest" }), times: 1 },
];

for (const htpasswd of [false, true])
  for (const proxied of [false, true])
    realPart("docker-registry", "skopeo")(
      `Debian's docker-registry${htpasswd ? " with htpasswd" : ""}${proxied ? " in bad weather" : ""}`,
      () => {
        it("is published to: the same repository, another one, another registry, and again", async () => {
          await withParts({ htpasswd, proxied }, async (parts) => {
            const { first, second, proxy, credentials, env } = parts;
            await push(parts, ...sources);
            proxy?.clearRequests();
            for (const fault of weather) proxy?.faults.add(fault);

            const waited = await runAction("wait-digests", {
              inputs: { refs: refsAt(first.host, "org/app"), timeout: "30s" },
              env,
            });
            expect(waited.exitCode, waited.log).toBe(0);
            expect(waited.outputs.refs?.split("\n")).toEqual(refsAt(first.host, "org/app").split("\n"));

            const input = { sources: refsAt(first.host, "org/app"), annotations };
            const same = await publish(parts, {
              ...input,
              image: `${first.host}/org/app`,
              tags: "1.2.3\n1.2\nlatest",
            });
            expect(same.exitCode, same.log).toBe(0);
            expect(same.target.state).toBe("published");
            const { digest } = same.target;
            for (const tag of ["1.2.3", "1.2", "latest"])
              expect(same.outputs.refs).toContain(`${first.host}/org/app:${tag}@${digest}`);
            await readBack(`${first.host}/org/app:latest`, digest, credentials);

            for (const place of [`${first.host}/org/copy`, `${second.host}/far/app`]) {
              const copied = await publish(parts, { ...input, image: place, tags: "1.2.3\nlatest" });
              expect(copied.exitCode, copied.log).toBe(0);
              expect(copied.target).toMatchObject({ state: "published", digest });
              await readBack(`${place}:latest`, digest, credentials);
            }
            if (proxy) {
              expect(proxy.requests.filter(({ status }) => status === 503)).toHaveLength(2);
              const mounts = proxy.requests.filter(
                ({ kind, query }) => kind === "upload" && query.has("mount"),
              );
              expect(mounts.some(({ status }) => status === 201)).toBe(true);
              proxy.clearRequests();
            }

            for (const place of [
              `${first.host}/org/app`,
              `${first.host}/org/copy`,
              `${second.host}/far/app`,
            ]) {
              const again = await publish(parts, { ...input, image: place, tags: "1.2.3\nlatest" });
              expect(again.target, again.log).toMatchObject({ state: "unchanged", digest });
            }
            expect(proxy?.writes() ?? []).toEqual([]);
          });
        });
      },
    );

realPart("docker-registry", "skopeo")("Debian's docker-registry, its tags", () => {
  it("keep what if-exists says, and several places get one index", async () => {
    await withParts({ htpasswd: true, proxied: true }, async (parts) => {
      const { first, second, proxy, credentials } = parts;
      await push(parts, ...sources, other);
      const places = [`${first.host}/org/app`, `${second.host}/far/app`];
      const tags = places.flatMap((place) => [`${place}:1.0`, `${place}:latest`]).join("\n");
      const before = await publish(parts, { sources: refsAt(first.host, "org/app"), annotations, tags });
      expect(before.exitCode, before.log).toBe(0);
      const { digest } = before.target;
      for (const place of places) await readBack(`${place}:1.0`, digest, credentials);

      const rival = { sources: `${first.host}/org/app@${other.descriptor.digest}`, tags };
      proxy?.clearRequests();
      const refused = await publish(parts, { ...rival, "if-exists": "fail" });
      expect(refused.exitCode).not.toBe(0);
      expect(refused.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
      expect(proxy?.writes()).toEqual([]);
      for (const place of places) expect((await copyAll(`${place}:latest`, credentials)).digest).toBe(digest);

      const skipped = await publish(parts, { ...rival, "if-exists": "skip" });
      expect(skipped.exitCode, skipped.log).toBe(0);
      for (const place of places) {
        expect((await copyAll(`${place}:1.0`, credentials)).digest).toBe(digest);
        expect((await copyAll(`${place}:latest`, credentials)).digest).toBe(skipped.target.digest);
      }

      const dry = await publish(parts, { ...rival, "dry-run": "true" });
      expect(dry.target).toMatchObject({ digest: skipped.target.digest });
      expect((await copyAll(`${places[0]}:1.0`, credentials)).digest).toBe(digest);

      const moved = await publish(parts, rival);
      expect(moved.exitCode, moved.log).toBe(0);
      for (const place of places)
        expect((await copyAll(`${place}:1.0`, credentials)).digest).toBe(skipped.target.digest);
    });
  });

  it("cannot be had with the wrong password, for which no wait is worth it", async () => {
    await using registry = await startDockerRegistry({ htpasswd: true });
    const auth = Buffer.from("imgpub:wrong").toString("base64");
    const result = await runAction("wait-digests", {
      inputs: { refs: refsAt(registry.host, "org/app") },
      env: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }) },
    });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(`credentials stored for ${registry.host} were refused`);
  });
});

const { engine, otherwise, cause } = await tryDockerEngine();
afterAll(() => engine?.close());

realWhen(
  engine !== undefined,
  otherwise,
  cause,
)("a docker engine", () => {
  const [docker, architecture] = [() => engine as DockerEngine, process.arch === "arm64" ? "arm64" : "amd64"];
  beforeAll(() => expect(engine).toBeDefined());

  for (const htpasswd of [false, true])
    it(`pulls what was published, by digest and by tag${htpasswd ? ", with a password" : ""}`, async () => {
      await withParts({ htpasswd, proxied: false }, async (parts) => {
        await push(parts, ...sources);
        const image = `${parts.second.host}/far/app`;
        const { target, log } = await publish(parts, {
          sources: refsAt(parts.first.host, "org/app"),
          annotations,
          image,
          tags: "1.2.3\nlatest",
        });
        expect(target.state, log).toBe("published");
        const here = sources.find(
          ({ image: { descriptor } }) => descriptor.platform?.architecture === architecture,
        );
        for (const reference of [`${image}@${target.digest}`, `${image}:latest`]) {
          await docker().docker(["pull", "--quiet", reference], parts.config);
          const { stdout } = await docker().docker(["image", "inspect", reference]);
          const [inspected] = JSON.parse(stdout) as {
            Id: string;
            RepoDigests: string[];
            Architecture: string;
          }[];
          expect(inspected?.Id).toBe(here?.image.config.descriptor.digest);
          expect(inspected?.RepoDigests).toContain(`${image}@${target.digest}`);
          expect(inspected?.Architecture).toBe(architecture);
        }
      });
    });
});
