import fc from "fast-check";
import { expect, it } from "vitest";
import { Copier } from "../../src/registry/copy.ts";
import { RegistryError, RegistryRefusal } from "../../src/registry/errors.ts";
import { getManifest } from "../../src/registry/manifests.ts";
import { NotReadable } from "../../src/registry/not-readable.ts";
import { putManifest } from "../../src/registry/put-manifest.ts";
import { verifyTag } from "../../src/registry/verify.ts";
import { Waiter } from "../../src/registry/waiter.ts";
import { imageFixture, pullOverHttp, pushFixture } from "../support/images/images.ts";
import { type Fault, faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { FastClock } from "./clocks.ts";
import { at, descriptorOf, digestOf, manifestOf, rightUser, stored, testClient } from "./kit.ts";

const image = imageFixture({ layers: 3 });
const user = { user: "imgpub", password: "secret" };

const acts: Readonly<Record<string, () => Fault["act"]>> = {
  "404": faults.notFound,
  "429": faults.tooMany,
  "429 seconds": () => faults.tooMany({ retryAfter: 3 }),
  "429 GHCR": () => faults.tooMany({ ghcr: "10.3ms" }),
  "secondary limit": faults.secondaryLimit,
  "HTML 503": faults.html503,
  "500": () => faults.status(500),
  "wrong content type": faults.wrongContentType,
  "no digest header": faults.missingDigestHeader,
  "phantom mount": faults.phantomMount,
  "202 mount": faults.mount202,
  "refused mount": () => faults.mountRefused(403),
  "reset mid-body": faults.resetMidBody,
  "reset before headers": faults.resetBeforeHeaders,
  "reset after handling": faults.resetAfterHandling,
  "truncated body": faults.truncatedBody,
  "corrupt body": faults.corruptBody,
  "expired token": faults.expiredToken,
  "lost upload": faults.lostUpload,
};

const schedule = fc.array(
  fc.record({
    act: fc.constantFrom(...Object.keys(acts)),
    after: fc.nat(6),
    times: fc.integer({ min: 1, max: 3 }),
    to: fc.boolean(),
  }),
  { maxLength: 8 },
);
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

/** Requests that a fault may hit: a token server's own 404 or 401 does not pass. */
function mayHit(act: string): NonNullable<Fault["match"]> {
  return ({ kind }) => kind !== "token" || (act !== "404" && act !== "expired token");
}

/** Plays a schedule while an image is published, and says how it ended. */
async function play(script: Schedule, apart: boolean, random: () => number): Promise<string> {
  await using from = await startRegistry({ auth: "bearer" });
  await using other = await startRegistry({ auth: "bearer" });
  const to = apart ? other : from;
  pushFixture(from, "src", image);
  for (const { act, after, times, to: there } of script) {
    const make = acts[act];
    if (make) (there ? to : from).faults.add({ match: mayHit(act), act: make(), after, times });
  }
  const { client, context } = testClient({
    clock: new FastClock(random),
    credentials: stored({ [from.host]: rightUser, [other.host]: rightUser }),
  });
  const [source, target] = [at(from, "src"), at(to, "dst")];
  const waiter = new Waiter(client);
  const patience = { start: 0, timeout: 600_000 };
  const count = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set<never>() };
  try {
    await waiter.ready(source, digestOf(image), context, patience);
    const copier = new Copier(client, waiter);
    await copier.image(source, target, descriptorOf(image), "mount", count, context, patience);
    await putManifest(client, target, "v1", manifestOf(image), context);
    await verifyTag(client, target, "v1", digestOf(image), undefined, context, patience);
    const { digest } = await getManifest(client, target, "v1", "read", context);
    expect(digest).toBe(digestOf(image));
  } catch (error) {
    // An error is an honest outcome as long as it says what it is about; a bug's is not.
    if (!(error instanceof RegistryError || error instanceof RegistryRefusal || error instanceof NotReadable))
      throw error;
    expect(error.message).toMatch(/127\.0\.0\.1:\d+/);
    await consistent(to, false);
    return "failed";
  }
  await consistent(to, true);
  // Six tries at each of a few dozen requests, and the polls of ten minutes.
  expect(from.count() + other.count()).toBeLessThan(300);
  return "done";
}

async function consistent(registry: Registry, done: boolean): Promise<void> {
  registry.faults.clear();
  expect(registry.incompleteTags()).toEqual([]);
  if (!done && !registry.tags("dst").has("v1")) return;
  const { digest } = await pullOverHttp(registry.origin, "dst", "v1", user);
  expect(digest).toBe(digestOf(image));
}

it("comes to the right end or to an error under any schedule of passing faults", async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      schedule,
      fc.boolean(),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      async (script, apart, random) => {
        const end = await play(script, apart, () => random);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      },
    ),
    { numRuns: 50 },
  );
  // Were most of them failures, the property would say little.
  expect(ends.get("done") ?? 0).toBeGreaterThan(ends.get("failed") ?? 0);
});

it("comes to the right end when each fault happens once", async () => {
  for (const act of Object.keys(acts))
    for (const apart of [true, false])
      for (const to of [true, false]) {
        // A token that is refused as soon as it was handed out is refused for good.
        const after = act === "expired token" ? 1 : 0;
        const end = await play([{ act, after, times: 1, to }], apart, () => 0.5);
        expect(`${act}: ${end}`).toBe(`${act}: done`);
      }
});
