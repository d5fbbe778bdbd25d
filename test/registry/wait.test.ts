import { describe, expect, it } from "vitest";
import { RegistryRefusal } from "../../src/registry/errors.ts";
import { NotReadable } from "../../src/registry/not-readable.ts";
import type { PollNote } from "../../src/registry/patience.ts";
import { pollDelay } from "../../src/registry/poll.ts";
import { verifyTag } from "../../src/registry/verify.ts";
import { Waiter } from "../../src/registry/waiter.ts";
import { deepReady } from "../../src/wait/deep.ts";
import { buildxIndexFixture, imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import {
  type Fault,
  faults,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from "../support/registry/index.ts";
import { FastClock } from "./clocks.ts";
import { at, digestOf, failure, rightUser, stored, type TestClient, testClient } from "./kit.ts";

const index = buildxIndexFixture({ layers: 1 });
const image = imageFixture({ layers: 1 });
const other = imageFixture({ layers: 1, seed: "other" });
const isHead = faults.where({ method: "HEAD", kind: "manifest" });

interface Waiting extends TestClient {
  readonly registry: Registry;
  readonly waiter: Waiter;
  readonly pending: PollNote[];
  /** Milliseconds on the clock at each request. */
  readonly moments: number[];
  patience(timeout?: number): Parameters<Waiter["ready"]>[3];
}

async function waiting<T>(
  use: (kit: Waiting) => Promise<T>,
  options: RegistryOptions & { faults?: readonly Fault[]; random?: number; wrong?: boolean } = {},
): Promise<T> {
  await using registry = await startRegistry(options);
  for (const fault of options.faults ?? []) registry.faults.add(fault);
  const clock = new FastClock(() => options.random ?? 0.5);
  const credential = options.wrong ? { ...rightUser, password: "wrong" } : rightUser;
  const kit = testClient({ clock, credentials: stored({ [registry.host]: credential }) });
  const pending: PollNote[] = [];
  const moments: number[] = [];
  registry.onRequest(() => void moments.push(clock.now()));
  const patience = (timeout = 600_000) => ({
    start: clock.now(),
    timeout,
    onPending: (note: PollNote) => void pending.push(note),
  });
  return await use({ ...kit, registry, waiter: new Waiter(kit.client), pending, moments, patience });
}

const lag = (times: number): Fault => ({ match: isHead, act: faults.notFound(), times });
/** GET agrees so often with a HEAD that says no. */
const agrees = (times = 1): Fault => ({
  match: faults.where({ method: "GET", kind: "manifest" }),
  act: faults.notFound(),
  times,
});

describe("polling", () => {
  it("asks by HEAD, after 1 s at first and every 10 s later", async () => {
    for (const [random, factor] of [
      [0, 0.75],
      [0.5, 1],
      [0.999_999_999, 1.25],
    ] as const)
      await waiting(
        async ({ waiter, registry, context, clock, patience, pending }) => {
          pushFixture(registry, "a", image);
          const head = await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
          expect(head).toEqual({ digest: digestOf(image), mediaType: image.descriptor.mediaType });
          // One that settles what HEAD says, and one that tells whether there is such a repository.
          expect(registry.count(({ method }) => method !== "HEAD")).toBe(2);
          const expected = [1_000, 1_500, 2_250, 3_375, 5_062.5, 7_593.75, 10_000, 10_000];
          for (const [at, ms] of expected.entries()) expect(clock.slept[at]).toBeCloseTo(ms * factor, 3);
          expect(pending).toHaveLength(clock.slept.length);
          expect(pending[0]).toEqual({
            reference: `${registry.host}/a@${digestOf(image)}`,
            reason: expect.stringMatching(/^HTTP 404$|^404 /),
            polls: 1,
          });
        },
        {
          random,
          faults: [lag(9), agrees(2)],
        },
      );
  });

  it("spreads polls by a quarter either way", () => {
    const clock = (random: number) => new FastClock(() => random);
    expect(pollDelay(1, clock(0))).toBe(750);
    expect(pollDelay(99, clock(0))).toBe(7_500);
    expect(pollDelay(99, clock(0.999_999))).toBeLessThanOrEqual(12_500);
  });

  it("asks for each digest once, however many want it", async () => {
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", image);
        const all = Array.from({ length: 20 }, () =>
          waiter.ready(at(registry, "a"), digestOf(image), context, patience()),
        );
        await Promise.all(all);
        expect(registry.requests.map(({ method }) => method)).toEqual([
          "HEAD",
          "GET",
          "HEAD",
          "HEAD",
          "HEAD",
        ]);
        expect(waiter.polls(at(registry, "a"), digestOf(image))).toBe(4);
      },
      { faults: [lag(3), agrees()] },
    );
  });

  it("goes deep: an index's children, nested ones too, each once", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      const top = indexFixture([index, other]);
      pushFixture(registry, "a", top);
      await deepReady(waiter, at(registry, "a"), digestOf(top), context, patience());
      const asked = registry.requests.map(({ method, reference }) => `${method} ${reference}`);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.sort()).toEqual(
        [
          ...[top, index, index.image, index.attestation, other].map((one) => `HEAD ${digestOf(one)}`),
          ...[top, index].map((one) => `GET ${digestOf(one)}`),
        ].sort(),
      );
    });
  });

  it("names the child that is late", async () => {
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", index);
        registry.removeManifest("a", digestOf(index.attestation));
        const error = await failure(
          deepReady(waiter, at(registry, "a"), digestOf(index), context, patience(20_000)),
        );
        expect(error).toBeInstanceOf(NotReadable);
        expect(error.message).toMatch(
          new RegExp(
            `^${registry.host}/a@${digestOf(index.attestation)} is not readable after 20 s and \\d polls; the last answer was `,
          ),
        );
      },
      { checkReferences: false },
    );
  });

  it("reads with one request what is there", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      pushFixture(registry, "a", image, { tag: "v1" });
      expect((await waiter.read(at(registry, "a"), "v1", context, patience())).digest).toBe(digestOf(image));
      expect(registry.requests.map(({ method }) => method)).toEqual(["GET"]);
    });
  });

  it("reads what replicas disagree about", async () => {
    const isGet = faults.where({ method: "GET", kind: "manifest" });
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", image);
        expect((await waiter.read(at(registry, "a"), digestOf(image), context, patience())).digest).toBe(
          digestOf(image),
        );
      },
      { faults: [{ match: isGet, act: faults.notFound(), times: 2 }, lag(1)] },
    );
  });
});

