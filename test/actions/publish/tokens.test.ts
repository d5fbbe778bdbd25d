import { describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, pushFixture } from "../../support/images/images.ts";
import {
  defaultCredentials,
  faults,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, reportOf, wait } from "../step.ts";

const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = image.descriptor;

const { user, password } = defaultCredentials;
const auth = Buffer.from(`${user}:${password}`).toString("base64");
const login = (...registries: Registry[]) => ({
  env: {
    DOCKER_AUTH_CONFIG: JSON.stringify({
      auths: Object.fromEntries(registries.map(({ host }) => [host, { auth }])),
    }),
  },
});

const names = (count: number) =>
  Array.from({ length: count }, (_, at) => `org/application-${String(at).padStart(3, "0")}`);

/** A registry whose repositories hold one image each, with tokens as long as real ones. */
async function start(count: number, options: Partial<Extract<RegistryOptions["auth"], object>> = {}) {
  const registry = await startRegistry({ auth: { kind: "bearer", jwt: true, ...options } });
  for (const name of names(count)) pushFixture(registry, name, image);
  return registry;
}

const targetsOf = ({ host }: Registry, repositories: readonly string[]) =>
  JSON.stringify(
    repositories.map((name) => ({ name, image: `${host}/${name}`, sources: [digest], tags: ["1"] })),
  );
const refsOf = ({ host }: Registry, repositories: readonly string[]) =>
  repositories.map((name) => `${host}/${name}@${digest}`).join("\n");

const tokens = (registry: Registry) => registry.requests.filter(({ kind }) => kind === "token");
const scopes = (registry: Registry) => tokens(registry).map(({ query }) => query.getAll("scope").length);

/** What nginx with its default buffers, or a Tomcat, takes of headers. */
const frontEnd = { match: faults.hasMoreHeaders(8 << 10), times: Number.POSITIVE_INFINITY };

describe("more repositories than fit into one token", () => {
  test.each([400, 431])(
    "90 of them behind a front end that allows 8 KiB of headers, else %s",
    async (code) => {
      await using registry = await start(90);
      registry.faults.add({ ...frontEnd, act: faults.status(code) });
      const run = await publish({ targets: targetsOf(registry, names(90)) }, login(registry));
      expectSuccess(run);
      expect(reportOf(run).map(({ state }) => state)).toEqual(Array(90).fill("published"));
      // As many as fit into 6 KiB, with the actions that were declared.
      expect(scopes(registry)).toEqual([60, 30]);
      expect(registry.count(({ status }) => status === 400 || status === 431)).toBe(0);
      registry.clearRequests();
      expectSuccess(await wait({ refs: refsOf(registry, names(90)) }, login(registry)));
      expect(scopes(registry)).toEqual([66, 24]);
      expect(registry.count(({ status }) => status === 400 || status === 431)).toBe(0);
    },
  );

  test.each([400, 413, 431])("are halved where the answer is %s to what is shorter, too", async (code) => {
    await using registry = await start(90);
    const match = faults.hasMoreHeaders(4 << 10);
    registry.faults.add({ match, times: Number.POSITIVE_INFINITY, act: faults.status(code) });
    expectSuccess(await wait({ refs: refsOf(registry, names(90)) }, login(registry)));
    const asked = scopes(registry);
    expect(asked[0]).toBe(66);
    // How many of those of half the size are asked for depends on what is under way when the first of them is refused.
    expect(asked.filter((count) => count > 16 && count < 66).length).toBeLessThanOrEqual(3);
    expect(asked.filter((count) => count <= 16)).toEqual([16, 16, 16, 16, 16, 10]);
  });

  test("are halved where the token server's front end takes shorter URLs", async () => {
    await using registry = await start(90);
    const match = ({ path, query }: { path: string; query: URLSearchParams }) =>
      `${path}?${query}`.length > 3 << 10;
    registry.faults.add({ match, times: Number.POSITIVE_INFINITY, act: faults.status(414) });
    expectSuccess(await wait({ refs: refsOf(registry, names(90)) }, login(registry)));
    expect(scopes(registry)).toEqual([66, 33, 33, 24]);
  });

  test("share those that mounts from one repository take", async () => {
    await using registry = await start(0);
    pushFixture(registry, "build", image);
    const targets = names(90).map((name) => ({
      name,
      sources: [`${registry.host}/build@${digest}`],
      tags: [`${registry.host}/${name}:1`],
    }));
    expectSuccess(await publish({ targets: JSON.stringify(targets) }, login(registry)));
    expect(registry.count(({ query }) => query.has("mount"))).toBeGreaterThanOrEqual(90);
    // Two for all repositories, and one that is for the second half of them and the source.
    expect(scopes(registry)).toEqual([60, 31, 32]);
  });

  test("cost nothing but tokens: 500 of them", async () => {
    await using registry = await start(500);
    registry.faults.add({ ...frontEnd, act: faults.status(431) });
    expectSuccess(await wait({ refs: refsOf(registry, names(500)) }, login(registry)));
    expect(scopes(registry)).toEqual([66, 66, 66, 66, 66, 66, 66, 38]);
    expect(registry.count(({ kind }) => kind !== "token")).toBe(501);
    expect(registry.count(({ status }) => status === 401)).toBe(1);
  });
});

