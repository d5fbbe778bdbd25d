import { describe, it } from "vitest";
import { availability, hasRealPart, type RealPart } from "./real-part.ts";

export type { RealPart } from "./real-part.ts";

/**
 * `describe` for tests that need a real program: they run where it is installed, are a visible skip where
 * it is not, and a failure where it is not although `IMGPUB_REQUIRE_REAL=1` demands it.
 */
export function realPart(...names: RealPart[]): (title: string, tests: () => void) => void {
  const missing = names.find((name) => !hasRealPart(name));
  return realWhen(missing === undefined, `${missing} is not installed`);
}

/** The same for a part that has to do more than to be there; `otherwise` says what is wrong with it, `cause` why. */
export function realWhen(
  works: boolean,
  otherwise: string,
  cause?: unknown,
): (title: string, tests: () => void) => void {
  const found = availability(works, process.env.IMGPUB_REQUIRE_REAL);
  if (found === "present") return (title, tests) => void describe(title, tests);
  if (found === "skip")
    return (title, tests) => void describe.skip(`${title} [skipped: ${otherwise}]`, tests);
  return (title) =>
    void describe(title, () => {
      it("has the real part it needs", () => {
        throw new Error(`IMGPUB_REQUIRE_REAL=1, but ${otherwise}`, { cause });
      });
    });
}
