import { expect, test } from "vitest";
import { differenceOf, type Kind, twinOf } from "../../../src/cascade/facts/twin.ts";

const nfc = "d\u00e9j\u00e0/v";
const nfd = nfc.normalize("NFD");

const file = (path: string): [string, Kind] => [path, "file"];
const folder = (path: string): [string, Kind] => [path, "folder"];
const fits = true;

test.each<[string, [string, Kind][], ReturnType<typeof twinOf>, string]>([
  [
    ".runtime-version",
    [file(".Runtime-Version"), file("x")],
    { asked: ".runtime-version", there: ".Runtime-Version", fits },
    "letter case",
  ],
  ["docker/v", [folder("Docker")], { asked: "docker", there: "Docker", fits }, "letter case"],
  ["docker/v", [file("Docker")], { asked: "docker", there: "Docker", fits: false }, "letter case"],
  ["docker/v", [["Docker", "symlink"]], { asked: "docker", there: "Docker", fits: false }, "letter case"],
  ["docker", [folder("Docker")], { asked: "docker", there: "Docker", fits: false }, "letter case"],
  [
    "docker/v",
    [folder("docker"), file("docker/V"), file("V")],
    { asked: "docker/v", there: "docker/V", fits },
    "letter case",
  ],
  [
    nfc,
    [folder(nfd.slice(0, -2)), file("x")],
    { asked: nfc.slice(0, -2), there: nfd.slice(0, -2), fits },
    "Unicode form",
  ],
  ["\u0130", [file("i\u0307")], { asked: "\u0130", there: "i\u0307", fits }, "letter case"],
])("%j beside %j", (path, existing, twin, difference) => {
  expect(twinOf(path, new Map(existing))).toEqual(twin);
  if (twin) expect(differenceOf(twin)).toBe(difference);
});

// CaseFolding.txt of Unicode, statuses C and F, which APFS uses.
const ss = "letters that macOS takes for the same";
test.each<[string, string, string | undefined]>([
  ["f\u0131le", "file", undefined],
  ["f\u0131le", "FILE", undefined],
  ["f\u0130le", "file", undefined],
  ["f\u0131le", "F\u0131LE", "letter case"],
  ["stra\u00dfe", "STRASSE", ss],
  ["stra\u00dfe", "strasse", ss],
  ["STRA\u1e9eE", "stra\u00dfe", "letter case"],
  ["STRA\u1e9eE", "strasse", ss],
  ["o\ufb03ce", "office", ss],
  ["\u212a", "k", "letter case"],
  ["\u017f", "s", "letter case"],
  ["\u03c3\u03c2", "\u03a3\u03a3", "letter case"],
  ["\u00e9", "e", undefined],
  ["\uff21", "A", undefined],
])("%j and %j, either way: %s", (one, other, difference) => {
  for (const [asked, there] of [
    [one, other],
    [other, one],
  ] as const) {
    const twin = twinOf(asked, new Map([file(there)]));
    expect(twin && differenceOf(twin)).toBe(difference);
  }
});

test.each([
  [".runtime-version", [".runtime-version", ".Runtime-Version"]],
  [".runtime-version", ["runtime-version", ".runtime-versions"]],
  ["docker/v", ["docker", "docker/w", "V"]],
  ["docker/v", []],
])("%j has no twin among %j", (path, existing) => {
  expect(twinOf(path, new Map(existing.map(file)))).toBeUndefined();
});
