import { expect, it } from "vitest";
import { availability, hasRealPart } from "./real-part.ts";

it("skips a missing part, and fails where it is required", () => {
  expect(availability(true, undefined)).toBe("present");
  expect(availability(true, "1")).toBe("present");
  expect(availability(false, undefined)).toBe("skip");
  expect(availability(false, "")).toBe("skip");
  expect(availability(false, "1")).toBe("fail");
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
