import { beforeAll, expect, test } from "vitest";
import { peer } from "../../scripts/bench/peers.ts";
import { realPart } from "../support/real/real.ts";
import { limits } from "../support/scenarios/limits.ts";
import { bestOf, type Outcome, plans } from "../support/scenarios/publishing.ts";

type Peers = Record<"crane" | "oras", Outcome[]>;

const scenes = [
  { plan: "sameRepository", first: limits.sameRepository, again: limits.sameRepositoryAgain },
  { plan: "otherRepository", first: limits.otherRepository, again: limits.otherRepositoryAgain },
  { plan: "otherRegistry", first: limits.otherRegistry, again: limits.otherRegistryAgain },
  { plan: "fourImages", first: limits.fourImages, again: undefined },
] as const;

for (const { plan, first, again } of scenes)
  realPart(
    "docker-registry",
    "crane",
    "oras",
  )(`crane and oras in place of imgpub: ${plan}`, () => {
    let peers: Peers;
    beforeAll(async () => {
      // What they do follows one after the other, so a busy machine changes little.
      const once = { times: again === undefined ? 1 : 2, rounds: 1 };
      peers = {
        crane: await bestOf(plans[plan], peer("crane"), once),
        oras: await bestOf(plans[plan], peer("oras"), once),
      };
    });

    test("take longer critical paths than imgpub may", () => {
      for (const outcomes of Object.values(peers)) {
        expect(outcomes[0]?.path).toBeGreaterThan(first.path);
        if (again !== undefined && "path" in again) expect(outcomes[1]?.path).toBeGreaterThan(again.path);
      }
    });

    test("take more requests than imgpub may, where they list images as it does", () => {
      expect(peers.crane[0]?.requests).toBeGreaterThan(first.requests);
      if (again === undefined) return;
      expect(peers.crane[1]?.requests).toBeGreaterThan(again.requests);
    });

    test("are what the legend of the table says", () => {
      const [crane, oras] = [peers.crane[0], peers.oras[0]];
      const builds = plan !== "fourImages";
      expect(crane).toMatchObject({ readBack: 1, found: [{ nested: false, attestations: builds ? 2 : 0 }] });
      expect(oras?.found).toMatchObject([{ nested: builds, attestations: builds ? 2 : 0 }]);
      if (plans[plan].to === "same repository") expect(oras?.readBack).toBe(0);
    });
  });