describe("what is not yet", () => {
  it.each<[string, Fault["act"]]>([
    ["404", faults.notFound()],
    ["503", faults.html503()],
    ["500", faults.status(500)],
    ["429", faults.tooMany()],
    ["a secondary limit", faults.secondaryLimit()],
    ["a reset", faults.resetBeforeHeaders()],
    ["a wrong content type", faults.wrongContentType()],
  ])("includes %s", async (_, act) => {
    await waiting(
      async ({ waiter, registry, context, patience, pending }) => {
        pushFixture(registry, "a", image);
        await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
        expect(pending.length).toBeGreaterThanOrEqual(2);
      },
      { faults: [{ act, times: 4 }] },
    );
  });

  it("heeds Retry-After, also for the others that wait at that host", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, moments }) => {
        pushFixture(registry, "a", image);
        pushFixture(registry, "a", other);
        await Promise.all(
          [image, other].map((one) => waiter.ready(at(registry, "a"), digestOf(one), context, patience())),
        );
        expect(moments[0]).toBe(0);
        expect(moments.slice(-2).every((moment) => moment >= 45_000)).toBe(true);
        // Both may have been on their way when the registry said so.
        expect(moments.filter((moment) => moment < 45_000).length).toBeLessThanOrEqual(2);
      },
      { faults: [{ act: faults.tooMany({ retryAfter: 45 }) }] },
    );
  });

  it("does not let Retry-After outlast the deadline", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        const error = await failure(
          waiter.ready(at(registry, "a"), digestOf(image), context, patience(30_000)),
        );
        expect(error.message).toContain("the last answer was 429, 300 s");
        expect(clock.now()).toBe(30_000);
        expect(registry.count()).toBe(1);
      },
      { faults: [{ act: faults.tooMany({ retryAfter: 300 }), times: 99 }] },
    );
  });

  it("ends at the deadline, with the last answer and the number of polls", async () => {
    await waiting(async ({ waiter, registry, context, patience, clock }) => {
      pushFixture(registry, "a", other);
      const error = await failure(
        waiter.ready(at(registry, "a"), digestOf(image), context, patience(600_000)),
      );
      expect(error).toBeInstanceOf(NotReadable);
      const polls = registry.count() - 1;
      expect(error.message).toBe(
        `${registry.host}/a@${digestOf(image)} is not readable after 600 s and ${polls} polls; the last answer was 404 MANIFEST_UNKNOWN`,
      );
      expect(clock.now()).toBe(600_000);
      expect(polls).toBeLessThan(70);
      // After the first poll, after the grace, and in place of the last HEAD.
      expect(registry.count(({ method }) => method === "GET")).toBe(3);
    });
  });

  it("asks at least once when there is no time at all", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      pushFixture(registry, "a", image);
      await waiter.ready(at(registry, "a"), digestOf(image), context, patience(0));
      await failure(waiter.ready(at(registry, "a"), digestOf(other), context, patience(0)));
      expect(registry.requests.map(({ method }) => method)).toEqual(["HEAD", "HEAD", "GET"]);
    });
  });

  it("ends as soon as the run is cancelled", async () => {
    await waiting(async ({ waiter, registry, patience }) => {
      const controller = new AbortController();
      const reason = new Error("cancelled");
      registry.onRequest(() => registry.count() === 3 && controller.abort(reason));
      const context = { signal: controller.signal };
      expect(await failure(waiter.ready(at(registry, "a"), "v1", context, patience()))).toBe(reason);
      expect(registry.count()).toBe(3);
    });
  });
});

