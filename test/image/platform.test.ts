import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Descriptor } from "../../src/image/descriptor.ts";
import { sha256 } from "../../src/image/digest.ts";
import type { Entry } from "../../src/image/index-entry.ts";
import { imageIndex, imageManifest } from "../../src/image/media-types.ts";
import { parsePlatform } from "../../src/image/parse-platform.ts";
import { formatPlatform, type Platform, platformKey } from "../../src/image/platform.ts";
import {
  platformsOf,
  requirePlatforms,
  satisfies,
  selectingPlatform,
} from "../../src/image/platform-images.ts";

describe("parsePlatform", () => {
  // Outcomes as in the tests of containerd's platforms package.
  it.each<[string, Platform, string]>([
    ["linux/amd64", { os: "linux", architecture: "amd64" }, "linux/amd64"],
    ["linux/amd64/v3", { os: "linux", architecture: "amd64", variant: "v3" }, "linux/amd64/v3"],
    ["Linux/x86_64", { os: "linux", architecture: "amd64" }, "linux/amd64"],
    ["linux/Aarch64", { os: "linux", architecture: "arm64" }, "linux/arm64"],
    ["linux/arm64/v8", { os: "linux", architecture: "arm64", variant: "v8" }, "linux/arm64/v8"],
    ["linux/arm", { os: "linux", architecture: "arm" }, "linux/arm"],
    ["linux/arm/v6", { os: "linux", architecture: "arm", variant: "v6" }, "linux/arm/v6"],
    ["linux/arm/v7", { os: "linux", architecture: "arm", variant: "v7" }, "linux/arm/v7"],
    ["linux/armhf", { os: "linux", architecture: "arm" }, "linux/arm"],
    ["linux/armel", { os: "linux", architecture: "arm", variant: "v6" }, "linux/arm/v6"],
    ["linux/i386", { os: "linux", architecture: "386" }, "linux/386"],
    ["macOS/arm64", { os: "darwin", architecture: "arm64" }, "darwin/arm64"],
    ["unknown/unknown", { os: "unknown", architecture: "unknown" }, "unknown/unknown"],
    ["windows()/amd64", { os: "windows", architecture: "amd64" }, "windows/amd64"],
    [
      "windows(10.0.17763)/amd64",
      { os: "windows", architecture: "amd64", "os.version": "10.0.17763" },
      "windows(10.0.17763)/amd64",
    ],
    [
      "windows(10.0.17763%2Bbuild.42+win32k)/amd64",
      {
        os: "windows",
        architecture: "amd64",
        "os.version": "10.0.17763+build.42",
        "os.features": ["win32k"],
      },
      "windows(10.0.17763%2Bbuild.42+win32k)/amd64",
    ],
    [
      "linux(+unsorted+erofs)/s390x",
      { os: "linux", architecture: "s390x", "os.features": ["unsorted", "erofs"] },
      "linux(+erofs+unsorted)/s390x",
    ],
    [
      "windows(50%25done)/amd64",
      { os: "windows", architecture: "amd64", "os.version": "50%done" },
      "windows(50%25done)/amd64",
    ],
  ])("reads %s", (text, platform, formatted) => {
    expect(parsePlatform(text)).toEqual(platform);
    expect(formatPlatform(parsePlatform(text))).toBe(formatted);
  });

  it.each([
    "",
    "linux",
    "arm64",
    "/linux/arm",
    "linux/arm/",
    "linux /arm",
    "linux/&arm",
    "linux/arm/foo/bar",
    "linux/*",
    "linux/amd64\n",
    "windows(%zz)/amd64",
    "windows(1++x)/amd64",
  ])("refuses %j", (text) => {
    expect(() => parsePlatform(text)).toThrow(UserError);
    expect(() => parsePlatform(text)).toThrow(
      `${JSON.stringify(text.replace("\n", "\uFFFD"))} is not a platform; expected os/architecture`,
    );
  });
});

describe("platformKey", () => {
  it.each([
    ["linux/arm64", ["linux/arm64/v8", "linux/arm64/8", "linux/aarch64", "LINUX/ARM64"]],
    ["linux/arm/v7", ["linux/arm", "linux/arm/7", "linux/armhf"]],
    ["linux/arm/v6", ["linux/arm/6", "linux/armel"]],
    ["linux/amd64", ["linux/amd64/v1", "linux/x86_64", "linux/x86-64"]],
    ["linux/arm64/v9", ["linux/arm64/9"]],
  ])("is %s for every spelling", (key, spellings) => {
    for (const spelling of [key, ...spellings]) expect(platformKey(parsePlatform(spelling))).toBe(key);
  });

  it.each([
    ["linux/amd64", "linux/amd64/v2"],
    ["linux/arm/v6", "linux/arm/v7"],
    ["windows(10.0.17763)/amd64", "windows(10.0.20348)/amd64"],
    ["windows/amd64", "windows(+win32k)/amd64"],
  ])("tells %s from %s", (one, other) =>
    expect(platformKey(parsePlatform(one))).not.toBe(platformKey(parsePlatform(other))),
  );

  it("takes what an index holds as it comes", () => {
    expect(platformKey({ os: "linux", architecture: "arm64", variant: "v8" })).toBe("linux/arm64");
    expect(platformKey({ os: "windows", architecture: "amd64", "os.version": "1/2(\ud800)" })).toBe(
      "windows(1%2F2%28%EF%BF%BD%29)/amd64",
    );
  });
});

