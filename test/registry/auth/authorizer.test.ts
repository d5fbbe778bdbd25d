import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCredentials } from "../../../src/registry/auth/credentials.ts";
import { getManifest, headManifest } from "../../../src/registry/manifests.ts";
import { putManifest } from "../../../src/registry/put-manifest.ts";
import { buildxIndexFixture, imageFixture, pushFixture } from "../../support/images/images.ts";
import {
  faults,
  type Registry,
  type RegistryOptions,
  type RequestRecord,
  startRegistry,
} from "../../support/registry/index.ts";
import { FastClock } from "../clocks.ts";
import { at, digestOf, failure, manifestOf, rightUser, startServer, stored, testClient } from "../kit.ts";

const image = imageFixture({ layers: 1 });
const index = buildxIndexFixture({ layers: 1 });

const tokenRequests = (registry: Registry): RequestRecord[] =>
  registry.requests.filter(({ kind }) => kind === "token");
const scopesOf = (request: RequestRecord | undefined): string[] => request?.query.getAll("scope") ?? [];
const shapes = (registry: Registry): string[] =>
  registry.requests.map(
    ({ method, kind, status, authorization }) => `${method} ${kind} ${authorization} ${status}`,
  );

describe("what a registry asks for", () => {
  it("goes without authorization where none is wanted, and asks for no credentials", async () => {
    await using registry = await startRegistry();
    pushFixture(registry, "a", image);
    const credentials = stored({ [registry.host]: rightUser });
    const { client, context } = testClient({ credentials });
    await getManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(shapes(registry)).toEqual(["GET manifest none 200"]);
    expect(credentials.asked).toEqual([]);
  });

  it("learns Basic once", async () => {
    await using registry = await startRegistry({ auth: "basic" });
    pushFixture(registry, "a", image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    for (let i = 0; i < 2; i++)
      await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(shapes(registry)).toEqual([
      "HEAD manifest none 401",
      "HEAD manifest basic 200",
      "HEAD manifest basic 200",
    ]);
  });

  it.each(["several", "combined"] as const)("prefers Bearer among challenges, %s", async (challenge) => {
    await using registry = await startRegistry({ auth: { kind: "bearer", challenge } });
    pushFixture(registry, "a", image);
    const { client, context, secrets } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(shapes(registry)).toEqual([
      "HEAD manifest none 401",
      "GET token basic 200",
      "HEAD manifest bearer 200",
    ]);
    expect(secrets).toHaveLength(1);
    expect(registry.requests.at(-1)?.headers.authorization).toBe(`Bearer ${secrets[0]}`);
  });

  it("reads anonymously where that is allowed", async () => {
    await using registry = await startRegistry({ auth: { kind: "bearer", anonymous: "pull" } });
    pushFixture(registry, "a", image);
    const { client, context } = testClient();
    await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(tokenRequests(registry).map(({ authorization }) => authorization)).toEqual(["none"]);
  });

  it("learns of authorization that only writes need", async () => {
    await using registry = await startRegistry({ auth: { kind: "basic", anonymous: "pull" } });
    pushFixture(registry, "a", image);
    // Basic has no anonymous reads here, so a fault plays the registry that answers a read without asking.
    registry.faults.add({
      match: faults.where({ method: "HEAD" }),
      whenUnauthorized: true,
      act: faults.status(200, {
        headers: {
          "content-type": image.descriptor.mediaType,
          "docker-content-digest": image.descriptor.digest,
        },
      }),
    });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(client, at(registry, "a"), "v1", "read", context);
    await putManifest(client, at(registry, "a"), "v1", manifestOf(image), context);
    expect(shapes(registry)).toEqual([
      "HEAD manifest none 200",
      "PUT manifest none 401",
      "PUT manifest basic 201",
    ]);
  });
});

describe("tokens", () => {
  it("covers all of a job's repositories and actions with one request", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    for (const name of ["a", "b/c"]) pushFixture(registry, name, index);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    client.declare(at(registry, "a"), ["pull"]);
    client.declare(at(registry, "b/c"), ["pull", "push"]);
    client.declare(at(registry, "a"), ["push"]);
    for (const name of ["a", "b/c"]) {
      await getManifest(client, at(registry, name), digestOf(index), "read", context);
      await putManifest(client, at(registry, name), "v1", manifestOf(index), context);
    }
    expect(tokenRequests(registry).map(scopesOf)).toEqual([
      ["repository:a:pull,push", "repository:b/c:pull,push"],
    ]);
    expect(tokenRequests(registry)[0]?.query.get("service")).toBe("imgpub-test-registry");
    expect(registry.count(({ status }) => status === 401)).toBe(1);
  });

  it("asks once for fifty concurrent requests, of which one goes ahead", async () => {
    await using registry = await startRegistry({ auth: "bearer", delayMs: 5 });
    for (let i = 0; i < 5; i++) pushFixture(registry, `r${i}`, image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    for (let i = 0; i < 5; i++) client.declare(at(registry, `r${i}`), ["pull"]);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        headManifest(client, at(registry, `r${i % 5}`), digestOf(image), "read", context),
      ),
    );
    expect(tokenRequests(registry)).toHaveLength(1);
    expect(registry.count(({ status }) => status === 401)).toBe(1);
    expect(registry.count()).toBe(52);
  });

  it("renews one that is about to run out, without being told off first", async () => {
    await using registry = await startRegistry({ auth: { kind: "bearer", tokenSeconds: 100 } });
    pushFixture(registry, "a", image);
    const { client, context, clock } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const read = () => headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await read();
    clock.time += 80_000;
    await read();
    expect(tokenRequests(registry)).toHaveLength(1);
    clock.time += 15_000;
    await read();
    expect(tokenRequests(registry)).toHaveLength(2);
    expect(registry.count(({ status }) => status === 401)).toBe(1);
  });

  it("takes a token without a stated life for one of a minute", async () => {
    await using registry = await startRegistry({ auth: { kind: "bearer", expiresIn: false } });
    pushFixture(registry, "a", image);
    const { client, context, clock } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const read = () => headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await read();
    clock.time += 50_000;
    await read();
    expect(tokenRequests(registry)).toHaveLength(1);
    clock.time += 10_000;
    await read();
    expect(tokenRequests(registry)).toHaveLength(2);
  });

  it("renews together what was revoked under fifty requests", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const read = () => headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await read();
    registry.expireTokens();
    registry.clearRequests();
    await Promise.all(Array.from({ length: 50 }, read));
    expect(tokenRequests(registry).length).toBeLessThanOrEqual(2);
    expect(notes).toEqual([]);
  });

  it("authenticates once more on 401, and then it is final", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const read = () => headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await read();
    registry.clearRequests();
    registry.faults.add({ act: faults.expiredToken(), match: faults.where({ kind: "manifest" }), times: 9 });
    const error = await failure(read());
    expect(shapes(registry)).toEqual([
      "HEAD manifest bearer 401",
      "GET token basic 200",
      "HEAD manifest bearer 401",
    ]);
    expect(error.message).toBe(
      `HEAD ${registry.host}/a/manifests/${digestOf(image)}: HTTP 401; the credentials stored for ${registry.host} were refused`,
    );
    expect(notes).toEqual([]);
  });

  /** A registry that answers with the image, but for what `refuses`; its token server gives the scopes as the token. */
  const registryThat = (
    refuses: (authorization: string, times: number) => number | undefined,
    token = (scopes: readonly string[]) => scopes.join("+"),
  ) => {
    let times = 0;
    const started = startServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      if (pathname === "/token")
        return void response.end(JSON.stringify({ token: token(searchParams.getAll("scope")) }));
      const { host, authorization } = request.headers;
      const refusal = authorization === undefined ? 401 : refuses(authorization, ++times);
      const challenge = { "www-authenticate": `Bearer realm="http://${host}/token",service="x"` };
      if (refusal !== undefined) return void response.writeHead(refusal, challenge).end();
      const { mediaType, digest } = image.descriptor;
      response.writeHead(200, { "content-type": mediaType, "docker-content-digest": digest }).end();
    });
    return started;
  };
  const sent = ({ seen }: Awaited<ReturnType<typeof startServer>>) =>
    seen.flatMap(({ url, headers: { authorization = "none" } }) =>
      url.startsWith("/token") ? [] : authorization.replace(/^Bearer /, ""),
    );

  it("sends one again that it was given once more: its registry may have needed a moment", async () => {
    await using server = await registryThat(
      (_, times) => (times === 2 ? 401 : undefined),
      () => "the-same",
    );
    const { client, context } = testClient({ credentials: stored({ [server.host]: rightUser }) });
    const read = () => headManifest(client, at(server, "a"), digestOf(image), "read", context);
    await read();
    await read();
    expect(sent(server)).toEqual(["none", "the-same", "the-same", "the-same"]);
    expect(server.seen.filter(({ url }) => url.startsWith("/token"))).toHaveLength(2);
  });

  it("but sends no Basic header again that was refused", async () => {
    await using registry = await startRegistry({ auth: "basic" });
    pushFixture(registry, "a", image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const read = () => headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await read();
    registry.clearRequests();
    registry.faults.add({ match: faults.where({ kind: "manifest" }), act: faults.status(401), times: 9 });
    expect((await failure(read())).message).toContain("were refused");
    expect(registry.count()).toBe(1);
  });

  it("asks for a narrower one where a registry refuses what is for several repositories", async () => {
    await using server = await registryThat((token) => (token.includes("+") ? 401 : undefined));
    const { client, context } = testClient({ credentials: stored({ [server.host]: rightUser }) });
    for (const name of ["a", "b"]) client.declare(at(server, name), ["pull"]);
    const read = (name: string) => headManifest(client, at(server, name), digestOf(image), "read", context);
    await read("a");
    await read("b");
    await read("a");
    const [a, b] = ["repository:a:pull", "repository:b:pull"];
    expect(sent(server)).toEqual(["none", `${a}+${b}`, a, b, a]);
  });

  it("and of what is too long for half of it, again and again", async () => {
    // Long names: a header may have 8 KiB, and these are more than half of that.
    const names = Array.from({ length: 8 }, (_, at) => `${at}${"x".repeat(400)}`);
    const [first = ""] = names;
    const mostBytes = 1_700;
    await using server = await registryThat((token) => (token.length > mostBytes ? 431 : undefined));
    const { client, context } = testClient({ credentials: stored({ [server.host]: rightUser }) });
    for (const name of names) client.declare(at(server, name), ["pull"]);
    await headManifest(client, at(server, first), digestOf(image), "read", context);
    const sizes = sent(server).map((token) => token.split("+").length);
    // All of them, half of that, and what a registry of that kind takes.
    expect(sizes[0]).toBe(1);
    expect(sizes.slice(1)).toEqual(sizes.slice(1).toSorted((a, b) => b - a));
    expect(sizes.slice(1).length).toBeGreaterThanOrEqual(2);
    expect(sizes.at(-1)).toBeGreaterThan(1);
    expect(sent(server).at(-1)?.length).toBeLessThanOrEqual(mostBytes);
  });

  it("keeps the others' access when the server drops one repository from a merged scope", async () => {
    await using registry = await startRegistry({
      auth: { kind: "bearer", allow: (user, repository) => user !== undefined && repository !== "denied" },
    });
    for (const name of ["a", "b", "denied"]) pushFixture(registry, name, image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    for (const name of ["a", "b", "denied"]) client.declare(at(registry, name), ["pull"]);
    const read = (name: string) => headManifest(client, at(registry, name), digestOf(image), "read", context);
    const [a, denied, b] = await Promise.allSettled([read("a"), read("denied"), read("b")]);
    expect([a.status, denied.status, b.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await failure(read("denied"))).toMatchObject({
      message: expect.stringContaining("credentials stored for"),
    });
    expect(
      tokenRequests(registry).some((request) => scopesOf(request).join() === "repository:denied:pull"),
    ).toBe(true);
    await Promise.all([read("a"), read("b")]);
  });

  it.each([
    [401, "UNAUTHORIZED"],
    [403, "DENIED"],
    [403, undefined],
    [400, undefined],
  ] as const)(
    "keeps the others' access when the server answers a merged scope with %s %s",
    async (status, code) => {
      await using registry = await startRegistry({ auth: "bearer" });
      for (const name of ["a", "b", "denied"]) pushFixture(registry, name, image);
      registry.faults.add({
        match: ({ kind, query }) =>
          kind === "token" && query.getAll("scope").some((scope) => /denied/.test(scope)),
        times: Number.POSITIVE_INFINITY,
        act: faults.status(status, code === undefined ? {} : { code }),
      });
      const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
      for (const name of ["a", "b", "denied"]) client.declare(at(registry, name), ["pull"]);
      const read = (name: string) =>
        headManifest(client, at(registry, name), digestOf(image), "read", context);
      const settled = await Promise.allSettled(["a", "denied", "b"].map(read));
      expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect((await failure(read("denied"))).message).toMatch(/check (that )?the credentials/);
      expect(tokenRequests(registry).length).toBeLessThanOrEqual(12);
    },
  );

  it.each([
    ["500", faults.status(500), "HTTP 500"],
    ["503", faults.html503(), "HTTP 503"],
    ["429", faults.tooMany({ retryAfter: 7 }), "429, 7 s"],
    ["a reset", faults.resetBeforeHeaders(), "conn reset"],
  ])("retries a token server's %s", async (_, act, reason) => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    registry.faults.add({ match: faults.where({ kind: "token" }), act, times: 2 });
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(notes.map((note) => note.reason)).toEqual([reason, reason]);
    expect(notes[0]?.where).toBe(`GET ${registry.host}/token`);
    expect(tokenRequests(registry)).toHaveLength(3);
  });

  it("reports a token server that answers with nothing of use", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    registry.faults.add({
      match: faults.where({ kind: "token" }),
      act: faults.status(200, { message: '{"token":"two\\nlines"}' }),
    });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error.message).toBe(`GET ${registry.host}/token: the answer holds no token`);
  });
});

