import { describe, it } from "vitest";
import {
  type Availability,
  availability,
  demanded,
  described,
  hasRealPart,
  type RealPart,
} from "./real-part.ts";

export type { RealPart } from "./real-part.ts";

type Suite = (title: string, tests: () => void) => void;

const { IMGPUB_REQUIRE_REAL: required, IMGPUB_WITHOUT: without } = process.env;

/**
 * `describe` for tests that need a real program: they run where it is installed, are a visible skip where
 * it is not, and a failure where it is not although `IMGPUB_REQUIRE_REAL=1` demands it.
 */
export function realPart(...names: RealPart[]): Suite {
  const missing = names.filter((name) => !hasRealPart(name));
  const [first = missing[0]] = demanded(missing, without);
  return suite(availability(missing, required, without), `${first && described(first)} is not installed`);
}

/** The same for a part that has to do more than to be there; `otherwise` says what is wrong with it, `cause` why. */
export function realWhen(works: boolean, otherwise: string, cause?: unknown): Suite {
  return suite(availability(works ? [] : [otherwise], required, undefined), otherwise, cause);
}

function suite(found: Availability, otherwise: string, cause?: unknown): Suite {
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
