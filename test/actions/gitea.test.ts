import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pullOverHttp, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, type RegistryOptions, startRegistry } from "../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, reportOf, stillClock, wait } from "./step.ts";

/** What Gitea's registry does as no other. */

const { where } = faults;
const platforms = ["linux/amd64", "linux/arm64"];
const images = platforms.map((platform) => imageFixture({ platform, layers: 1 }));
const older = indexFixture([imageFixture({ layers: 1, seed: "older" })]);
const rival = indexFixture([imageFixture({ layers: 1, seed: "rival" })]);
const absent = `sha256:${"a".repeat(64)}`;

const login = ({ host }: Registry) => ({
  DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { username: "imgpub", password: "secret" } } }),
});
const sourcesAt = ({ host }: Registry) =>
  images.map(({ descriptor }) => `${host}/org/build@${descriptor.digest}`).join("\n");

async function start(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry({ flavour: "gitea", auth: "bearer", ...options });
  for (const image of images) pushFixture(registry, "org/build", image);
  return registry;
}

describe("a package or an owner that does not exist", () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await start({ owners: ["org"] });
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.clearRequests());

  test.each([
    ["org/nowhere", "package"],
    ["nobody/app", "owner"],
  ])("%s is not waited for after the grace", async (repository, what) => {
    const at = `${registry.host}/${repository}`;
    const run = await wait(
      { refs: `${at}:1.2.3\n${at}@${absent}`, timeout: "8s" },
      { ...stillClock, env: login(registry) },
    );
    const error = expectOneError(run);
    expect(error).toContain(`${at}: the registry knows no such ${what}; check its name`);
    // The grace is 3 s on the action's clock, which moves by its pauses alone.
    const [result] = JSON.parse(run.outputs.json ?? "");
    expect(result.seconds).toBeGreaterThan(2);
    expect(result.seconds).toBeLessThan(6);
    expect(registry.count(({ kind }) => kind === "tags")).toBe(1);
  });

  test("is no source of publish-index either", async () => {
    const run = await publish(
      {
        sources: `${registry.host}/org/nowhere@${absent}`,
        tags: `${registry.host}/org/app:1`,
        "wait-timeout": "8s",
      },
      { ...stillClock, env: login(registry) },
    );
    expect(expectOneError(run)).toContain("org/nowhere: the registry knows no such package");
    expect(registry.writes()).toEqual([]);
  });

  test("is none without tags: a digest is waited for to the end", async () => {
    const ref = `${registry.host}/org/build@${absent}`;
    const run = await wait({ refs: ref, timeout: "4s" }, { ...stillClock, env: login(registry) });
    expect(expectOneError(run)).toContain(`${ref} is not readable after`);
    expect(registry.count(({ kind }) => kind === "tags")).toBe(1);
  });
});

test("a denied write is told as such, and manifests of other packages go on one at a time", async () => {
  await using registry = await start({
    auth: {
      kind: "bearer",
      allow: (_user, repository, action) => action === "pull" || repository !== "org/locked",
    },
  });
  const tags = ["1", "2", "3", "4"].map((tag) => `${registry.host}/org/app:${tag}`);
  const run = await publish(
    { sources: sourcesAt(registry), tags: [`${registry.host}/org/locked:1`, ...tags].join("\n") },
    { env: login(registry) },
  );
  expect(expectOneError(run)).toMatch(
    /org\/locked\/.*HTTP 401; the credentials stored for .* may not do this: check that their user may write packages/,
  );
  expect([...registry.tags("org/app").keys()]).toEqual(["1", "2", "3", "4"]);
  expect(registry.count(({ status }) => status >= 500)).toBe(0);
});

test("an owner that is not public asks by two challenges", async () => {
  await using registry = await start({
    auth: { kind: "bearer", anonymous: "full", privateOwners: ["org"] },
  });
  const inputs = { sources: sourcesAt(registry), tags: `${registry.host}/org/app:1` };
  expectSuccess(await publish(inputs, { env: login(registry) }));
  expect(expectOneError(await publish(inputs))).toContain("no credentials are stored for");
  // A client that shares nothing with ours can pull it.
  await pullOverHttp(registry.origin, "org/app", "1", { user: "imgpub", password: "secret" });
});

describe("two runs that move the same tag", () => {
  test.each(["1.2.3", "latest"])("%s: the overtaken one ends at once and says what is there", async (tag) => {
    await using registry = await start();
    for (const name of ["1.2.3", "latest"]) pushFixture(registry, "org/app", older, { tag: name });
    const at = `${registry.host}/org/app`;
    registry.faults.add({
      match: where({ method: "PUT", reference: tag }),
      act: {
        name: "a rival's move",
        run: async (_call, next) => {
          const reply = await next();
          pushFixture(registry, "org/app", rival, { tag });
          return reply;
        },
      },
    });
    const run = await publish(
      { sources: sourcesAt(registry), tags: `${at}:1.2.3\n${at}:latest` },
      { env: login(registry) },
    );
    const error = expectOneError(run);
    expect(error).toContain(
      `${at}:${tag} was moved to ${reportOf(run)[0]?.digest}, but another run was faster`,
    );
    expect(error).toContain(`the tag holds ${rival.descriptor.digest} now`);
    const states = reportOf(run)[0]?.tags.map(({ ref, state }) => [ref, state]);
    expect(states).toEqual(
      ["1.2.3", "latest"].map((name) => [`${at}:${name}`, name === tag ? "failed" : "published"]),
    );
  });
});

describe("four runs that publish into one package at once", () => {
  const rounds = 5;

  test.each([
    ["where puts of one repository's manifests collide", {}],
    ["where all writes collide, and the look-up of credentials too", { sqlite: true }],
  ] satisfies [string, RegistryOptions][])("all succeed, time after time, %s", async (_, options) => {
    let collisions = 0;
    for (let round = 1; round <= rounds; round++) {
      await using registry = await start(options);
      const at = `${registry.host}/org/app`;
      const runs = await Promise.all(
        ["a", "b", "c", "d"].map((name) =>
          publish(
            {
              sources: sourcesAt(registry),
              tags: ["1", "2", "3"].map((tag) => `${at}:${name}${tag}`).join("\n"),
              annotations: `org.example.run=${name}`,
            },
            { env: login(registry) },
          ),
        ),
      );
      for (const run of runs) expectSuccess(run);
      expect(registry.tags("org/app").size).toBe(12);
      expect(registry.incompleteTags()).toEqual([]);
      collisions += registry.count(({ status }) => status === 500);
    }
    // It is no proof where nothing collided.
    expect(collisions).toBeGreaterThan(rounds);
  });
});
