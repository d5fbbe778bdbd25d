import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { RegistryError, RegistryRefusal } from "../../../src/registry/errors.ts";
import { ApiOrigin } from "../../../src/registry/http/api-origin.ts";
import { byProxy } from "../../../src/registry/http/failed-attempt.ts";
import { failure } from "../kit.ts";

const at = { secure: "https://reg.test:5000", plain: "http://reg.test:5000" };
const withoutPort = { secure: "https://reg.test", plain: "http://reg.test" };

const network = (code: string) => new RegistryError("GET reg.test/", { kind: "network", code }, "read");
const http = (status: number, where = "GET reg.test/") =>
  new RegistryError(where, { kind: "http", status, body: "" }, "read");

/** Sends once; each scheme answers, or fails, as it is told. Gives what came of it and what was asked. */
async function ask(origin: ApiOrigin, answers: { https: string | Error; http?: string | Error }) {
  const asked: string[] = [];
  const outcome = await origin
    .send(new URL("https://reg.test:5000/v2/a?b=c"), async (url) => {
      asked.push(url.href);
      const answer = url.protocol === "https:" ? answers.https : answers.http;
      if (typeof answer !== "string") throw answer;
      return answer;
    })
    .catch((error: unknown) => error);
  return { asked, outcome, now: origin.now };
}

const noTls = network("ERR_SSL_WRONG_VERSION_NUMBER");

test("without plain HTTP, nothing but HTTPS is tried", async () => {
  const origin = new ApiOrigin({ secure: at.secure });
  expect(await ask(origin, { https: noTls, http: "plain" })).toMatchObject({
    asked: ["https://reg.test:5000/v2/a?b=c"],
    outcome: noTls,
    now: at.secure,
  });
});

test("an answer over HTTPS settles it, be it a refusal", async () => {
  for (const https of [
    "answer",
    http(401),
    http(503),
    new RegistryRefusal("a redirect that may not be followed"),
  ]) {
    const origin = new ApiOrigin(at);
    expect(await ask(origin, { https, http: "plain" })).toMatchObject({ outcome: https, now: at.secure });
    const later = await ask(origin, { https: noTls, http: "plain" });
    expect([later.outcome, later.asked.length]).toEqual([noTls, 1]);
  }
});

test("an answer that is none in TLS settles it the other way, for all that follow", async () => {
  const origin = new ApiOrigin(at);
  expect(await ask(origin, { https: noTls, http: "plain" })).toEqual({
    asked: ["https://reg.test:5000/v2/a?b=c", "http://reg.test:5000/v2/a?b=c"],
    outcome: "plain",
    now: at.plain,
  });
  expect((await ask(origin, { https: "answer", http: "plain" })).asked).toEqual([
    "http://reg.test:5000/v2/a?b=c",
  ]);
});

test.each([
  "ECONNRESET",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR",
])("%s shows nothing, and nothing else is tried", async (code) => {
  const origin = new ApiOrigin(at);
  const error = network(code);
  const { asked, outcome } = await ask(origin, { https: error, http: "plain" });
  expect([outcome, asked.length, origin.now]).toEqual([error, 1, at.secure]);
  expect((await ask(origin, { https: "answer" })).outcome).toBe("answer");
});

describe("where nobody was met, plain HTTP may have another way", () => {
  test.each([
    ["a tunnel that is refused", at, http(403, `GET reg.test/${byProxy}`)],
    ["a name that only the proxy knows", at, network("ENOTFOUND")],
    ["the other port, where it has none of its own", withoutPort, network("ECONNREFUSED")],
    ["the other port, where the first is shut away", withoutPort, network("ETIMEDOUT")],
  ])("%s", async (_, origins, error) => {
    expect((await ask(new ApiOrigin(origins), { https: error, http: "plain" })).now).toBe(origins.plain);
    // Its refusal is an answer, too, but that of a server for TLS.
    expect((await ask(new ApiOrigin(origins), { https: error, http: http(401) })).now).toBe(origins.plain);
    for (const second of [http(400), network("ECONNRESET")]) {
      const { outcome, now } = await ask(new ApiOrigin(origins), { https: error, http: second });
      expect([outcome, now]).toEqual([error, origins.secure]);
    }
  });
});

test("a mistake that is no failed attempt is told as it is", async () => {
  const mistake = new TypeError("ours");
  const origin = new ApiOrigin(at);
  const error = await failure(
    origin.send(new URL(at.secure), async ({ protocol }) => {
      throw protocol === "https:" ? network("ENOTFOUND") : mistake;
    }),
  );
  expect(error).toBe(mistake);
});

describe("requests side by side", () => {
  test("TLS that one of them has shown is not undone by another, which is not sent without it", async () => {
    const origin = new ApiOrigin(at);
    const asked: string[] = [];
    const { promise: shown, resolve: show } = Promise.withResolvers<void>();
    const url = new URL("https://reg.test:5000/v2/a");
    const late = origin.send(url, async ({ protocol }) => {
      asked.push(protocol);
      await shown;
      throw noTls;
    });
    await origin.send(url, async () => "answer");
    show();
    await expect(late).rejects.toBe(noTls);
    expect([asked, origin.now]).toEqual([["https:"], at.secure]);
  });

  test("TLS wins over plain HTTP that was shown before", async () => {
    const origin = new ApiOrigin(at);
    const { promise: shown, resolve: show } = Promise.withResolvers<void>();
    const late = origin.send(new URL("https://reg.test:5000/v2/a"), async () => {
      await shown;
      return "answer";
    });
    await ask(origin, { https: noTls, http: "plain" });
    show();
    await late;
    expect(origin.now).toBe(at.secure);
  });
});

test("a proxy that cannot be used for HTTPS does not keep from plain HTTP, and is told of where that fails, too", async () => {
  const proxy = new UserError("HTTPS_PROXY is not the address of an HTTP proxy");
  expect(await ask(new ApiOrigin(at), { https: proxy, http: "plain" })).toMatchObject({
    outcome: "plain",
    now: at.plain,
  });
  expect((await ask(new ApiOrigin(at), { https: proxy, http: network("ECONNREFUSED") })).outcome).toBe(proxy);
});
