import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { parseAnnotations } from "../../src/image/annotations.ts";

const coerced = (levels: string) => [
  `annotations of level ${levels} are set on the index: published manifests are not rewritten`,
];

test.each([
  ["a=b", { a: "b" }, []],
  ["index:a=b", { a: "b" }, []],
  ["a==b=", { a: "=b=" }, []],
  ["a=", { a: "" }, []],
  ["org.example:part=x", { "org.example:part": "x" }, []],
  ["url=https://example.com/?a=b", { url: "https://example.com/?a=b" }, []],
  ["manifest:a=b", { a: "b" }, coerced("manifest")],
  ["manifest[linux/arm64]:a=b", { a: "b" }, coerced("manifest")],
  ["index-descriptor:a=b", { a: "b" }, coerced("index-descriptor")],
  ['"a=b, c"', { a: "b, c" }, []],
  ['"manifest:a=""b"""', { a: '"b"' }, coerced("manifest")],
  ['a="b"', { a: '"b"' }, []],
  ["manifest,index-descriptor:a=b", { a: "b" }, coerced("index-descriptor, manifest")],
  ["index,manifest:a=b", { a: "b" }, coerced("manifest")],
] as const)("%s", (line, annotations, notices) => {
  expect(parseAnnotations([line])).toEqual({ annotations, descriptorAnnotations: [], notices });
});

test("a descriptor's platform has one spelling, and its annotations add up", () => {
  expect(
    parseAnnotations(["manifest-descriptor[linux/arm64]:a=1", "manifest-descriptor[linux/aarch64/v8]:b=2"]),
  ).toEqual({
    annotations: {},
    descriptorAnnotations: [
      { platform: { os: "linux", architecture: "arm64" }, annotations: { a: "1", b: "2" } },
    ],
    notices: [],
  });
});

test("without a platform a descriptor's annotations are for all, and come before those of one", () => {
  const lines = [
    "manifest-descriptor[linux/arm64]:a=1",
    "manifest-descriptor:a=2",
    "manifest-descriptor:b=3",
  ];
  expect(parseAnnotations(lines)).toEqual({
    annotations: {},
    descriptorAnnotations: [
      { annotations: { a: "2", b: "3" } },
      { platform: { os: "linux", architecture: "arm64" }, annotations: { a: "1" } },
    ],
    notices: [],
  });
});

test("what is said of the index goes before what is coerced to it, and later before earlier", () => {
  const { annotations } = parseAnnotations([
    "index:a=own",
    "manifest:a=coerced",
    "b=1",
    "b=2",
    "manifest:c=1",
    "manifest:c=2",
  ]);
  expect(annotations).toEqual({ a: "own", b: "2", c: "2" });
});

test.each([
  "",
  "a",
  "=b",
  "index:=b",
  "layer:a=b",
  "index,layer:a=b",
  "manifest-descriptor[arm64]:a=b",
  '"a=b',
  '"a=b"c',
  '""',
])("%j is refused", (line) => {
  expect(() => parseAnnotations([line])).toThrow(UserError);
});