describe("a token server that honours one scope at a time", () => {
  test.each([
    ["in order", [0, 1, 2]],
    ["in reverse", [2, 1, 0]],
  ])("is asked for one each, targets %s", async (_, order) => {
    await using registry = await start(3, { oneScope: true });
    const repositories = order.map((at) => names(3)[at] ?? "");
    const run = await publish({ targets: targetsOf(registry, repositories) }, login(registry));
    expectSuccess(run);
    expect(scopes(registry)[0]).toBe(3);
    expect(scopes(registry).slice(1)).toEqual(
      scopes(registry)
        .slice(1)
        .map(() => 1),
    );
  });

  test("also where its registry does not say why it refuses the token", async () => {
    await using registry = await start(2);
    const scopesIn = (authorization = "") => {
      const [, claims = ""] = authorization.split(".");
      return claims === "" ? 0 : JSON.parse(String(Buffer.from(claims, "base64url"))).access.length;
    };
    registry.faults.add({
      match: ({ kind, headers }) => kind === "manifest" && scopesIn(headers.authorization) > 1,
      times: Number.POSITIVE_INFINITY,
      act: faults.unauthorized(),
    });
    expectSuccess(await wait({ refs: refsOf(registry, names(2)), deep: "false" }, login(registry)));
    expect(scopes(registry)).toEqual([2, 1, 1]);
  });

  test("credentials that are refused all the same are so after one narrow try", async () => {
    await using registry = await start(2, { allow: () => false });
    const [first = ""] = names(2);
    const image = `${registry.host}/${first}`;
    const sources = `${image}@${digest}\n${registry.host}/${names(2)[1]}@${digest}`;
    const run = await publish({ sources, tags: `${image}:1`, concurrency: "1" }, login(registry));
    expect(expectOneError(run)).toContain(`the credentials stored for ${registry.host} were refused`);
    for (const name of names(2))
      expect(
        registry.count((one) => one.repository === name && one.method === "GET" && one.reference !== "1"),
        name,
      ).toBeLessThanOrEqual(3);
  });
});

// Harbor and others answer with both members, one of them empty.
test.each(["token", "access_token"])("an empty %s is absent, and the other one counts", async (empty) => {
  await using registry = await start(1);
  registry.faults.add({
    match: ({ kind }) => kind === "token",
    act: {
      name: "an empty member",
      run: async (_, next) => {
        const reply = await next();
        const answer = JSON.parse(String(reply.body));
        return { ...reply, body: Buffer.from(JSON.stringify({ ...answer, [empty]: "" })) };
      },
    },
  });
  expectSuccess(await wait({ refs: refsOf(registry, names(1)) }, login(registry)));
  expect(tokens(registry)).toHaveLength(1);
});