describe("what was fetched", () => {
  const isGet = faults.where({ method: "GET", kind: "manifest" });

  it("is ready without another question, by its digest too", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      pushFixture(registry, "a", image, { tag: "v1" });
      const read = await waiter.read(at(registry, "a"), "v1", context, patience());
      expect(await waiter.ready(at(registry, "a"), "v1", context, patience())).toEqual(read);
      expect(await waiter.ready(at(registry, "a"), read.digest, context, patience())).toEqual(read);
      expect(await waiter.read(at(registry, "a"), read.digest, context, patience())).toEqual(read);
      expect(registry.requests.map(({ method }) => method)).toEqual(["GET"]);
      expect(waiter.polls(at(registry, "a"), "v1")).toBe(1);
    });
  });

  it("is not ready in another repository", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      for (const repository of ["a", "b"]) pushFixture(registry, repository, image);
      await waiter.read(at(registry, "a"), digestOf(image), context, patience());
      await waiter.ready(at(registry, "b"), digestOf(image), context, patience());
      expect(registry.requests.map(({ method }) => method)).toEqual(["GET", "HEAD"]);
    });
  });

  it("is ready as soon as it is fetched", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      pushFixture(registry, "a", image);
      const reading = waiter.read(at(registry, "a"), digestOf(image), context, patience());
      const ready = await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
      expect(ready.digest).toBe(digestOf(image));
      await reading;
      expect(registry.count()).toBe(1);
    });
  });

  it("is asked for all the same where it could not be fetched", async () => {
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", image);
        const reading = failure(waiter.read(at(registry, "a"), digestOf(image), context, patience()));
        const ready = await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
        expect(ready.digest).toBe(digestOf(image));
        expect((await reading).message).toContain("denied");
      },
      { faults: [{ match: isGet, act: faults.deniedRepository(), times: 2 }] },
    );
  });

  it("is late as ever where neither finds it", async () => {
    await waiting(async ({ waiter, registry, context, patience }) => {
      const until = patience(45_000);
      const reading = failure(waiter.read(at(registry, "a"), digestOf(image), context, until));
      const error = await failure(waiter.ready(at(registry, "a"), digestOf(image), context, until));
      expect(error).toBeInstanceOf(NotReadable);
      expect(error.message).toContain("is not readable after 45 s");
      await reading;
    });
  });
});