it("formatPlatform and parsePlatform are inverse", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abc019_.-"), minLength: 1, maxLength: 6 });
  const option = fc.string({ unit: "grapheme", minLength: 1 }).map((text) => text.toWellFormed());
  const platforms = fc.record(
    {
      os: fc.constantFrom("linux", "windows", "darwin"),
      architecture: fc.constantFrom("amd64", "arm64", "arm", "386", "riscv64"),
      variant: word.map((w) => `x${w}`),
      "os.version": option,
      "os.features": fc.uniqueArray(option, { minLength: 1 }).map((features) => features.sort()),
    },
    { requiredKeys: ["os", "architecture"] },
  );
  fc.assert(
    fc.property(platforms, (platform) => {
      expect(parsePlatform(formatPlatform(platform as Platform))).toEqual(platform);
    }),
  );
});

describe("satisfies", () => {
  const own = { os: "windows", architecture: "amd64" };
  const withFeatures = (...features: string[]) => ({ ...own, "os.features": features });
  it.each([
    // Wanted without features: whatever has them.
    [withFeatures("win32k"), own, true],
    [own, own, true],
    // Named on both sides they have to be the same, in any order.
    [withFeatures("win32k"), withFeatures("win32k"), true],
    [withFeatures("a", "b"), withFeatures("b", "a"), true],
    [withFeatures("win32k"), withFeatures("other"), false],
    [withFeatures("a", "b"), withFeatures("a"), false],
    // And what has none has not those that are wanted.
    [own, withFeatures("win32k"), false],
  ])("%j for %j: %s", (have, wanted, does) => {
    expect(satisfies(have, wanted)).toBe(does);
  });

  it.each([
    ["10.0.17763.1", "10.0.17763", true],
    ["10.0.17763", "10.0.17763", true],
    ["10.0.177630", "10.0.17763", false],
    [undefined, "10.0.17763", false],
    ["10.0.17763", undefined, true],
  ])("version %s for %s: %s", (version, wanted, does) => {
    const of = (one: string | undefined) => ({ ...own, ...(one !== undefined && { "os.version": one }) });
    expect(satisfies(of(version), of(wanted))).toBe(does);
  });

  it("asks for the same system, architecture and variant", () => {
    expect(satisfies({ ...own, os: "linux" }, own)).toBe(false);
    expect(satisfies({ ...own, architecture: "arm64" }, own)).toBe(false);
    expect(satisfies({ ...own, variant: "v2" }, own)).toBe(false);
  });
});

describe("the platforms of an index", () => {
  const digest = sha256("x");
  const entry = (more: Partial<Descriptor>, isImage?: boolean): Entry => ({
    descriptor: { mediaType: imageManifest, digest, size: 1, ...more },
    from: [],
    ...(isImage !== undefined && { isImage }),
  });
  const amd64 = { os: "linux", architecture: "amd64" };
  const reference = { "vnd.docker.reference.type": "attestation-manifest" };

  it.each<[string, Entry, Platform | undefined]>([
    ["an image", entry({ platform: amd64 }), amd64],
    ["an image without one", entry({}), undefined],
    ["an attestation", entry({ platform: { os: "unknown", architecture: "unknown" } }), undefined],
    [
      "an attestation that names its image, and a platform",
      entry({ platform: amd64, annotations: { ...reference, "vnd.docker.reference.digest": digest } }),
      undefined,
    ],
    ["an index", entry({ platform: amd64, mediaType: imageIndex }), undefined],
    ["another artifact", entry({ platform: amd64, artifactType: "application/x" }), undefined],
    ["an artifact that is an image", entry({ platform: amd64, artifactType: "application/x" }, true), amd64],
    [
      "an image that names its config",
      entry({ platform: amd64, artifactType: "application/vnd.oci.image.config.v1+json" }),
      amd64,
    ],
  ])("of %s", (_, one, platform) => {
    expect(selectingPlatform(one)).toEqual(platform);
    expect(platformsOf([one])).toEqual(platform ? [platform] : []);
  });

  const arm64 = { os: "linux", architecture: "arm64" };
  const windows = { os: "windows", architecture: "amd64" };
  const lacking = (entries: readonly Entry[], ...wanted: Platform[]) => {
    try {
      requirePlatforms({ entries }, wanted);
    } catch (error) {
      return error instanceof UserError ? error.message : error;
    }
    return undefined;
  };

  it("has to have every one that is wanted", () => {
    const both = [entry({ platform: amd64 }), entry({ platform: arm64 })];
    expect(lacking(both, amd64, arm64)).toBeUndefined();
    expect(lacking(both)).toBeUndefined();
    expect(lacking(both, windows, amd64, { ...arm64, architecture: "s390x" })).toBe(
      "the sources have no image for windows/amd64, linux/s390x; they have linux/amd64, linux/arm64",
    );
    expect(lacking([], amd64)).toBe(
      "the sources have no image for linux/amd64; they have none for any platform",
    );
  });

  it("of artifacts alone it is enough that one is for it, and of images it is not", () => {
    const artifact = entry({ platform: arm64, artifactType: "application/x" });
    const plain = entry({ artifactType: "application/x" });
    expect(lacking([artifact, plain], arm64)).toBeUndefined();
    expect(lacking([artifact, plain], amd64)).toBe(
      "the sources have no image for linux/amd64; they have linux/arm64",
    );
    expect(lacking([entry({ platform: amd64 }), artifact], arm64)).toBe(
      "the sources have no image for linux/arm64; they have linux/amd64",
    );
  });
});
