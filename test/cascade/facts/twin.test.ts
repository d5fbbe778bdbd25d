import { expect, test } from "vitest";
import { differenceOf, twinOf } from "../../../src/cascade/facts/twin.ts";

const nfc = "d\u00e9j\u00e0/v";
const nfd = nfc.normalize("NFD");

test.each<[string, string[], ReturnType<typeof twinOf>, string]>([
  [
    ".runtime-version",
    [".Runtime-Version", "x"],
    { asked: ".runtime-version", there: ".Runtime-Version" },
    "letter case",
  ],
  ["docker/v", ["Docker"], { asked: "docker", there: "Docker" }, "letter case"],
  ["docker/v", ["docker", "docker/V", "V"], { asked: "docker/v", there: "docker/V" }, "letter case"],
  [nfc, [nfd.slice(0, -2), "x"], { asked: nfc.slice(0, -2), there: nfd.slice(0, -2) }, "Unicode form"],
  ["stra\u00dfe", ["STRASSE"], { asked: "stra\u00dfe", there: "STRASSE" }, "letter case"],
  ["\u0130", ["i\u0307"], { asked: "\u0130", there: "i\u0307" }, "letter case"],
])("%j beside %j", (path, existing, twin, difference) => {
  expect(twinOf(path, existing)).toEqual(twin);
  if (twin) expect(differenceOf(twin)).toBe(difference);
});

test.each([
  [".runtime-version", [".runtime-version", ".Runtime-Version"]],
  [".runtime-version", ["runtime-version", ".runtime-versions"]],
  ["docker/v", ["docker", "docker/w", "V"]],
  ["docker/v", []],
])("%j has no twin among %j", (path, existing) => {
  expect(twinOf(path, existing)).toBeUndefined();
});
