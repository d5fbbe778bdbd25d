import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { keyOf } from "../../../src/cache/persist/persist.ts";
import { cacheService } from "../../../src/cache/persist/service.ts";
import { startCacheService } from "../../support/cache-service.ts";

const { signal } = new AbortController();
const version = "v1";
async function* parts(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

test("what is kept is found again by its key, or the beginning of it, the newest first", async () => {
  await using server = await startCacheService();
  const service = cacheService(server.env, fetch, signal);
  expect(await service.find(["a-"], version)).toBeUndefined();
  expect(await service.keep("a-1", version, parts("one"))).toBe(3);
  expect(await service.keep("a-2", version, parts("t", "wo!"))).toBe(4);
  const newest = await service.find(["a-none", "a-"], version);
  expect(newest?.key).toBe("a-2");
  expect((await buffer(newest?.body ?? parts())).toString()).toBe("two!");
  expect((await service.find(["a-1", "a-"], version))?.key).toBe("a-1");
  expect(await service.find(["a-"], "v2")).toBeUndefined();
});

test("the same key is kept once, and its content is not asked for again", async () => {
  await using server = await startCacheService();
  const service = cacheService(server.env, fetch, signal);
  await service.keep("a", version, parts("one"));
  let wasRead = false;
  const body = (async function* () {
    wasRead = true;
    yield Buffer.from("two");
  })();
  expect(await service.keep("a", version, body)).toBeUndefined();
  expect(wasRead).toBe(false);
  expect(server.kept.map(({ body }) => body.toString())).toEqual(["one"]);
});

test("a large archive goes in parts of 32 MiB, none of them lost", async () => {
  await using server = await startCacheService();
  const service = cacheService(server.env, fetch, signal);
  const mebibyte = Buffer.alloc(1 << 20, 7);
  const body = (async function* () {
    for (let at = 0; at < 65; at++) yield mebibyte;
  })();
  expect(await service.keep("a", version, body)).toBe(65 << 20);
  expect(server.asked.filter((line) => line.startsWith("PATCH"))).toHaveLength(3);
  expect(server.kept[0]?.body.length).toBe(65 << 20);
});

describe("a service that fails", () => {
  test.each<[RegExp, string]>([
    [/^GET .*cache$/, "the cache service answered 500 to GET cache"],
    [/^GET \/archives/, "the cache service answered 500 for the archive"],
  ])("at %s is an error when something is looked for", async (line, sentence) => {
    await using server = await startCacheService();
    const service = cacheService(server.env, fetch, signal);
    await service.keep("a", version, parts("one"));
    server.fail(line, 500);
    await expect(service.find(["a"], version)).rejects.toThrow(sentence);
  });

  test.each<[RegExp, string]>([
    [/^POST .*caches$/, "the cache service answered 500 to POST caches"],
    [/^PATCH/, "the cache service answered 500 to PATCH caches/1"],
    [/^POST .*caches\/1$/, "the cache service answered 500 to POST caches/1"],
  ])("at %s keeps nothing", async (line, sentence) => {
    await using server = await startCacheService();
    server.fail(line, 500);
    const service = cacheService(server.env, fetch, signal);
    await expect(service.keep("a", version, parts("one"))).rejects.toThrow(sentence);
    expect(server.kept).toEqual([]);
  });

  test.each([404, 409])("with %s to a part keeps nothing, and does not say that it has", async (status) => {
    await using server = await startCacheService();
    server.fail(/^PATCH/, status);
    const service = cacheService(server.env, fetch, signal);
    await expect(service.keep("a", version, parts("one"))).rejects.toThrow(`answered ${status} to PATCH`);
    expect(server.kept).toEqual([]);
  });

  test("by answers that say nothing is an error", async () => {
    const says = (body: string) => async () => new Response(body, { status: 200 });
    const of = (body: string) =>
      cacheService({ ACTIONS_CACHE_URL: "http://a", ACTIONS_RUNTIME_TOKEN: "b" }, says(body), signal);
    for (const body of ["", "{}", "[]", '{"archiveLocation": 7, "cacheKey": "a"}'])
      await expect(of(body).find(["a"], version)).rejects.toThrow("names no archive");
    for (const body of ["", "{}", '{"cacheId": "1"}'])
      await expect(of(body).keep("a", version, parts("one"))).rejects.toThrow("reserves nothing");
  });
});

test("a runner without such a service is told in a sentence", () => {
  const of = (env: Record<string, string>) => () => cacheService(env, fetch, signal);
  const here = { ACTIONS_CACHE_URL: "http://a/", ACTIONS_RUNTIME_TOKEN: "b" };
  expect(of({})).toThrow('input "persist": actions-cache needs a cache service beside the runner');
  expect(of({})).toThrow("there is none");
  expect(of({ ...here, ACTIONS_CACHE_URL: "ftp://a" })).toThrow('"ftp://a" is none of its kind');
  expect(of({ ...here, ACTIONS_CACHE_SERVICE_V2: "true" })).toThrow("is none of its kind");
  expect(of({ ...here, ACTIONS_RUNTIME_TOKEN: "" })).toThrow("expected none, or such a runner");
  expect(of(here)).not.toThrow();
});

test("a key is of its job, and of what it holds, in whatever order", () => {
  expect(keyOf("build", ["a", "b"])).toBe(keyOf("build", ["b", "a"]));
  expect(keyOf("build", ["a"])).not.toBe(keyOf("build", ["b"]));
  expect(keyOf("build", ["a"])).not.toBe(keyOf("test", ["a"]));
  expect(keyOf("build", ["a"])).toMatch(/^imgpub-image-cache-\w+-[0-9a-f]{8}-[0-9a-f]{32}$/);
});
