import { describe, it } from "vitest";
import { availability, hasRealPart, type RealPart } from "./real-part.ts";

export type { RealPart } from "./real-part.ts";

/**
 * `describe` for tests that need a real program: they run where it is installed, are a visible skip where
 * it is not, and a failure where it is not although `IMGPUB_REQUIRE_REAL=1` demands it.
 */
export function realPart(name: RealPart): (title: string, tests: () => void) => void {
  const found = availability(hasRealPart(name), process.env.IMGPUB_REQUIRE_REAL);
  if (found === "present") return (title, tests) => void describe(title, tests);
  if (found === "skip")
    return (title, tests) => void describe.skip(`${title} [skipped: ${name} is not installed]`, tests);
  return (title) =>
    void describe(title, () => {
      it(`needs ${name}`, () => {
        throw new Error(`IMGPUB_REQUIRE_REAL=1, but ${name} is not installed`);
      });
    });
}
