import { describe, expect, test } from "vitest";
import { gitHubApiUrl } from "../../src/forge/api/api-url.ts";
import { type Environment, kindWithoutAsking } from "../../src/forge/detect.ts";
import { ForgeError } from "../../src/forge/errors.ts";
import { parseProduct, runSource } from "../../src/forge/product.ts";
import { normalServerUrl, pageUrl } from "../../src/forge/server.ts";
import { otherJson, redirect, status, webPage } from "../support/forge/faults.ts";
import { failure, kit } from "./kit.ts";

describe("the version", () => {
  test.each([
    ["1.22.6", "gitea", 1, 22, "statuses"],
    ["1.23.0", "gitea", 1, 23, "tasks"],
    ["1.24.7", "gitea", 1, 24, "tasks"],
    ["1.25.0", "gitea", 1, 25, "runs"],
    ["1.25.0+dev-123-gabcdef0", "gitea", 1, 25, "runs"],
    ["1.25.0-rc0", "gitea", 1, 25, "runs"],
    ["1.26.3", "gitea", 1, 26, "runs"],
    ["2.0.0", "gitea", 2, 0, "runs"],
    ["15.0.3+gitea-1.22.0", "forgejo", 15, 0, "runs"],
    ["12.0.0+gitea-1.22.0", "forgejo", 12, 0, "runs"],
    ["11.0.15+gitea-1.22.0", "forgejo", 11, 0, "tasks"],
    ["8.0.0+gitea-1.22.0", "forgejo", 8, 0, "tasks"],
    ["7.0.16+gitea-1.21.11", "forgejo", 7, 0, "statuses"],
    ["16.0.0-dev-412-4695780d41+gitea-1.22.0", "forgejo", 16, 0, "runs"],
    ["16.0.0-dev-412-4695780d41", "forgejo", 16, 0, "runs"],
    ["1.21.11-1", "forgejo", 1, 21, "statuses"],
    ["1.21.11+0", "forgejo", 1, 21, "statuses"],
  ])("%s is that of %s %i.%i, which tells of runs by %s", (version, kind, major, minor, source) => {
    const product = parseProduct(version);
    expect(product).toEqual({ kind, major, minor });
    expect(runSource(product)).toBe(source);
  });

  test.each(["", "development", "gitea", "1", "v", "999999.1.1"])("%j is none", (version) => {
    expect(parseProduct(version)).toBeUndefined();
  });
});

describe("the kind without asking", () => {
  const own = "https://forge.example/git";
  const job = { GITHUB_SERVER_URL: "https://forge.example/git/", GITHUB_ACTIONS: "true" };
  test.each([
    ["Forgejo's job", { ...job, GITEA_ACTIONS: "true", FORGEJO_ACTIONS: "true" }, own, "forgejo"],
    ["Gitea's job", { ...job, GITEA_ACTIONS: "true" }, own, "gitea"],
    ["GitHub's job", job, own, "github"],
    ["no job", {}, own, undefined],
    ["another server", { ...job, FORGEJO_ACTIONS: "true" }, "https://other.example", undefined],
    ["another port", { ...job, GITEA_ACTIONS: "true" }, "https://forge.example:3000", undefined],
    ["github.com from Gitea", { ...job, GITEA_ACTIONS: "true" }, "https://github.com", "github"],
    ["data residency", {}, "https://acme.ghe.com", "github"],
    ["a host that only ends so", {}, "https://notgithub.com", undefined],
    ["a host that only begins so", {}, "https://github.com.example", undefined],
    ["a broken address of the job's", { ...job, GITHUB_SERVER_URL: "?" }, own, undefined],
  ])("%s", (_, environment, serverUrl, kind) => {
    expect(kindWithoutAsking(environment, serverUrl)).toBe(kind);
  });
});

