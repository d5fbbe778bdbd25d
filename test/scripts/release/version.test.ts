import { SemVer } from "semver";
import { describe, expect, test } from "vitest";
import { checkFollows, readVersion } from "../../../scripts/release/version.ts";

const check = (version: string, released: readonly string[]) =>
  checkFollows(
    readVersion(version),
    released.map((one) => new SemVer(one)),
    "origin",
  );

test.each(["0.0.1", "1.2.3", "10.20.30", "1.2.3-rc.1", "0.1.0-alpha.12"])(
  "%s is the version of a release",
  (text) => {
    expect(readVersion(text).version).toBe(text);
  },
);

test.each([
  "v1.2.3",
  "=1.2.3",
  "1",
  "1.2",
  "1.2.3.4",
  "1.02.3",
  "1.2.3-rc",
  "1.2.3-rc.0",
  "1.2.3-1",
  "1.2.3-RC.1",
  "1.2.3-rc.1+5",
  "1.2.3\n",
  "9007199254740993.0.0",
])("%j is not", (text) => {
  expect(() => readVersion(text)).toThrow(
    / is not the version of a release; accepted is one such as 1\.2\.3/,
  );
});

describe.each<[released: string[], accepted: string[], refused: string[]]>([
  [
    [],
    ["0.0.1", "0.1.0", "1.0.0", "1.0.0-rc.1"],
    ["0.0.2", "0.1.1", "1.0.1", "1.1.0", "2.0.0", "1.0.0-rc.2"],
  ],
  [
    ["1.2.3"],
    ["1.2.4", "1.3.0", "2.0.0", "1.2.4-beta.1", "2.0.0-rc.1"],
    [
      "1.2.3",
      "1.2.2",
      "1.2.5",
      "1.3.1",
      "1.4.0",
      "2.0.1",
      "2.1.0",
      "3.0.0",
      "0.1.0",
      "1.2.3-rc.1",
      "1.2.5-rc.1",
    ],
  ],
  [
    ["1.2.3", "2.0.0", "1.10.0", "2.0.0-rc.1"],
    ["1.10.1", "1.11.0", "2.0.1", "2.1.0", "3.0.0"],
    ["1.2.4", "1.3.0", "2.0.0-rc.2", "4.0.0", "0.1.0"],
  ],
  [["0.9.0"], ["0.9.1", "0.10.0", "1.0.0"], ["0.9.0", "0.11.0", "1.0.1", "1.1.0"]],
  [
    ["1.0.0", "1.1.0-beta.1", "1.1.0-beta.9", "1.1.0-beta.10"],
    ["1.1.0-beta.11", "1.1.0-rc.1", "1.1.0", "1.0.1", "1.0.1-beta.1"],
    ["1.1.0-beta.10", "1.1.0-beta.12", "1.1.0-alpha.1", "1.1.0-rc.2", "1.1.0-beta.1"],
  ],
  [["1.1.0-x"], ["1.0.0", "0.1.0"], ["1.1.0", "1.1.0-x.1"]],
])("after %j", (released, accepted, refused) => {
  test.each(accepted)("%s is accepted", (version) => {
    expect(() => check(version, released)).not.toThrow();
  });
  test.each(refused)("%s is refused", (version) => {
    expect(() => check(version, released)).toThrow(`${version} does not come next on origin, w`);
  });
});

test.each([
  [
    "1.0.0",
    ["1.2.3", "2.0.0"],
    "1.0.0 does not come next on origin, where 1.2.3 and 2.0.0 are the highest releases; " +
      "accepted are 1.2.4, 1.3.0, 2.0.1, 2.1.0, 3.0.0, and prereleases of them",
  ],
  [
    "1.2.4-rc.2",
    ["1.2.3"],
    "1.2.4-rc.2 does not come next on origin, which has no prerelease of 1.2.4; accepted is 1.2.4-rc.1",
  ],
  [
    "1.2.4-rc.3",
    ["1.2.3", "1.2.4-rc.1"],
    "1.2.4-rc.3 does not come next on origin, where 1.2.4-rc.1 is the highest prerelease of 1.2.4; " +
      'accepted are 1.2.4-rc.2, and .1 of a name that sorts after "rc"',
  ],
])("the sentence for %s after %j", (version, released, message) => {
  expect(() => check(version, released)).toThrow(message);
});
