import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { workspace } from "../workspace.ts";
import { availability, demanded, described, hasRealPart } from "./real-part.ts";

it("skips a missing part, and fails where it is required", () => {
  expect(availability([], undefined, undefined)).toBe("present");
  expect(availability([], "1", undefined)).toBe("present");
  expect(availability(["skopeo"], undefined, undefined)).toBe("skip");
  expect(availability(["skopeo"], "", undefined)).toBe("skip");
  expect(availability(["skopeo"], "1", undefined)).toBe("fail");
});

it("skips a required part that cannot be had, and no other", () => {
  expect(availability(["forgejo-runner"], "1", "forgejo-runner")).toBe("skip");
  expect(availability(["forgejo-runner"], "1", "act, forgejo-runner")).toBe("skip");
  expect(availability(["forgejo-runner"], "1", "")).toBe("fail");
  expect(availability(["skopeo"], "1", "forgejo-runner")).toBe("fail");
  expect(availability(["forgejo-runner", "skopeo"], "1", "forgejo-runner")).toBe("fail");
  expect(demanded(["forgejo-runner", "skopeo"], "forgejo-runner")).toEqual(["skopeo"]);
});

it("sees that a program is not there", () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  try {
    expect(hasRealPart("skopeo")).toBe(false);
  } finally {
    process.env.PATH = PATH;
  }
});

it("sees that a program is too old", async () => {
  const { path, dispose } = await workspace({ act: "#!/bin/sh\necho act version $ACT_VERSION\n" });
  await chmod(join(path, "act"), 0o755);
  const { PATH } = process.env;
  process.env.PATH = path;
  try {
    for (const [version, found] of [
      ["0.2.81", false],
      ["0.2.82", true],
      ["1.0.0", true],
    ] as const) {
      process.env.ACT_VERSION = version;
      expect(hasRealPart("act"), version).toBe(found);
    }
  } finally {
    process.env.PATH = PATH;
    delete process.env.ACT_VERSION;
    await dispose();
  }
  expect(described("act")).toBe("act from 0.2.82 on");
  expect(described("skopeo")).toBe("skopeo");
});