test.each<[Environment, string, string]>([
  [{}, "https://github.com", "https://api.github.com"],
  [{}, "https://acme.ghe.com", "https://api.acme.ghe.com"],
  [{}, "https://ghes.example", "https://ghes.example/api/v3"],
  [
    { GITHUB_SERVER_URL: "https://ghes.example", GITHUB_API_URL: "https://api.ghes.example/" },
    "https://ghes.example",
    "https://api.ghes.example",
  ],
  [
    { GITHUB_SERVER_URL: "https://own.example", GITHUB_API_URL: "https://own.example/api/v1" },
    "https://ghes.example",
    "https://ghes.example/api/v3",
  ],
  ...[
    "https://evil.example/api/v3",
    "http://ghes.example/api/v3",
    "https://ghes.example:8443/api/v3",
    "https://api.ghes.example.evil.example",
    "https://apiXghes.example",
    "https://user:password@ghes.example/api/v3",
    "https://ghes.example/api/v3?to=",
    "not an address",
  ].map((named): [Environment, string, string] => [
    { GITHUB_SERVER_URL: "https://ghes.example", GITHUB_API_URL: named },
    "https://ghes.example",
    "https://ghes.example/api/v3",
  ]),
  [
    { GITHUB_SERVER_URL: "https://github.com", GITHUB_API_URL: "https://evil.example" },
    "https://github.com",
    "https://api.github.com",
  ],
])("GitHub's API by %j for %s is %s", (environment, serverUrl, apiUrl) => {
  expect(gitHubApiUrl(environment, serverUrl)).toBe(apiUrl);
});

test.each([
  ["https://forge.example", "https://forge.example"],
  [" https://Forge.example/git// ", "https://forge.example/git"],
  ["http://127.0.0.1:3000/?a=b#c", "http://127.0.0.1:3000"],
])("the address %j is %s", (text, serverUrl) => {
  expect(normalServerUrl(text)).toBe(serverUrl);
});

test.each(["forge.example", "ssh://forge.example", "https://me:hidden@forge.example", ""])(
  "the address %j is refused",
  (text) => {
    expect(() => normalServerUrl(text)).toThrow(/^the forge's address is not one; expected http/);
    expect(() => normalServerUrl(text)).not.toThrow(/hidden/);
  },
);

test.each([
  ["https://forge.example/a", "https://forge.example/a"],
  ["https://evil.example/a", "own"],
  ["https://u:p@forge.example/a", "own"],
  ["http://forge.example/a", "own"],
  ["javascript:alert(1)", "own"],
  ["/a", "own"],
  [undefined, "own"],
])("the page %j is shown as %s", (named, shown) => {
  expect(pageUrl(named, "https://forge.example/git", "own")).toBe(shown);
});

describe("asked", () => {
  test.each([
    ["gitea", "1.24.7", "gitea"],
    ["forgejo", "15.0.3+gitea-1.22.0", "forgejo"],
    ["gitea", "development", "gitea"],
    ["github", "", "github"],
  ] as const)("%s %s says what it is", async (product, version, kind) => {
    const { open, fake } = await kit({ product, version, path: "/git" });
    expect((await open()).kind).toBe(kind);
    expect(fake.log.map(({ path }) => path)).toEqual([product === "github" ? "/meta" : "/version"]);
  });

  test("a server whose environment tells is not asked", async () => {
    const { open, fake, serverUrl } = await kit({ product: "gitea" });
    const environment = { GITHUB_SERVER_URL: serverUrl, GITEA_ACTIONS: "true" };
    expect((await open({ environment })).kind).toBe("gitea");
    expect(fake.log).toEqual([]);
  });

  test.each([
    ["a login page", redirect("/login", 302)],
    ["a web page", webPage(200)],
    ["other JSON", otherJson()],
    ["a missing page", webPage(404)],
  ])("%s is no forge", async (_, act) => {
    const { open, fake } = await kit({ product: "gitea" });
    fake.faults.add({ act, times: Number.POSITIVE_INFINITY });
    const error = await failure(open());
    expect(error).toBeInstanceOf(ForgeError);
    expect(error.message).toMatch(
      /^127\.0\.0\.1:\d+: neither Gitea, Forgejo nor GitHub answers here; check the server's address$/,
    );
  });

  test("a wrong token is said to be one", async () => {
    const { open } = await kit({ product: "gitea" });
    const error = await failure(open({ token: "wrong" }));
    expect(error).toMatchObject({ status: 401, reason: "HTTP 401" });
    expect(error.message).toMatch(
      /^GET 127\.0\.0\.1:\d+\/api\/v1\/version: HTTP 401 \(invalid username, password or token\); check that the token is valid/,
    );
  });

  test.each(["", "two words", "line\n", "tök"])("the token %j is refused, and not shown", async (token) => {
    const { open, fake } = await kit({ product: "gitea" });
    const error = await failure(open({ token }));
    expect(error.name).toBe("UserError");
    expect(error.message).toMatch(/^the forge's token is empty or has a space/);
    expect(fake.log).toEqual([]);
  });

  test("a passing fault is waited out", async () => {
    const { open, fake, clock } = await kit({ product: "forgejo" });
    fake.faults.add({ act: status(503), times: 2 });
    expect((await open()).kind).toBe("forgejo");
    expect(clock.sleeps).toHaveLength(2);
  });
});