describe("a wait that ran out", () => {
  const isOver = /is not readable after 45 s/;

  it("is not remembered", async () => {
    await waiting(async ({ waiter, registry, context, patience, clock }) => {
      registry.createRepository("a");
      for (const begun of [0, 45_000]) {
        expect(clock.now()).toBe(begun);
        const error = await failure(
          waiter.read(at(registry, "a"), digestOf(image), context, patience(45_000)),
        );
        expect(error.message).toMatch(isOver);
      }
      pushFixture(registry, "a", image);
      expect((await waiter.ready(at(registry, "a"), digestOf(image), context, patience(0))).digest).toBe(
        digestOf(image),
      );
      expect((await waiter.read(at(registry, "a"), digestOf(image), context, patience(0))).digest).toBe(
        digestOf(image),
      );
    });
  });

  it("is over for those who joined it and have no time left, and goes on for one who has", async () => {
    await waiting(async ({ waiter, registry, context, patience, clock }) => {
      registry.createRepository("a");
      const ask = (timeout: number) =>
        waiter.ready(at(registry, "a"), digestOf(image), context, patience(timeout));
      const [one, other, longer] = [failure(ask(45_000)), failure(ask(45_000)), ask(90_000)];
      expect((await one).message).toMatch(isOver);
      expect(await other).toBe(await one);
      expect(clock.now()).toBeLessThan(60_000);
      pushFixture(registry, "a", image);
      expect((await longer).digest).toBe(digestOf(image));
    });
  });

  it("that was no wait but a refusal is remembered", async () => {
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", image);
        const ask = () => failure(waiter.read(at(registry, "a"), digestOf(image), context, patience()));
        expect(await ask()).toBe(await ask());
      },
      { faults: [{ act: faults.status(403), times: 1 }] },
    );
  });
});

