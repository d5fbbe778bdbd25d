import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { parseServerUrl } from "../../src/base/server-url.ts";

test.each([
  ["https://git.example.com", "https://git.example.com", false],
  ["https://git.example.com///", "https://git.example.com", false],
  ["HTTPS://Git.Example.com:443/", "https://git.example.com", false],
  ["https://example.com/gitea/", "https://example.com/gitea", false],
  ["http://gitea.lan:3000", "http://gitea.lan:3000", true],
  ["http://localhost:3000/", "http://localhost:3000", false],
  ["http://127.0.0.2", "http://127.0.0.2", false],
  ["http://[::1]:3000", "http://[::1]:3000", false],
  ["https://192.168.0.2", "https://192.168.0.2", false],
])("%s is %s", (text, url, insecure) => {
  expect(parseServerUrl(text, "https://other.example")).toEqual({ url, insecure });
});

test("the runner's server is meant where none is given", () => {
  expect(parseServerUrl(undefined, "https://github.com").url).toBe("https://github.com");
  expect(() => parseServerUrl(undefined, undefined)).toThrow(/no server is given/);
});

test.each([
  ["git.example.com", /"git\.example\.com" is not an http or https URL/],
  ["ssh://git.example.com", /is not an http or https URL/],
  ["ftp://x", /is not an http/],
  ["https:git.example.com", /is not an http/],
  ["https:///x", /is not an http/],
  ["https://a b", /is not a valid URL/],
  ["https://a\n.example", /is not a valid URL/],
  ["https://a:99999", /is not a valid URL/],
  ["https://a/b\\c", /is not a valid URL/],
  ["https://me:pw@a", /contains credentials/],
  ["https://pw@a", /contains credentials/],
  ["https://@a", /contains credentials/],
  ["ssh://me:pw@a", /contains credentials/],
  ["https://a/?token=pw", /has a query or a fragment/],
  ["https://a/?", /has a query or a fragment/],
  ["https://a#pw", /has a query or a fragment/],
])("%j is refused", (text, message) => {
  const parse = () => parseServerUrl(text, undefined);
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.objectContaining({ message: expect.not.stringContaining("pw") }));
});
