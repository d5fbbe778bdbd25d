import { expect, test } from "vitest";
import { platformIn } from "../../src/image/image-config.ts";

const bytes = (config: unknown) => new TextEncoder().encode(JSON.stringify(config));

test("a config names its platform, and nothing else of it is told", () => {
  const config = { os: "linux", architecture: "arm64", variant: "v8", rootfs: { type: "layers" } };
  expect(platformIn(bytes(config))).toEqual({ os: "linux", architecture: "arm64", variant: "v8" });
  const windows = {
    os: "windows",
    architecture: "amd64",
    "os.version": "10.0.20348.1",
    "os.features": ["win32k"],
  };
  expect(platformIn(bytes(windows))).toEqual(windows);
});

test("what is empty or no text is left out", () => {
  const config = {
    os: "linux",
    architecture: "amd64",
    variant: "",
    "os.version": 1,
    "os.features": [],
  };
  expect(platformIn(bytes(config))).toEqual({ os: "linux", architecture: "amd64" });
});

test.each([
  ["unknown, as of an attestation", { os: "unknown", architecture: "unknown" }],
  ["no operating system", { architecture: "amd64" }],
  ["no architecture", { os: "linux", architecture: "" }],
  ["no object", []],
])("%s is no platform", (_, config) => {
  expect(platformIn(bytes(config))).toBeUndefined();
});

test("what is no JSON has no platform", () => {
  expect(platformIn(new Uint8Array([0xff, 0x00]))).toBeUndefined();
});