describe("what will never be", () => {
  it("is an unknown repository, after a short grace", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        const error = await failure(waiter.ready(at(registry, "nowhere"), "v1", context, patience()));
        expect(error.message).toContain("NAME_UNKNOWN");
        expect(clock.now()).toBeGreaterThanOrEqual(30_000);
        expect(clock.now()).toBeLessThanOrEqual(60_000);
      },
      { createRepositories: false },
    );
  });

  it("is found out although the one question about it met a 503", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        await failure(waiter.ready(at(registry, "nowhere"), "v1", context, patience()));
        expect(clock.now()).toBeLessThanOrEqual(90_000);
      },
      {
        createRepositories: false,
        faults: [{ match: faults.where({ method: "GET" }), act: faults.html503(), times: 2 }],
      },
    );
  });

  it("is not a repository that comes into being meanwhile", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        registry.onRequest(() => {
          if (clock.now() > 20_000) pushFixture(registry, "late", image);
        });
        await waiter.ready(at(registry, "late"), digestOf(image), context, patience());
      },
      { createRepositories: false },
    );
  });

  it.each(["package", "owner"])(
    "is an unknown %s of Gitea's, which one look per repository tells",
    async (what) => {
      await waiting(
        async ({ waiter, registry, context, patience, clock }) => {
          const waits = ["v1", "v2", digestOf(image)].map((reference) =>
            failure(waiter.ready(at(registry, "org/nowhere"), reference, context, patience())),
          );
          for (const error of await Promise.all(waits)) {
            expect(error).toBeInstanceOf(RegistryRefusal);
            expect(error.message).toContain(
              `${registry.host}/org/nowhere: the registry knows no such ${what}`,
            );
          }
          expect(clock.now()).toBeGreaterThanOrEqual(30_000);
          expect(clock.now()).toBeLessThanOrEqual(60_000 * 3);
          expect(registry.count(({ kind }) => kind === "tags")).toBe(1);
        },
        { flavour: "gitea", owners: what === "owner" ? ["somebody"] : ["org"] },
      );
    },
  );

  it("is no digest of a package without tags, for which the look is not made again", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        registry.putBlob("org/app", Buffer.from("a first blob"));
        registry.onRequest(() => {
          if (clock.now() > 100_000) pushFixture(registry, "org/app", image);
        });
        await waiter.ready(at(registry, "org/app"), digestOf(image), context, patience());
        expect(registry.count(({ kind }) => kind === "tags")).toBe(1);
      },
      { flavour: "gitea" },
    );
  });

  it("is not what a look that met a 503 did not tell", async () => {
    const match = faults.where({ kind: "tags" });
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        const error = await failure(waiter.ready(at(registry, "o/a"), "v1", context, patience(120_000)));
        expect(error).toBeInstanceOf(NotReadable);
      },
      { flavour: "gitea", faults: [{ match, act: faults.html503(), times: Number.POSITIVE_INFINITY }] },
    );
  });

  it("is told by the next look, where the first did not tell", async () => {
    const match = faults.where({ kind: "tags" });
    const notFound = faults.status(404, { message: "404 page not found\n" });
    for (const act of [faults.status(403), notFound])
      await waiting(
        async ({ waiter, registry, context, patience }) => {
          const error = await failure(waiter.ready(at(registry, "o/a"), "v1", context, patience(120_000)));
          expect(error.message).toContain("knows no such package");
          expect(registry.count(({ kind }) => kind === "tags")).toBe(2);
        },
        { flavour: "gitea", faults: [{ match, act }] },
      );
  });

  it("is no digest of a repository in which distribution, too, knows no tags, and is not asked", async () => {
    await waiting(async ({ waiter, registry, context, patience, clock }) => {
      registry.onRequest(() => {
        if (clock.now() > 100_000) pushFixture(registry, "a", image);
      });
      await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
      expect(registry.count(({ kind }) => kind === "tags")).toBe(0);
    });
  });

  it("is what Gitea does not verify four times in a row", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        const error = await failure(waiter.ready(at(registry, "o/a"), "v1", context, patience()));
        expect(error.message).toMatch(/\/token: 401 without a challenge; check the credentials/);
        expect(clock.now()).toBeLessThan(5_000);
        expect(registry.count(({ kind }) => kind === "token")).toBe(4);
      },
      { flavour: "gitea", auth: "bearer", wrong: true },
    );
  });

  it("is what wrong credentials ask for", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        const error = await failure(waiter.ready(at(registry, "a"), "v1", context, patience()));
        expect(error).toBeInstanceOf(RegistryRefusal);
        expect(clock.now()).toBe(0);
        expect(registry.count()).toBeLessThanOrEqual(3);
      },
      { auth: "bearer", wrong: true },
    );
  });

  it("is a denied repository, after one more try", async () => {
    await waiting(
      async ({ waiter, registry, context, patience, clock }) => {
        await failure(waiter.ready(at(registry, "a"), "v1", context, patience()));
        expect(clock.now()).toBeLessThan(3_000);
      },
      { faults: [{ act: faults.deniedRepository(), times: 99 }] },
    );
  });

  it("is not what was denied once when it was fetched, however often it was missing before", async () => {
    const isGet = faults.where({ method: "GET", kind: "manifest" });
    await waiting(
      async ({ waiter, registry, context, patience }) => {
        pushFixture(registry, "a", image);
        await waiter.read(at(registry, "a"), digestOf(image), context, patience());
      },
      {
        faults: [
          { match: isGet, act: faults.notFound(), times: 3 },
          { match: isGet, act: faults.deniedRepository() },
        ],
      },
    );
  });

  it("is not what was denied once, whenever that was", async () => {
    // The last of the lag is the ninth HEAD at the latest, and GET agrees with the first.
    for (const after of [0, 9])
      await waiting(
        async ({ waiter, registry, context, patience }) => {
          pushFixture(registry, "a", image);
          await waiter.ready(at(registry, "a"), digestOf(image), context, patience());
        },
        { faults: [{ act: faults.deniedRepository(), after, times: 2 }, lag(8), agrees()] },
      );
  });
});

