import { expect, test } from "vitest";
import { globsOf } from "../../../src/publish/inputs/source-globs.ts";

test.each([
  ["D:\\a\\_temp/digests/*", "\\", ["D:/a/_temp/digests/*"]],
  ["meta\\*.json", "\\", ["meta/*.json"]],
  ["meta/*.json", "/", ["meta/*.json"]],
  ["meta\\*.json", "/", ["meta\\*.json", "meta/*.json"]],
])("%s where folders are parted by %s", (line, separator, globs) => {
  expect(globsOf(line, separator)).toEqual(globs);
});
