import { describe, expect, test } from "vitest";
import { unknownRoute } from "../gitea-kit.ts";
import type { ForgeProduct, ForgeRecord, Reply } from "../types.ts";
import { description, documentOf, documents, documentsOf } from "./documents.ts";
import { exceptions } from "./exceptions.ts";
import { judged } from "./judge.ts";
import { deviations, type Schema } from "./schema.ts";

function request(method: string, path: string, more: Partial<ForgeRecord> = {}): ForgeRecord {
  const [pathname = "", query = ""] = path.split("?");
  return {
    ...{ n: 1, method, path: pathname, query: new URLSearchParams(query), headers: {}, status: 0 },
    body: undefined,
    ...more,
  };
}

describe("a value and a schema", () => {
  const definitions: Readonly<Record<string, Schema>> = {
    pet: {
      type: "object",
      required: ["name"],
      properties: {
        name: { type: "string" },
        kind: { type: "string", enum: ["cat", "dog"] },
        born: { type: "string", format: "date-time", nullable: true },
        weight: { type: "number" },
        legs: { type: "integer" },
        owner: { $ref: "#/definitions/owner" },
        friends: { type: "array", items: { $ref: "#/definitions/pet" } },
        home: { oneOf: [{ type: "string", format: "uri" }, { type: "integer" }], nullable: true },
        tags: { type: "object", additionalProperties: { type: "string" } },
      },
    },
    owner: { type: "object", properties: { id: { type: "integer" } } },
  };
  const found = (value: unknown) =>
    deviations(value, { $ref: "#/definitions/pet" }, definitions, "it").map(
      ({ member, what }) => `${member}: ${what}`,
    );

  test.each<[unknown, string[]]>([
    [{ name: "a" }, []],
    [{ name: "a", born: null, home: null, friends: [{ name: "b" }], tags: { x: "y" } }, []],
    [{ name: "a", born: "2026-01-31T12:00:00Z", home: "https://x.test/{id}", weight: 1.5, legs: 4 }, []],
    [{}, ["pet.name: missing"]],
    [{ name: null }, ["pet.name: null"]],
    [{ name: "a", extra: 1 }, ["pet.extra: not described"]],
    [{ name: "a", extra: undefined }, []],
    [{ name: "a", kind: "cow" }, ['pet.kind: the value "cow"']],
    [{ name: "a", born: "yesterday" }, ['pet.born: the date-time "yesterday"']],
    [{ name: "a", legs: 1.5 }, ["pet.legs: number"]],
    [{ name: "a", owner: { id: "x" } }, ["owner.id: string"]],
    [{ name: "a", owner: null }, ["pet.owner: null"]],
    [{ name: "a", friends: [{}] }, ["pet.name: missing"]],
    [{ name: "a", home: true }, ["pet.home: boolean"]],
    [{ name: "a", tags: { x: 1 } }, ["pet.tags.x: integer"]],
    [[], ["it: array"]],
  ])("%j", (value, expected) => {
    expect(found(value)).toEqual(expected);
  });
});

test.each<[ForgeProduct, string, string | undefined]>([
  ["gitea", "1.22.6", "gitea-1.22.6"],
  ["gitea", "1.24.0", "gitea-1.24.7"],
  ["gitea", "1.27.0", "gitea-1.27.0-rc0"],
  ["gitea", "1.21.0", undefined],
  ["forgejo", "15.0.3+gitea-1.22.0", "forgejo-15.0.3"],
  ["forgejo", "14.0.1+gitea-1.22.0", "forgejo-14.0.5"],
  // Versions whose documents nobody has: they are held to nothing.
  ["forgejo", "11.0.15+gitea-1.22.0", undefined],
  ["forgejo", "16.0.0+gitea-1.22.0", undefined],
  ["github", "", "github"],
])("%s %s is held to %s", (product, version, name) => {
  expect(documentOf(product, version)).toBe(name);
});

