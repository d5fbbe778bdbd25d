import { expect, it, onTestFinished, vi } from "vitest";
import { createAuthenticator } from "./auth.ts";
import { startRegistry } from "./registry.ts";

const basic = { authorization: `Basic ${Buffer.from("imgpub:secret").toString("base64")}` };

async function token(
  origin: string,
  query: string,
  headers: Record<string, string> = basic,
): Promise<string> {
  const response = await fetch(`${origin}/token?${query}`, { headers });
  expect(response.status).toBe(200);
  return ((await response.json()) as { token: string }).token;
}

const bearer = (value: string): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${value}` },
});

it("names realm, service and the scope that is wanted", async () => {
  await using registry = await startRegistry({ auth: "bearer" });
  const challenge = async (path: string, method = "GET"): Promise<string | null> =>
    (await fetch(`${registry.origin}${path}`, { method })).headers.get("www-authenticate");
  const realm = `Bearer realm="${registry.origin}/token",service="imgpub-test-registry"`;
  expect(await challenge("/v2/")).toBe(realm);
  expect(await challenge("/v2/a/b/manifests/v1")).toBe(`${realm},scope="repository:a/b:pull"`);
  expect(await challenge("/v2/a/b/manifests/v1", "DELETE")).toBe(`${realm},scope="repository:a/b:delete"`);
  expect(await challenge("/v2/a/b/blobs/uploads/?mount=sha256:0&from=c", "POST")).toBe(
    `${realm},scope="repository:a/b:pull,push repository:c:pull"`,
  );
});

it("grants the scopes asked for and no others", async () => {
  await using registry = await startRegistry({ auth: "bearer" });
  const value = await token(registry.origin, "scope=repository:a:pull&scope=repository:b:pull,push");
  const write = (name: string): Promise<Response> =>
    fetch(`${registry.origin}/v2/${name}/blobs/uploads/`, { method: "POST", ...bearer(value) });
  expect((await write("b")).status).toBe(202);
  const refused = await write("a");
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toContain(
    'scope="repository:a:pull,push",error="insufficient_scope"',
  );
  expect((await fetch(`${registry.origin}/v2/a/manifests/x`, bearer(value))).status).toBe(404);
  expect((await fetch(`${registry.origin}/v2/c/manifests/x`, bearer(value))).status).toBe(401);
  expect((await fetch(`${registry.origin}/v2/a/manifests/x`, { headers: basic })).status).toBe(401);
  expect(registry.writes().length).toBe(2);
});

it("refuses wrong credentials, and grants nothing to nobody", async () => {
  await using registry = await startRegistry({ auth: { kind: "bearer", user: "u", password: "p:q" } });
  expect((await fetch(`${registry.origin}/token`, { headers: basic })).status).toBe(401);
  const right = { authorization: `Basic ${Buffer.from("u:p:q").toString("base64")}` };
  expect(await token(registry.origin, "scope=repository:a:pull", right)).not.toBe("");
  const anonymous = await token(registry.origin, "scope=repository:a:pull", {});
  expect((await fetch(`${registry.origin}/v2/`, bearer(anonymous))).status).toBe(200);
  expect((await fetch(`${registry.origin}/v2/a/manifests/x`, bearer(anonymous))).status).toBe(401);
});

it("lets anybody pull where that is allowed, and nobody do what is not", async () => {
  const allow = (user: string | undefined, name: string): boolean => user !== undefined && name !== "denied";
  await using open = await startRegistry({ auth: { kind: "bearer", anonymous: "pull" } });
  await using strict = await startRegistry({ auth: { kind: "bearer", allow } });
  const read = async (origin: string, name: string, value: string): Promise<number> =>
    (await fetch(`${origin}/v2/${name}/manifests/x`, bearer(value))).status;
  expect(await read(open.origin, "a", await token(open.origin, "scope=repository:a:pull,push", {}))).toBe(
    404,
  );
  const some = await token(strict.origin, "scope=repository:a:pull+repository:denied:pull");
  expect([await read(strict.origin, "a", some), await read(strict.origin, "denied", some)]).toEqual([
    404, 401,
  ]);
});

it("speaks the OAuth2 form, with password and refresh token", async () => {
  await using registry = await startRegistry({ auth: { kind: "bearer", refreshToken: "identity" } });
  const post = async (form: Record<string, string>): Promise<[number, Record<string, string>]> => {
    const response = await fetch(`${registry.origin}/token`, {
      method: "POST",
      body: new URLSearchParams({ service: "s", client_id: "imgpub", ...form }),
    });
    return [response.status, (await response.json()) as Record<string, string>];
  };
  const scope = "repository:a:pull,push";
  const refresh = { grant_type: "refresh_token", scope };
  const [status, answer] = await post({ ...refresh, refresh_token: "identity" });
  expect([status, answer.scope, answer.token]).toEqual([200, scope, undefined]);
  const used = await fetch(`${registry.origin}/v2/a/manifests/x`, bearer(answer.access_token ?? ""));
  expect(used.status).toBe(404);
  const password = { grant_type: "password", username: "imgpub", password: "secret", access_type: "offline" };
  const [, offline] = await post(password);
  expect((await post({ ...refresh, refresh_token: offline.refresh_token ?? "" }))[0]).toBe(200);
  expect((await post({ ...refresh, refresh_token: "made up" }))[0]).toBe(401);
  expect((await post({ ...password, password: "wrong" }))[0]).toBe(401);
  expect(registry.writes().map((r) => r.path)).toEqual([]);
});

it("ends tokens by time and by hand", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  await using registry = await startRegistry({ auth: { kind: "bearer", tokenSeconds: 60 } });
  const value = await token(registry.origin, "");
  expect((await fetch(`${registry.origin}/v2/`, bearer(value))).status).toBe(200);
  vi.advanceTimersByTime(60_000);
  const late = await fetch(`${registry.origin}/v2/`, bearer(value));
  expect([late.status, late.headers.get("www-authenticate")]).toEqual([
    401,
    `Bearer realm="${registry.origin}/token",service="imgpub-test-registry",error="invalid_token"`,
  ]);
  await using lasting = await startRegistry({ auth: "bearer" });
  const other = await token(lasting.origin, "");
  lasting.expireTokens();
  expect((await fetch(`${lasting.origin}/v2/`, bearer(other))).status).toBe(401);
});

it("offers several challenges, in two fields or in one, and takes either answer", async () => {
  for (const challenge of ["several", "combined"] as const) {
    await using registry = await startRegistry({ auth: { kind: "bearer", challenge } });
    const refused = await fetch(`${registry.origin}/v2/`);
    // fetch joins fields with a comma, so both look alike here.
    expect(refused.headers.get("www-authenticate")).toMatch(/^Basic realm="[^"]+", Bearer realm="/);
    expect((await fetch(`${registry.origin}/v2/`, { headers: basic })).status).toBe(200);
    const value = await token(registry.origin, "");
    expect((await fetch(`${registry.origin}/v2/`, bearer(value))).status).toBe(200);
  }
  const call = { origin: "http://x", kind: "ping" } as Parameters<
    ReturnType<typeof createAuthenticator>["challenge"]
  >[0];
  const challenges = (challenge: "several" | "combined"): number =>
    createAuthenticator({ kind: "bearer", challenge }, "spec").challenge(call).length;
  expect([challenges("several"), challenges("combined")]).toEqual([2, 1]);
});

it("answers 403 to the right user at the wrong repository under Basic", async () => {
  const allow = (_user: string | undefined, _name: string, action: string): boolean => action === "pull";
  await using registry = await startRegistry({ auth: { kind: "basic", allow } });
  const write = await fetch(`${registry.origin}/v2/a/blobs/uploads/`, { method: "POST", headers: basic });
  expect([write.status, await write.text()]).toEqual([403, expect.stringContaining("DENIED")]);
});

it("hands out Gitea's one token for everything", async () => {
  await using registry = await startRegistry({ flavour: "gitea" });
  const refused = await fetch(`${registry.origin}/v2/`);
  expect(refused.headers.get("www-authenticate")).toBe(
    `Bearer realm="${registry.origin}/v2/token",service="container_registry",scope="*"`,
  );
  const answer = (await (await fetch(`${registry.origin}/v2/token`)).json()) as Record<string, string>;
  expect(Object.keys(answer)).toEqual(["token"]);
  const upload = await fetch(`${registry.origin}/v2/a/b/blobs/uploads/`, {
    method: "POST",
    ...bearer(answer.token ?? ""),
  });
  expect(upload.status).toBe(202);
  expect(upload.headers.get("location")).toMatch(/^\/v2\/a\/b\/blobs\/uploads\//);
});