describe("credentials", () => {
  it("refuses wrong ones in one round and says what to do", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    const wrong = { ...rightUser, password: "wrong" };
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: wrong }) });
    const error = await failure(headManifest(client, at(registry, "a"), "v1", "wait", context));
    expect(shapes(registry)).toEqual(["HEAD manifest none 401", "GET token basic 401"]);
    expect(error.message).toContain(`check the credentials stored for ${registry.host}`);
    expect(error.message).not.toContain('wrong"');
    expect(notes).toEqual([]);
  });

  it("refuses wrong Basic ones in one round", async () => {
    await using registry = await startRegistry({ auth: "basic" });
    const wrong = { ...rightUser, password: "nope-secret" };
    const { client, context } = testClient({ credentials: stored({ [registry.host]: wrong }) });
    const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
    expect(shapes(registry)).toEqual(["HEAD manifest none 401", "HEAD manifest basic 401"]);
    expect(error.message).toContain(`the credentials stored for ${registry.host} were refused`);
    expect(error.message).not.toContain("nope-secret");
  });

  it.each(["basic", "bearer"] as const)(
    "asks to log in where %s is wanted and nothing stored",
    async (auth) => {
      await using registry = await startRegistry({ auth });
      const { client, context } = testClient();
      const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
      expect(error.message).toContain(`no credentials are stored for ${registry.host}, log in to it first`);
      expect(registry.count()).toBeLessThanOrEqual(3);
    },
  );

  it("exchanges an identity token by POST", async () => {
    await using registry = await startRegistry({ auth: { kind: "bearer", refreshToken: "refresh-me" } });
    pushFixture(registry, "a", image);
    const { client, context } = testClient({
      credentials: stored({ [registry.host]: { kind: "identity", token: "refresh-me" } }),
    });
    await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    expect(shapes(registry)).toEqual([
      "HEAD manifest none 401",
      "POST token none 200",
      "HEAD manifest bearer 200",
    ]);
    expect(tokenRequests(registry)[0]?.path).not.toContain("refresh-me");
    expect([...(tokenRequests(registry)[0]?.query.keys() ?? [])]).toEqual([]);
  });

  it("sends a registry token as it is, and does not send it again when it is refused", async () => {
    await using server = await startServer((request, response) => {
      if (request.headers.authorization === "Bearer as-it-is" && server.seen.length < 3)
        return void response
          .writeHead(200, {
            "content-type": image.descriptor.mediaType,
            "docker-content-digest": image.descriptor.digest,
          })
          .end();
      response.writeHead(401, { "www-authenticate": `Bearer realm="${server.origin}/token"` }).end();
    });
    const { client, context } = testClient({
      credentials: stored({ [server.host]: { kind: "registry", token: "as-it-is" } }),
    });
    const read = () => headManifest(client, at(server, "a"), digestOf(image), "read", context);
    await read();
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer as-it-is"]);
    const error = await failure(read());
    expect(error.message).toContain("were refused");
    expect(server.seen.length).toBeLessThanOrEqual(4);
  });

  it("asks for one token each where credentials differ by repository", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    for (const name of ["org/a", "org/b"]) pushFixture(registry, name, image);
    const home = await mkdtemp(join(tmpdir(), "imgpub-client-"));
    const auth = (user: string) => ({
      auths: { [registry.host]: { auth: Buffer.from(`${user}:secret`).toString("base64") } },
    });
    const files = {
      ".docker/config.json": auth("imgpub"),
      [`.docker/buildx/config/${registry.host}/org/b/config.json`]: auth("other"),
    };
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(home, file)), { recursive: true });
      await writeFile(join(home, file), JSON.stringify(content));
    }
    try {
      const credentials = createCredentials({}, { home, onSecret: () => {} });
      const { client, context } = testClient({ credentials });
      for (const name of ["org/a", "org/b"]) client.declare(at(registry, name), ["pull", "push"]);
      await headManifest(client, at(registry, "org/a"), digestOf(image), "read", context);
      // The embedded registry knows one user only; what matters is who asks for which scope.
      const refused = await failure(
        headManifest(client, at(registry, "org/b"), digestOf(image), "read", context),
      );
      expect(refused.message).toContain("check the credentials");
      await headManifest(client, at(registry, "org/a"), digestOf(image), "read", context);
      const asked = tokenRequests(registry).map((request) => {
        const [user] = Buffer.from(request.headers.authorization?.slice(6) ?? "", "base64")
          .toString()
          .split(":");
        return `${user} ${scopesOf(request).join(" ")}`;
      });
      expect(asked).toEqual(["imgpub repository:org/a:pull,push", "other repository:org/b:pull,push"]);
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it("reach no host they were not stored for", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    await using other = await startServer((_, response) => {
      response.writeHead(401, { "www-authenticate": `Basic realm="give"` }).end();
    });
    pushFixture(registry, "a", image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(client, at(registry, "a"), digestOf(image), "read", context);
    await failure(headManifest(client, at(other, "a"), "v1", "read", context));
    expect(other.seen.map(({ headers }) => headers.authorization)).toEqual(other.seen.map(() => undefined));
  });
});

