import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChallenges } from "../../../src/registry/auth/challenge.ts";

const plain = (value: string) =>
  parseChallenges(value).map(({ parameters, ...rest }) => ({ ...rest, parameters: { ...parameters } }));

describe("parseChallenges", () => {
  it.each([
    [
      "Docker Hub",
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/x:pull,push"',
      [
        {
          scheme: "bearer",
          parameters: {
            realm: "https://auth.docker.io/token",
            service: "registry.docker.io",
            scope: "repository:library/x:pull,push",
          },
        },
      ],
    ],
    [
      "Gitea's two fields joined",
      'Bearer realm="http://git.lan/v2/token",service="container_registry",scope="*", Basic realm="Gitea"',
      [
        {
          scheme: "bearer",
          parameters: { realm: "http://git.lan/v2/token", service: "container_registry", scope: "*" },
        },
        { scheme: "basic", parameters: { realm: "Gitea" } },
      ],
    ],
    [
      "letter case, white space, no quotes, empty elements",
      ', ,BASIC  Realm = "a" ,charset=UTF-8 , BeArEr realm=https://h/t?x=1,scope="s"',
      [
        { scheme: "basic", parameters: { realm: "a", charset: "UTF-8" } },
        { scheme: "bearer", parameters: { realm: "https://h/t?x=1", scope: "s" } },
      ],
    ],
    [
      "token68 and schemes by themselves",
      "Negotiate, NTLM TlRMTVNTUAAB==, Digest",
      [
        { scheme: "negotiate", parameters: {} },
        { scheme: "ntlm", token68: "TlRMTVNTUAAB==", parameters: {} },
        { scheme: "digest", parameters: {} },
      ],
    ],
    [
      "escapes in quotes",
      String.raw`Basic realm="a \"b\", Bearer \\ c"`,
      [{ scheme: "basic", parameters: { realm: 'a "b", Bearer \\ c' } }],
    ],
    [
      "RFC 9110's own example",
      'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
      [
        { scheme: "basic", parameters: { realm: "simple" } },
        { scheme: "newauth", parameters: { realm: "apps", type: "1", title: 'Login to "apps"' } },
      ],
    ],
    ["parameters before any scheme", 'realm="a, Basic", Basic', [{ scheme: "basic", parameters: {} }]],
    [
      "the first of a repeated parameter",
      'Basic realm="a", REALM="b"',
      [{ scheme: "basic", parameters: { realm: "a" } }],
    ],
    [
      "names that objects have",
      'Basic constructor="a", __proto__="b"',
      [{ scheme: "basic", parameters: JSON.parse('{"constructor":"a","__proto__":"b"}') }],
    ],
    ["an open quote", 'Bearer realm="https://h/t', [{ scheme: "bearer", parameters: {} }]],
    ["nothing", "", []],
    ["junk", '===, "quoted", ;;', []],
  ])("reads %s", (_, value, challenges) => {
    expect(plain(value)).toEqual(challenges);
  });

  it("never throws, and every part it gives was in the text", () => {
    const pieces = fc.constantFrom(
      "Bearer",
      "Basic",
      "realm",
      "=",
      '"',
      ",",
      " ",
      "\\",
      "a",
      "\t",
      "é",
      "==",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(pieces).map((p) => p.join("")),
        ),
        (value) => {
          for (const { scheme, parameters } of parseChallenges(value)) {
            expect(value.toLowerCase()).toContain(scheme);
            for (const name of Object.keys(parameters)) expect(value.toLowerCase()).toContain(name);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("reads back what was written", () => {
    const token = fc
      .string({ unit: fc.constantFrom(..."abcXYZ019!#$%&'*+.^_`|~-"), minLength: 1 })
      .map((t) => t.toLowerCase());
    const parameters = fc.dictionary(token, fc.string({ unit: "binary" }), { noNullPrototype: true });
    const challenges = fc.array(
      fc.oneof(
        fc.record({ scheme: token, parameters }),
        fc.record({ scheme: token, parameters: fc.constant({}), token68: fc.base64String({ minLength: 4 }) }),
      ),
    );
    fc.assert(
      fc.property(challenges, (written) => {
        const text = written.map((challenge) => {
          const quoted = Object.entries(challenge.parameters).map(
            ([name, value]) => `${name}="${value.replace(/["\\]/g, "\\$&")}"`,
          );
          return `${challenge.scheme} ${"token68" in challenge ? challenge.token68 : quoted.join(", ")}`;
        });
        expect(plain(text.join(", "))).toEqual(written);
      }),
    );
  });
});