describe("a moved tag", () => {
  const verify = (kit: Waiting, previous: typeof other | "unknown" = other, timeout = 600_000) =>
    verifyTag(
      kit.client,
      at(kit.registry, "a"),
      "v1",
      digestOf(image),
      previous === "unknown" ? previous : digestOf(previous),
      kit.context,
      kit.patience(timeout),
    );

  it("is read back once where nothing lags", async () => {
    await waiting(async (kit) => {
      pushFixture(kit.registry, "a", image, { tag: "v1" });
      await verify(kit);
      expect(kit.registry.requests.map(({ method }) => method)).toEqual(["HEAD"]);
    });
  });

  it("is waited for while it holds what it held before, or nothing", async () => {
    await waiting(
      async (kit) => {
        pushFixture(kit.registry, "a", other, { tag: "v1" });
        kit.registry.onRequest(() => {
          if (kit.clock.now() > 100_000) pushFixture(kit.registry, "a", image, { tag: "v1" });
        });
        await verify(kit);
        expect(kit.pending.map(({ reason }) => reason)).toContain(`holds ${digestOf(other)}`);
        expect(kit.pending[0]?.reason).toMatch(/404/);
      },
      { faults: [lag(2), agrees()] },
    );
  });

  it("of which nobody knows what it held may hold that to the end of the time", async () => {
    await waiting(async (kit) => {
      pushFixture(kit.registry, "a", other, { tag: "v1" });
      kit.registry.onRequest(() => {
        if (kit.clock.now() > 100_000) pushFixture(kit.registry, "a", image, { tag: "v1" });
      });
      await verify(kit, "unknown");
    });
  });

  it("of which nobody knows what it held has a rival where it holds something else after that", async () => {
    const rival = imageFixture({ layers: 1, seed: "rival" });
    await waiting(
      async (kit) => {
        pushFixture(kit.registry, "a", other, { tag: "v1" });
        kit.registry.onRequest(() => {
          if (kit.clock.now() > 100_000) pushFixture(kit.registry, "a", rival, { tag: "v1" });
        });
        const error = await failure(verify(kit, "unknown"));
        expect(error.message).toMatch(`holds ${digestOf(rival)}`);
        expect(kit.clock.now()).toBeLessThan(150_000);
      },
      { faults: [lag(2), agrees()] },
    );
  });

  it("that a rival has moved is not waited for long", async () => {
    const rival = imageFixture({ layers: 1, seed: "rival" });
    await waiting(async (kit) => {
      pushFixture(kit.registry, "a", rival, { tag: "v1" });
      const error = await failure(verify(kit));
      expect(error).toBeInstanceOf(NotReadable);
      expect(error.message).toBe(
        `${kit.registry.host}/a:v1 was moved to ${digestOf(image)}, but another run was faster: the tag holds ${digestOf(rival)}, still after 30 s and ${kit.registry.count()} polls`,
      );
    });
  });

  it.each([other, "unknown"] as const)(
    "that a rival has moved on Gitea is not waited for at all",
    async (previous) => {
      await waiting(
        async (kit) => {
          const rival = imageFixture({ layers: 1, seed: "rival" });
          pushFixture(kit.registry, "a", rival, { tag: "v1" });
          const error = await failure(verify(kit, previous));
          expect(error).toBeInstanceOf(NotReadable);
          expect(error.message).toBe(
            `${kit.registry.host}/a:v1 was moved to ${digestOf(image)}, but another run was faster: the tag holds ${digestOf(rival)} now`,
          );
          expect(kit.registry.count(isHead)).toBe(2);
          expect(kit.clock.now()).toBe(0);
        },
        { flavour: "gitea" },
      );
    },
  );

  it("that holds on Gitea what it held before is not waited for either: a rival put it back", async () => {
    await waiting(
      async (kit) => {
        pushFixture(kit.registry, "a", other, { tag: "v1" });
        expect((await failure(verify(kit, other))).message).toContain("another run was faster");
        expect(kit.clock.now()).toBe(0);
      },
      { flavour: "gitea" },
    );
  });

  it("ends with the time", async () => {
    await waiting(async (kit) => {
      pushFixture(kit.registry, "a", other, { tag: "v1" });
      const error = await failure(verify(kit, other, 45_000));
      expect(error.message).toContain("after 45 s");
      expect(error.message).not.toContain("another run");
      expect(kit.clock.now()).toBe(45_000);
    });
  });

  it("that may not be read is no matter of waiting", async () => {
    await waiting(
      async (kit) => {
        await failure(verify(kit));
        expect(kit.clock.now()).toBeLessThan(3_000);
      },
      { faults: [{ act: faults.status(403), times: 99 }] },
    );
  });

  it("may be denied once, whenever that is", async () => {
    await waiting(
      async (kit) => {
        pushFixture(kit.registry, "a", image, { tag: "v1" });
        await verify(kit);
      },
      { faults: [{ act: faults.deniedRepository(), after: 7, times: 2 }, lag(6), agrees()] },
    );
  });
});
