import { describe, expect, test } from "vitest";
import { defaultTuning, parseConfig } from "../../src/mirror/config.ts";

const parse = (given: object) => parseConfig(JSON.stringify(given));

test("an empty file is the defaults", () => {
  expect(parseConfig("{}")).toEqual({
    upstream: "https://registry-1.docker.io",
    maxSize: 20_000_000_000,
    minFree: { percent: 10 },
    store: "/var/lib/imgpub/mirror",
    port: 5055,
    stale: 86_400_000,
    tuning: defaultTuning,
  });
});

test("all of it", () => {
  const all = {
    upstream: "https://Registry.Example:443/",
    username: "acme",
    password: "s3cret:with a colon",
    maxSize: 64_000_000,
    minFree: { bytes: 0 },
    store: "/srv/mirror",
    port: 0,
    stale: 0,
    tuning: { stallTime: 1 },
  };
  const tuning = { ...defaultTuning, stallTime: 1 };
  expect(parse(all)).toEqual({ ...all, upstream: "https://registry.example", tuning });
  expect(parse({ minFree: { percent: 99 } }).minFree).toEqual({ percent: 99 });
  expect(parse({ upstream: "http://registry.example:5000" }).upstream).toBe("http://registry.example:5000");
  const local = { upstream: "http://127.0.0.1:5000", username: "a", password: "b" };
  expect(parse(local)).toMatchObject(local);
  expect(parse({ port: 65_535, maxSize: 2 ** 53 - 1 })).toMatchObject({ port: 65_535, maxSize: 2 ** 53 - 1 });
});

describe("what is wrong is said in a sentence", () => {
  test.each<[object, string]>([
    [{ maxsize: 1 }, 'the setting "maxsize" is unknown; expected upstream, username, password, maxSize,'],
    [{ username: "a" }, '"username" and "password" are given together or not at all; one of them is missing'],
    [{ password: "a" }, '"username" and "password" are given together or not at all; one of them is missing'],
    [{ username: "a:b", password: "c" }, '"username" has a colon, which no user name has'],
    [{ username: "", password: "c" }, '"username" is empty; expected a text, or leave it out'],
    [{ username: 7, password: "c" }, '"username" is no text; expected a text, or leave it out'],
    [{ maxSize: 63_999_999 }, '"maxSize" is "63999999"; expected a whole number from 64000000 to'],
    [{ maxSize: "64MB" }, '"maxSize" is "64MB"; expected a whole number'],
    [{ port: 65_536 }, '"port" is "65536"; expected a whole number from 0 to 65535'],
    [{ port: -1 }, '"port" is "-1"'],
    [{ stale: 1.5 }, '"stale" is "1.5"'],
    [{ minFree: "10%" }, '"minFree" is "10%"; expected {"bytes": n}, or {"percent": n} with n from 0 to 99'],
    [{ minFree: { percent: 100 } }, '"minFree" is'],
    [{ minFree: { percent: -1 } }, '"minFree" is'],
    [{ minFree: { bytes: -1 } }, '"minFree" is'],
    [{ minFree: { bytes: 1, percent: 1 } }, '"minFree" is'],
    [{ minFree: {} }, '"minFree" is'],
    [{ store: "mirror" }, '"store" is "mirror"; expected an absolute path such as /var/lib/imgpub/mirror'],
    [{ store: "/a\0b" }, '"store" is'],
    [
      { upstream: "docker.io" },
      '"upstream" is "docker.io"; expected the address of a registry such as https://reg',
    ],
    [{ upstream: "https://docker.io/v2" }, '"upstream" is "https://docker.io/v2"'],
    [{ upstream: "https://docker.io?" }, '"upstream" is'],
    [{ upstream: "https://docker.io#" }, '"upstream" is'],
    [{ upstream: "https://:80" }, '"upstream" is'],
    [{ upstream: "ftp://docker.io" }, '"upstream" is'],
    [{ upstream: "x https://docker.io" }, '"upstream" is'],
    [{ tuning: 7 }, '"tuning" is "7"; expected an object'],
    [{ tuning: { toString: 1 } }, 'the setting "toString" in "tuning" is unknown; expected tagTime,'],
    [{ tuning: { tagTime: 0 } }, '"tagTime" is "0"; expected a whole number from 1 to 2147483647'],
  ])("%j", (given, sentence) => expect(() => parse(given)).toThrow(sentence));

  test("no JSON, and no object", () => {
    for (const text of ["", "{", "[]", "null", '"x"'])
      expect(() => parseConfig(text)).toThrow(/^the settings are not a JSON object$/);
  });

  test("a password is never shown, nor sent in clear", () => {
    const upstream = "https://acme:s3cret@registry.example";
    expect(() => parse({ upstream })).toThrow(/^"upstream" has credentials in it, which belong in [^@]+$/);
    const plain = { upstream: "http://registry.example", username: "a", password: "s3cret" };
    expect(() => parse(plain)).toThrow(
      /^"upstream" is "http:\/\/registry.example", which would get the password in clear; expected/,
    );
    expect(() => parse({ username: "a", password: ["s3cret"] })).toThrow(
      /^"password" is no text; (?!.*s3cret)/,
    );
  });
});
