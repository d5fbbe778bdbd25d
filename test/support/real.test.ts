import { expect, it } from "vitest";
import { availability, demanded, hasRealPart } from "./real-part.ts";

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
