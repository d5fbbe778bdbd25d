import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ForgeError } from "../../../src/forge/errors.ts";
import {
  echo,
  type ForgeAct,
  hang,
  primaryLimit,
  redirect,
  reset,
  secondaryLimit,
  status,
  tooMany,
  webPage,
  wrongJson,
} from "../../support/forge/faults.ts";
import { startForge } from "../../support/forge/forge.ts";
import { failure, kit, never, repository, token } from "../kit.ts";

const branches = { head: "runtime", base: "main" };
const text = { title: "t", body: "b" };
const ever = Number.POSITIVE_INFINITY;
const secrets = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
  ...["", "x", "xy"].map((before) => Buffer.from(`${before}${secret}`).toString("base64").slice(4, -4)),
];

describe.each(["gitea", "forgejo", "github"] as const)("%s", (product) => {
  /** A client past detection, with a fault for every request from now on, or for some. */
  async function faulty(act: ForgeAct, times = ever, more: { deadlineMs?: number } = {}) {
    const all = await kit({ product });
    const forge = await all.open(more);
    all.fake.log.length = 0;
    all.fake.faults.add({ act, times });
    const find = (signal = never) => forge.findPullRequest(repository, branches, signal);
    return { ...all, forge, find };
  }

  test.each([
    [401, "check that the token is valid and meant for this server"],
    [403, "check that the token has the scope and the access for this"],
    [404, "check the repository's name, and that the token may see it"],
    [409, undefined],
    [422, undefined],
    [423, "the repository is archived or locked"],
    [501, undefined],
  ])("%i is final, and says what to do: %s", async (code, advice) => {
    const { find, fake } = await faulty(status(code, { message: "because\n\u0007 of   this" }));
    const error = await failure(find());
    expect(error).toBeInstanceOf(ForgeError);
    expect(error).toMatchObject({ status: code, reason: `HTTP ${code}`, advice });
    const api = product === "github" ? "v3" : "v1";
    expect(error.message).toBe(
      `GET ${fake.log[0]?.headers.host}/api/${api}/repos/acme/app/pulls: HTTP ${code} (because of this)${advice ? `; ${advice}` : ""}`,
    );
    expect(fake.log).toHaveLength(1);
  });

  test("a route that the server does not know", async () => {
    const { find } = await faulty(() => ({
      status: 404,
      headers: { "content-type": "text/plain; charset=utf-8" },
      text: "404 page not found\n",
    }));
    const error = await failure(find());
    expect(error).toMatchObject({ status: 404, routeUnknown: true });
    expect(error.message).toContain("the server does not know this route; it is too old");
  });

  test.each([
    ["500", status(500), 250],
    ["502 with a page", webPage(502), 250],
    ["503", status(503), 250],
    ["503 that names a time", status(503, { headers: { "retry-after": "7" } }), 7000],
    ["reset", reset(), 250],
    ["429", tooMany(12), 12_000],
    ["secondary limit", secondaryLimit(), 60_000],
    ["half of a JSON text", wrongJson(), 250],
    ["page with 200", webPage(200), 250],
  ])("%s passes", async (_, act, delay) => {
    const { find, fake, clock, lines } = await faulty(act, 1);
    expect(await find()).toBeUndefined();
    expect(clock.sleeps).toEqual([delay]);
    expect(fake.log).toHaveLength(2);
    expect(lines.filter((line) => line.includes("attempt 1 failed"))).toHaveLength(1);
  });

  test("GitHub's limit an hour is waited for until its reset, if that is soon", async () => {
    const { find, clock } = await faulty(primaryLimit(Math.ceil(Date.now() / 1000) + 30), 1);
    expect(await find()).toBeUndefined();
    expect(clock.sleeps[0]).toBeGreaterThan(29_000);
    expect(clock.sleeps[0]).toBeLessThan(33_000);
  });

  test.each([
    ["limit an hour", () => primaryLimit(Math.ceil(Date.now() / 1000) + 3000), 403],
    ["429", () => tooMany(3000), 429],
  ])("a %s that lasts longer is an error", async (_, act, code) => {
    const { find, clock } = await faulty(act());
    const error = await failure(find());
    expect(error).toMatchObject({
      status: code,
      advice: "run it again when the token's rate limit is renewed",
    });
    expect(clock.sleeps).toEqual([]);
  });

  test("what does not pass is given up", async () => {
    const { find, fake } = await faulty(status(503, { message: "maintenance" }));
    const error = await failure(find());
    expect(error.message).toMatch(/\/pulls: HTTP 503 \(maintenance\)$/);
    expect(fake.log).toHaveLength(6);
  });

  test("what is never JSON is given up sooner", async () => {
    const { find, fake } = await faulty(wrongJson());
    const error = await failure(find());
    expect(error.message).toMatch(/\/pulls: the answer is not JSON$/);
    expect(fake.log).toHaveLength(3);
  });

  test("an answer without an end is cut off", async () => {
    const { find, fake } = await faulty(() => ({ status: 200, text: " ".repeat(17 * 1024 * 1024) }));
    expect(await failure(find())).toMatchObject({ reason: "the answer is longer than 16777216 bytes" });
    expect(fake.log).toHaveLength(1);
  });

  test("an attempt that hangs is over at its deadline", async () => {
    const { find, fake } = await faulty(hang(), 1, { deadlineMs: 300 });
    expect(await find()).toBeUndefined();
    expect(fake.log).toHaveLength(2);
  });

  test("who is cancelled stops at once", async () => {
    const { find, lines } = await faulty(hang());
    // Not to be taken for a failure of the network.
    const reason = Object.assign(new Error("cancelled by somebody"), { code: "ECONNRESET" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    expect(await failure(find(controller.signal))).toBe(reason);
    expect(await failure(find(AbortSignal.abort(reason)))).toBe(reason);
    expect(lines).toEqual([]);
  });

  test.each([301, 302, 307, 308])("a redirect by %i reaches nobody", async (code) => {
    const elsewhere = await startForge({ product, token });
    try {
      const to = `${elsewhere.serverUrl}/api/v1/new?signature=hidden#part`;
      const { forge, fake } = await faulty(redirect(to, code));
      for (const work of [
        forge.findPullRequest(repository, branches, never),
        forge.openPullRequest(repository, { ...branches, ...text }, never),
      ]) {
        const error = await failure(work);
        expect(error).toMatchObject({ status: code });
        expect(error.message).toContain(
          `redirected to ${elsewhere.serverUrl}/api/v1/new, which is not followed; use the server's`,
        );
        expect(error.message).not.toContain("hidden");
      }
      expect(elsewhere.forge.log).toEqual([]);
      expect(fake.log).toHaveLength(2);
    } finally {
      await elsewhere.close();
    }
  });

  test.each([400, 403, 500])("a token that a %i repeats is not shown", async (code) => {
    const { find, lines } = await faulty(echo(code));
    const error = await failure(find());
    expect(error.message).toContain("you sent");
    const shown = [error.message, error.stack, ...lines].join("\n");
    for (const form of secrets(token)) expect(shown).not.toContain(form);
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
      for (const form of secrets(token)) expect(cause.message).not.toContain(form);
  });

  test.each([
    ["escaped in JSON", () => JSON.stringify({ message: token }).replace("/", "\\/").replace("+", "\\u002b")],
    ["cut in two", () => JSON.stringify({ message: `${"x".repeat(290)}${token}` })],
    ["in a list of errors", () => JSON.stringify({ message: "", errors: [token, { message: token }] })],
  ])("a token that is repeated %s is not shown", async (_, body) => {
    const { find } = await faulty(() => ({ status: 422, text: body() }));
    const { message } = await failure(find());
    expect(message).toContain("***");
    expect(message).not.toContain(token.slice(0, 6));
    expect(message.length).toBeLessThan(400);
  });

  test("the token travels in one header alone", async () => {
    const { forge, fake } = await faulty(status(500), 0);
    await forge.openPullRequest(repository, { ...branches, ...text }, never);
    for (const { headers, path, query, body } of fake.log) {
      const { authorization, ...others } = headers;
      expect([`token ${token}`, `Bearer ${token}`]).toContain(authorization);
      const rest = JSON.stringify([others, path, [...query], body]);
      for (const form of secrets(token)) expect(rest).not.toContain(form);
      expect(headers["user-agent"]).toBe("imgpub");
    }
  });

  test("a server that is gone", async () => {
    const running = await startForge({ product, token });
    const all = await kit({ product });
    const { openForge } = await import("../../../src/forge/open.ts");
    const log = { info() {}, debug() {}, notice() {}, warning() {} };
    const forge = await openForge(
      { serverUrl: running.serverUrl, token, environment: {}, log, clock: all.clock },
      never,
    );
    await running.close();
    const error = await failure(forge.findPullRequest(repository, branches, never));
    expect(error).toMatchObject({ name: "ForgeError", reason: "conn refused", status: undefined });
    expect(all.clock.sleeps).toHaveLength(5);
  });

  test("nothing is written to stdout or stderr, whatever the packages like to say", async () => {
    const { fake, serverUrl } = await kit({ product });
    const deprecated = { deprecation: "true", sunset: "now", link: '<https://a.example>; rel="deprecation"' };
    fake.faults.add({
      match: ({ path }) => path.endsWith("/pulls"),
      act: status(403, { headers: deprecated }),
    });
    const script = `
      import { openForge } from ${JSON.stringify(new URL("../../../src/forge/open.ts", import.meta.url).href)};
      const log = { info() {}, debug() {}, notice() {}, warning() {} };
      const { signal } = new AbortController();
      const { serverUrl, token } = JSON.parse(process.env.ASKED);
      const forge = await openForge({ serverUrl, token, environment: {}, log }, signal);
      const find = () => forge.findPullRequest({ owner: "acme", name: "app" }, { head: "h", base: "b" }, signal);
      process.exitCode = await find().then(() => 1, (error) => (error.status === 403 ? 0 : 2));
      if ((await find()) !== undefined) process.exitCode = 3;
    `;
    const env = { ...process.env, NODE_OPTIONS: "", ASKED: JSON.stringify({ serverUrl, token }) };
    const args = ["--input-type=module", "--eval", script];
    expect(await promisify(execFile)(process.execPath, args, { env })).toEqual({ stdout: "", stderr: "" });
  });
});

test.each([
  ["1.22.6", 307],
  ["1.26.3", 301],
])(
  "a repository that has another name now, on Gitea %s: told where it is, HTTP %i",
  async (version, code) => {
    const { open, repo, serverUrl, fake } = await kit({ product: "gitea", version });
    const forge = await open();
    repo.renamedTo = "acme/new";
    fake.log.length = 0;
    const error = await failure(forge.findPullRequest(repository, branches, never));
    expect(error).toMatchObject({ status: code });
    expect(error.message).toContain(
      `redirected to ${serverUrl}/api/v1/repos/acme/new/pulls, which is not followed; use the server's`,
    );
    expect(fake.log).toHaveLength(1);
  },
);