describe("GitHub", () => {
  const forge = { product: "github", version: "" } as const;
  const of = (method: string, path: string, reply: Reply, more: Partial<ForgeRecord> = {}) =>
    judged(forge, request(method, path, more), reply);
  const list = { status: 200, json: { total_count: 0, runners: [] } };

  test("an answer as it is described, and a request for it", () => {
    expect(of("GET", "/repos/o/r/actions/runners?per_page=100&page=1", list)).toEqual([]);
  });
  test.each<[string, string, Reply, string]>([
    ["GET", "/repos/o/r/actions/runners?limit=5", list, "?limit= is not described"],
    ["GET", "/repos/o/r/actions/runners?page=x", list, "?page= is string"],
    ["GET", "/repos/o/r/pulls?state=ajar", { status: 200, json: [] }, '?state= is the value "ajar"'],
    ["DELETE", "/repos/o/r/actions/runners", list, "the route is not described"],
    ["GET", "/repos/o/r/actions/runners", { status: 201, json: list.json }, "the status is 201"],
    ["GET", "/repos/o/r/actions/runners", { status: 200, json: { runners: [] } }, "total_count is missing"],
    ["GET", "/repos/o/r/actions/runners", { status: 200, text: "" }, "the answer is no JSON"],
  ])("%s %s, %j: %s", (method, path, reply, fault) => {
    expect(of(method, path, reply)).toEqual([expect.stringContaining(fault)]);
  });
  test("the body of a request", () => {
    const refused = { status: 422, json: { message: "no", documentation_url: "https://x.test" } };
    expect(of("POST", "/repos/o/r/pulls", refused, { body: { title: "t", head: "h", base: 1 } })).toEqual([
      expect.stringContaining("the request.base is integer"),
    ]);
  });
});

const isHere = documentsOf("gitea").length > 0 && documentsOf("forgejo").length > 0;
const suite = isHere ? describe : describe.skip;
const title = "Gitea and Forgejo";
suite(isHere ? title : `${title} [skipped: API_DOCUMENTS names no folder with their API documents]`, () => {
  test("all documents are read, and have what is asked of every version", () => {
    for (const name of [...documentsOf("gitea"), ...documentsOf("forgejo")])
      for (const [method, path] of [
        ["GET", "/repos/o/r"],
        ["GET", "/version"],
        ["PUT", "/repos/o/r/contents/a/b"],
        ["POST", "/repos/o/r/statuses/0"],
      ] as const)
        expect(description(name)?.operation(method, path), `${documents} ${name}`).toBeDefined();
  });

  test("a route that only other versions have is answered as any unknown one", () => {
    const old = { product: "gitea", version: "1.22.6" } as const;
    const runners = request("GET", "/repos/o/r/actions/runners");
    expect(judged(old, runners, unknownRoute)).toEqual([]);
    expect(judged(old, runners, { status: 200, json: [] })).toEqual([
      expect.stringContaining("the route is not described, and answered 200"),
    ]);
    expect(judged(old, request("GET", "/no/such"), unknownRoute)).toEqual([
      expect.stringContaining("the route is not described"),
    ]);
  });

  test("a member that another version has", () => {
    const runner = { id: 1, name: "x", status: "online", busy: false, ephemeral: false, labels: [] };
    const reply = { status: 200, json: { total_count: 1, runners: [{ ...runner, disabled: false }] } };
    const asked = request("GET", "/repos/o/r/actions/runners");
    expect(judged({ product: "gitea", version: "1.26.3" }, asked, reply)).toEqual([]);
    expect(judged({ product: "gitea", version: "1.24.7" }, asked, reply)).toEqual([
      expect.stringContaining("ActionRunner.disabled is not described"),
    ]);
  });
});

test("every exception says why", () => {
  for (const { why } of exceptions) expect(why).toMatch(/\w+ \w+ \w+/);
});