describe("Docker Hub's 401 for a repository that its first push has yet to make", () => {
  const service = "registry.docker.io";

  test("is waited for", async () => {
    let exists = false;
    await using registry = await start(1, { service, allow: () => exists });
    registry.onRequest(() => {
      exists ||=
        registry.count(({ kind, authorization }) => kind === "manifest" && authorization !== "none") > 2;
    });
    const run = await wait({ refs: refsOf(registry, names(1)), timeout: "1m" }, login(registry));
    expectSuccess(run);
    expect(run.log).toContain("401 in spite of a token");
  });

  test("is final after the grace, with what to check", async () => {
    await using registry = await start(1, { service, allow: () => false });
    const run = await wait({ refs: refsOf(registry, names(1)), timeout: "4s" }, login(registry));
    const error = expectOneError(run);
    expect(error).toContain(`${names(1)[0]}/manifests/${digest}: 401 in spite of a token`);
    expect(error).toMatch(/; check that the repository exists, and that its credentials may read it$/);
    expect(JSON.parse(run.outputs.json ?? "")).toMatchObject([{ state: "failed" }]);
  });

  test("is final at once where the token server refuses the credentials", async () => {
    await using registry = await start(1, { service, password: "another" });
    const run = await wait({ refs: refsOf(registry, names(1)), timeout: "1m" }, login(registry));
    expect(expectOneError(run)).toContain(`check the credentials stored for ${registry.host}`);
    expect(tokens(registry)).toHaveLength(1);
  });

  test("of another registry is final at once", async () => {
    await using registry = await start(1, { allow: () => false });
    const run = await wait({ refs: refsOf(registry, names(1)), timeout: "1m" }, login(registry));
    expect(expectOneError(run)).toContain(`the credentials stored for ${registry.host} were refused`);
    expect(registry.count(({ kind }) => kind === "manifest")).toBe(2);
  });
});

// As registry.k8s.io sends its users to Artifact Registry; containerd and go-containerregistry ask there as anybody.
test("a redirect to another registry that wants a token gets one of that registry's, for nobody", async () => {
  await using other = await startRegistry({ auth: { kind: "bearer", anonymous: "pull" } });
  await using registry = await startRegistry({ auth: "bearer" });
  const index = buildxIndexFixture({ layers: 1 });
  pushFixture(other, "app", index);
  registry.faults.add({
    match: faults.where({ kind: "manifest" }),
    times: Number.POSITIVE_INFINITY,
    act: faults.hostileRedirect(other.origin),
  });
  const refs = `${registry.host}/app@${index.descriptor.digest}`;
  expectSuccess(await wait({ refs }, login(registry, other)));
  // One for its index, and for all that comes after it.
  const [first, second, ...rest] = other.requests.map(
    ({ kind, authorization, status }) => `${kind} ${authorization} ${status}`,
  );
  expect([first, second]).toEqual(["manifest none 401", "token none 200"]);
  expect(rest.length).toBeGreaterThanOrEqual(3);
  expect(new Set(rest)).toEqual(new Set(["manifest bearer 200"]));
  expect(tokens(other)[0]?.query.getAll("scope")).toEqual(["repository:app:pull"]);
  const ours = registry.requests.find(({ authorization }) => authorization === "bearer")?.headers
    .authorization;
  expect(ours).toBeDefined();
  expect(other.requests.map(({ headers }) => headers.authorization)).not.toContain(ours);
});

test("a redirect to another registry that gives nobody a token is refused as before", async () => {
  await using other = await startRegistry({ auth: "bearer" });
  await using registry = await startRegistry();
  pushFixture(other, "app", image);
  registry.faults.add({
    match: faults.where({ kind: "manifest" }),
    times: Number.POSITIVE_INFINITY,
    act: faults.hostileRedirect(other.origin),
  });
  const run = await wait({ refs: `${registry.host}/app@${digest}` }, login(registry, other));
  expect(expectOneError(run)).toContain(
    `${other.host}/app/manifests/${digest}: HTTP 401; ${registry.host} redirects there, and no credentials are sent to another host`,
  );
  expect(other.requests.every(({ authorization }) => authorization !== "basic")).toBe(true);
});