describe("Gitea and Forgejo", () => {
  it("take one token for everything, under its one name", async () => {
    await using registry = await startRegistry({ flavour: "gitea", auth: "bearer" });
    for (const name of ["o/a", "o/b"]) pushFixture(registry, name, image);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(client, at(registry, "o/a"), digestOf(image), "read", context);
    await putManifest(client, at(registry, "o/b"), "v1", manifestOf(image), context);
    expect(tokenRequests(registry).map(scopesOf)).toEqual([["*"]]);
  });

  it("get one manifest at a time for each repository", async () => {
    await using registry = await startRegistry({ flavour: "gitea" });
    for (const name of ["o/a", "o/b"]) pushFixture(registry, name, index);
    const { client, context } = testClient();
    await headManifest(client, at(registry, "o/a"), digestOf(index), "read", context);
    await Promise.all(
      ["o/a", "o/b"].flatMap((name) =>
        Array.from({ length: 6 }, (_, i) =>
          putManifest(client, at(registry, name), `v${i}`, manifestOf(index), context),
        ),
      ),
    );
    const puts = registry.requests.filter(({ method }) => method === "PUT");
    expect(puts.map(({ status }) => status)).toEqual(puts.map(() => 201));
    const apart = (name: string) => {
      const mine = puts.filter(({ repository }) => repository === name).sort((a, b) => a.start - b.start);
      return mine.every((put, i) => i === 0 || put.start >= (mine[i - 1]?.end ?? 0));
    };
    expect([apart("o/a"), apart("o/b")]).toEqual([true, true]);
    const [a, b] = ["o/a", "o/b"].map((name) => puts.filter(({ repository }) => repository === name));
    expect((a?.[0]?.start ?? 0) < (b?.at(-1)?.end ?? 0) && (b?.[0]?.start ?? 0) < (a?.at(-1)?.end ?? 0)).toBe(
      true,
    );
  });

  it("are recognised by the very first answer, a put's included", async () => {
    await using registry = await startRegistry({ flavour: "gitea" });
    pushFixture(registry, "o/a", index);
    const { client, context } = testClient();
    await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        putManifest(client, at(registry, "o/a"), `v${i}`, manifestOf(index), context),
      ),
    );
    expect(registry.count(({ status }) => status === 500)).toBe(0);
  });

  it("retry what a rival's put collides with", async () => {
    await using registry = await startRegistry({ flavour: "gitea" });
    pushFixture(registry, "o/a", index);
    registry.faults.add({ act: faults.giteaRace500(), times: 2 });
    const { client, context, notes } = testClient();
    await putManifest(client, at(registry, "o/a"), "v1", manifestOf(index), context);
    expect(notes.map(({ reason }) => reason)).toEqual(["HTTP 500", "HTTP 500"]);
    expect(registry.tags("o/a").get("v1")).toBe(digestOf(index));
  });

  const readOnly: RegistryOptions = {
    flavour: "gitea",
    auth: { kind: "bearer", allow: (_user, repository, action) => action === "pull" || repository !== "o/a" },
  };

  it("stay what they are when they deny a write, and go on getting one manifest at a time", async () => {
    await using registry = await startRegistry(readOnly);
    for (const name of ["o/a", "o/b"]) pushFixture(registry, name, index);
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const error = await failure(putManifest(client, at(registry, "o/a"), "v0", manifestOf(index), context));
    expect(error.message).toMatch(
      /o\/a\/manifests\/v0: HTTP 401; the credentials stored for .* may not do this/,
    );
    expect(client.isGitea(registry.host)).toBe(true);
    await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        putManifest(client, at(registry, "o/b"), `v${i}`, manifestOf(index), context),
      ),
    );
    expect(registry.count(({ status }) => status === 500)).toBe(0);
    // The token is good, and is asked for once.
    expect(tokenRequests(registry)).toHaveLength(1);
    expect(registry.count(({ authorization, kind }) => authorization === "basic" && kind !== "token")).toBe(
      0,
    );
  });

  it("ask by Basic, too, where an owner is not public", async () => {
    await using registry = await startRegistry({
      flavour: "gitea",
      auth: { kind: "bearer", anonymous: "full", privateOwners: ["o"] },
    });
    pushFixture(registry, "o/a", index);
    const mine = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await headManifest(mine.client, at(registry, "o/a"), digestOf(index), "read", mine.context);
    expect(mine.client.isGitea(registry.host)).toBe(true);
    const nobody = testClient();
    const error = await failure(
      headManifest(nobody.client, at(registry, "o/a"), digestOf(index), "read", nobody.context),
    );
    expect(error.message).toContain("no credentials are stored for");
  });

  it("are asked again when they did not come to look a token, or credentials, up", async () => {
    await using registry = await startRegistry({ flavour: "gitea", auth: "bearer" });
    pushFixture(registry, "o/a", index);
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    registry.faults.add({ match: faults.where({ kind: "token" }), act: faults.giteaUnverified(), times: 3 });
    await headManifest(client, at(registry, "o/a"), digestOf(index), "read", context);
    expect(notes.map(({ reason }) => reason)).toEqual(Array(3).fill("401 without a challenge"));
    notes.length = 0;
    registry.faults.add({ match: faults.where({ method: "PUT" }), act: faults.giteaUnverified(), times: 6 });
    await putManifest(client, at(registry, "o/a"), "v1", manifestOf(index), context);
    expect(notes.map(({ reason }) => reason)).toEqual(Array(3).fill("401 without a challenge"));
  });

  it("are not sent again and again when they are wrong, however many requests want them", async () => {
    await using registry = await startRegistry({ flavour: "gitea", auth: "bearer" });
    pushFixture(registry, "o/a", index);
    const clock = new FastClock(Math.random);
    const wrong = { ...rightUser, password: "wrong" } as typeof rightUser;
    const { client, context } = testClient({ clock, credentials: stored({ [registry.host]: wrong }) });
    registry.faults.add({
      match: faults.where({ kind: "token" }),
      act: faults.giteaUnverified(),
      times: Number.POSITIVE_INFINITY,
    });
    const reads = Array.from({ length: 25 }, (_, tag) =>
      failure(headManifest(client, at(registry, "o/a"), `v${tag}`, "read", context)),
    );
    for (const error of await Promise.all(reads)) expect(error.message).toContain("check the credentials");
    expect(registry.count(({ kind }) => kind === "token")).toBeLessThanOrEqual(8);
  });

  it("are asked up to twelve times, with short pauses, where others write all the time", async () => {
    await using registry = await startRegistry({ flavour: "gitea" });
    pushFixture(registry, "o/a", index);
    registry.faults.add({ act: faults.giteaRace500(), times: 11 });
    const { client, context, clock } = testClient({ clock: new FastClock(() => 1) });
    await putManifest(client, at(registry, "o/a"), "v1", manifestOf(index), context);
    expect(clock.slept).toEqual([500, 1_000, 2_000, ...Array(8).fill(4_000)]);
    registry.faults.add({ act: faults.giteaRace500(), times: 12 });
    const error = await failure(putManifest(client, at(registry, "o/a"), "v2", manifestOf(index), context));
    expect(error.message).toMatch(/o\/a\/manifests\/v2: HTTP 500/);
  });
});
