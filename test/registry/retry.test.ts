import { describe, expect, it } from "vitest";
import { getBlob, hasBlob } from "../../src/registry/blobs.ts";
import type { ApiRequest } from "../../src/registry/client.ts";
import { RegistryError, RegistryRefusal, verdictOf } from "../../src/registry/errors.ts";
import { getManifest, headManifest } from "../../src/registry/manifests.ts";
import { putIndex, putManifest } from "../../src/registry/put-manifest.ts";
import { Waiter } from "../../src/registry/waiter.ts";
import { systemClock } from "../../src/retry/clock.ts";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { tls } from "../support/proxies/tls.ts";
import { type Fault, faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { FastClock, HandClock } from "./clocks.ts";
import { at, digestOf, failure, manifestOf, startServer, type TestClient, testClient, until } from "./kit.ts";

const image = imageFixture({ layers: 1 });
const config = digestOf(image.config);

type Operation = (kit: TestClient, registry: { readonly host: string }) => Promise<unknown>;
const operations: Readonly<Record<string, Operation>> = {
  "HEAD manifest": ({ client, context }, registry) =>
    headManifest(client, at(registry, "a"), digestOf(image), "read", context),
  "GET manifest": ({ client, context }, registry) =>
    getManifest(client, at(registry, "a"), digestOf(image), "read", context),
  "PUT manifest": ({ client, context }, registry) =>
    putManifest(client, at(registry, "a"), "v1", manifestOf(image), context),
  "HEAD blob": async ({ client, context }, registry) => {
    expect(await hasBlob(client, at(registry, "a"), config, context)).toBe(true);
  },
  "GET blob": async ({ client, context }, registry) => {
    expect(Buffer.from(await getBlob(client, at(registry, "a"), config, context))).toEqual(
      image.config.bytes,
    );
  },
};

async function withFaults<T>(
  scripted: readonly Fault[],
  use: (registry: Registry, kit: TestClient) => Promise<T>,
  clock = new FastClock(),
): Promise<T> {
  await using registry = await startRegistry();
  pushFixture(registry, "a", image);
  for (const fault of scripted) registry.faults.add(fault);
  return await use(registry, testClient({ clock }));
}

const transient: Readonly<Record<string, readonly [Fault["act"], string]>> = {
  "408": [faults.status(408), "HTTP 408"],
  "425": [faults.status(425), "HTTP 425"],
  "499": [faults.status(499), "HTTP 499"],
  "500": [faults.status(500), "HTTP 500"],
  "502": [faults.status(502), "HTTP 502"],
  "503": [faults.status(503), "HTTP 503"],
  "504": [faults.status(504), "HTTP 504"],
  "522": [faults.status(522), "HTTP 522"],
  "an HTML 503": [faults.html503(), "HTTP 503"],
  "a bare 429": [faults.tooMany(), "429"],
  "Docker Hub's abuse limit": [faults.hubAbuseLimit(), "429"],
  "a reset before the answer": [faults.resetBeforeHeaders(), "conn reset"],
  "a reset after the work was done": [faults.resetAfterHandling(), "conn reset"],
  "a 200 that is none of the registry's": [faults.wrongContentType(), "wrong content type"],
  "a 200 with a web page": [
    faults.status(200, { message: "<html>", headers: { "content-type": "text/html; charset=utf-8" } }),
    "wrong content type",
  ],
};

/** A HEAD whose answer has a type that is no manifest's is followed by a GET at once. */
const isAskedOtherwise = (name: string, reason: string) =>
  name === "HEAD manifest" && reason === "wrong content type";

describe.each(Object.entries(operations))("%s", (name, operation) => {
  it.each(Object.entries(transient))("is tried again after %s", async (_, [act, reason]) => {
    await withFaults([{ act, times: 2 }], async (registry, kit) => {
      await operation(kit, registry);
      if (isAskedOtherwise(name, reason)) {
        expect(kit.notes.map((note) => note.reason)).toEqual([reason]);
        expect(registry.requests.map(({ method }) => method)).toEqual(["HEAD", "GET", "GET"]);
        return;
      }
      expect(kit.notes.map((note) => note.reason)).toEqual([reason, reason]);
      expect(kit.notes.map(({ attempt }) => attempt)).toEqual([1, 2]);
      expect(registry.count()).toBe(3);
      expect(kit.clock.slept).toEqual(kit.notes.map(({ delay }) => delay));
      expect(
        kit.notes.every(({ where }) =>
          where.startsWith(`${registry.requests[0]?.method} ${registry.host}/a/`),
        ),
      ).toBe(true);
    });
  });

  it("is tried six times at most", async () => {
    await withFaults([{ act: faults.status(500), times: 99 }], async (registry, kit) => {
      const error = await failure(operation(kit, registry));
      expect(error).toBeInstanceOf(RegistryError);
      expect(error.message).toContain("HTTP 500");
      expect(registry.count()).toBe(6);
      expect(kit.clock.slept).toHaveLength(5);
    });
  });

  it.each([400, 402, 406, 409, 410, 413, 418, 501, 505])("is final on %s", async (status) => {
    await withFaults([{ act: faults.status(status), times: 99 }], async (registry, kit) => {
      await failure(operation(kit, registry));
      // A refused HEAD is settled by a GET, and a 409 to a put makes us look whether what we put is there already.
      const methods = name === "HEAD manifest" ? ["HEAD", "GET"] : [name.split(" ")[0]];
      expect(registry.requests.map(({ method }) => method)).toEqual(
        name === "PUT manifest" && status === 409 ? ["PUT", "HEAD", "GET"] : methods,
      );
      expect(kit.clock.slept).toEqual([]);
    });
  });

  it("is denied after one more try", async () => {
    await withFaults([{ act: faults.deniedRepository(), times: 99 }], async (registry, kit) => {
      const error = await failure(operation(kit, registry));
      if (registry.requests.every(({ method }) => method === "HEAD")) expect(registry.count()).toBe(1);
      else expect(registry.count(({ method }) => method !== "HEAD")).toBe(2);
      expect(error.message).toContain("check that the credentials may read and write this repository");
    });
  });
});

describe("an answer of the read kind", () => {
  it.each(["GET manifest", "GET blob"])("is asked for again when it breaks: %s", async (name) => {
    for (const [act, reason] of [
      [faults.truncatedBody(), /^(EOF|conn reset)$/],
      [faults.resetMidBody(), /^(EOF|conn reset)$/],
      [faults.corruptBody(), /^digest mismatch$/],
    ] as const)
      await withFaults([{ act, times: 2 }], async (registry, kit) => {
        await operations[name]?.(kit, registry);
        expect(kit.notes.map((note) => note.reason)).toEqual([
          expect.stringMatching(reason),
          expect.stringMatching(reason),
        ]);
      });
  });

  it("is hashed where the digest header is missing", async () => {
    await withFaults([{ act: faults.missingDigestHeader(), times: 99 }], async (registry, kit) => {
      pushFixture(registry, "a", image, { tag: "v1" });
      const head = await headManifest(kit.client, at(registry, "a"), "v1", "read", kit.context);
      expect(head).toMatchObject({ digest: digestOf(image), mediaType: image.descriptor.mediaType });
      expect(registry.requests.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
      registry.clearRequests();
      await headManifest(kit.client, at(registry, "a"), digestOf(image), "read", kit.context);
      expect(registry.count()).toBe(1);
    });
  });

  it("is not believed when the header names another digest", async () => {
    const other = `sha256:${"0".repeat(64)}`;
    const headers = { "content-type": image.descriptor.mediaType, "docker-content-digest": other };
    await withFaults([{ act: faults.status(200, { headers }), times: 2 }], async (registry, kit) => {
      await operations["HEAD manifest"]?.(kit, registry);
      expect(kit.notes.map(({ reason }) => reason)).toEqual(["digest mismatch", "digest mismatch"]);
    });
  });

  it("says that something is absent, which is an answer", async () => {
    await withFaults([], async (registry, kit) => {
      const missing = `sha256:${"1".repeat(64)}` as const;
      const error = await failure(getManifest(kit.client, at(registry, "a"), missing, "read", kit.context));
      expect(verdictOf(error)?.action).toBe("absent");
      expect(await hasBlob(kit.client, at(registry, "a"), missing, kit.context)).toBe(false);
      expect(kit.clock.slept).toEqual([]);
    });
  });
});

describe("error codes", () => {
  it.each([
    ["TOOMANYREQUESTS", 400],
    ["TOOMANYREQUESTS", 403],
    ["UNKNOWN", 400],
    ["UNAVAILABLE", 405],
  ])("%s is transient with a %s", async (code, status) => {
    await withFaults([{ act: faults.status(status, { code }) }], async (registry, kit) => {
      await operations["GET manifest"]?.(kit, registry);
      expect(kit.notes).toHaveLength(1);
    });
  });

  it.each([
    "DIGEST_INVALID",
    "SIZE_INVALID",
    "NAME_INVALID",
    "TAG_INVALID",
    "MANIFEST_INVALID",
    "UNSUPPORTED",
    "WHATEVER",
  ])("%s is permanent", async (code) => {
    await withFaults([{ act: faults.status(400, { code }), times: 9 }], async (registry, kit) => {
      const error = await failure(operations["PUT manifest"]?.(kit, registry) ?? Promise.resolve());
      expect(error.message).toContain(`400 ${code}`);
      expect(registry.count()).toBe(1);
    });
  });

  it("NAME_UNKNOWN tells a writer to create the repository", async () => {
    await using registry = await startRegistry({ createRepositories: false });
    const kit = testClient();
    const error = await failure(operations["PUT manifest"]?.(kit, registry) ?? Promise.resolve());
    expect(error.message).toContain("create the repository first");
    expect(registry.count()).toBe(1);
  });
});

describe("being told to wait", () => {
  const asked = async (act: Fault["act"], clock = new FastClock(() => 0)) =>
    withFaults(
      [{ act }],
      async (registry, kit) => {
        await operations["GET manifest"]?.(kit, registry);
        return kit.notes;
      },
      clock,
    );

  it("takes Retry-After in seconds", async () => {
    expect(await asked(faults.tooMany({ retryAfter: 12 }))).toEqual([
      expect.objectContaining({ reason: "429, 12 s", delay: 12_000 }),
    ]);
  });

  it("takes Retry-After as a date", async () => {
    const [note] = await asked(faults.tooMany({ retryAfter: new Date(Date.now() + 30_000) }));
    expect(note?.delay).toBeGreaterThan(27_000);
    expect(note?.delay).toBeLessThanOrEqual(30_000);
  });

  it.each([
    ["10.305464ms", 11],
    ["1m2.5s", 62_500],
    ["700µs", 1],
  ])("takes GHCR's %s from the body", async (ghcr, delay) => {
    expect(await asked(faults.tooMany({ ghcr }))).toEqual([expect.objectContaining({ delay })]);
  });

  it("takes the larger of Retry-After and the back-off", async () => {
    const [note] = await asked(faults.tooMany({ retryAfter: 0 }), new FastClock(() => 0.999));
    expect(note?.delay).toBe(500);
  });

  it("takes it with a 503, too", async () => {
    const act = faults.status(503, { headers: { "retry-after": "9" } });
    expect(await asked(act)).toEqual([expect.objectContaining({ delay: 9_000 })]);
  });

  it("gives up on a wait that is longer than a job", async () => {
    await withFaults([{ act: faults.tooMany({ retryAfter: 86_400 }), times: 9 }], async (registry, kit) => {
      const error = await failure(operations["GET manifest"]?.(kit, registry) ?? Promise.resolve());
      expect(error.message).toContain("a longer wait than a job should make");
      expect(registry.count()).toBe(1);
    });
  });

  it("gives up on Docker Hub's pull limit, with advice", async () => {
    await withFaults([{ act: faults.hubPullLimit(), times: 9 }], async (registry, kit) => {
      const error = await failure(operations["GET manifest"]?.(kit, registry) ?? Promise.resolve());
      expect(error.message).toContain("429, pull rate limit");
      expect(error.message).toContain("log in to the registry, or wait until the quota is renewed");
      expect(registry.count()).toBe(1);
    });
  });

  it.each(["GET manifest", "HEAD manifest", "PUT manifest"])(
    "takes GHCR's secondary limit for what it is: %s",
    async (name) => {
      await withFaults([{ act: faults.secondaryLimit(), times: 3 }], async (registry, kit) => {
        await operations[name]?.(kit, registry);
        expect(new Set(kit.notes.map(({ reason }) => reason))).toEqual(new Set(["403 secondary rate limit"]));
      });
    },
  );

  it("is final where a registry or its front end finds a body too large, in whatever words", async () => {
    const page = "<!DOCTYPE html><html><h1>413 Request Entity Too Large</h1></html>";
    const act = faults.status(413, { message: page, headers: { "content-type": "text/html" } });
    await withFaults([{ act, times: 9 }], async (registry, kit) => {
      const error = await failure(operations["PUT manifest"]?.(kit, registry) ?? Promise.resolve());
      expect(error.message).toContain("413");
      expect(registry.count()).toBe(1);
      expect(kit.notes).toEqual([]);
    });
  });

  it("takes a 404 for an absence, however long it says to wait", async () => {
    const act = faults.status(404, { headers: { "retry-after": "86400" } });
    await withFaults([{ act, times: 9 }], async (registry, { client, context, clock }) => {
      expect(await hasBlob(client, at(registry, "a"), config, context)).toBe(false);
      const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
      expect(verdictOf(error)?.action).toBe("absent");
      expect(clock.slept).toEqual([]);
    });
  });

  it("asks by GET what a HEAD is forbidden, as Artifactory does", async () => {
    const act = faults.status(403);
    await withFaults([{ act, match: faults.where({ method: "HEAD" }), times: 9 }], async (registry, kit) => {
      await operations["HEAD manifest"]?.(kit, registry);
      expect(registry.requests.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
    });
  });
});

describe("the network", () => {
  const request = (host: string, deadline?: number): ApiRequest => ({
    registry: host,
    access: [{ repository: "a", actions: ["pull"] }],
    method: "GET",
    path: "a/manifests/v1",
    phase: "read",
    ...(deadline !== undefined && { deadline }),
  });

  it("may hang: the attempt ends, and the next one follows", async () => {
    await withFaults([{ act: faults.hang(), times: 2 }], async (registry, kit) => {
      const path = `a/manifests/${digestOf(image)}`;
      const { status } = await kit.client.request({ ...request(registry.host, 250), path }, kit.context);
      expect(status).toBe(200);
      // A loaded machine may need more than one attempt for the answer, too.
      expect(kit.notes.length).toBeGreaterThanOrEqual(2);
      expect(new Set(kit.notes.map(({ reason }) => reason))).toEqual(new Set(["attempt timeout"]));
    });
  });

  it("may hang in the middle of a body", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-length": "10" }).write("half!");
    });
    const { client, context, notes } = testClient();
    const error = await failure(client.request(request(server.host, 60), context));
    expect(error.message).toContain("attempt timeout");
    expect(notes).toHaveLength(5);
  });

  it("that hangs is waited for by all at once, not by one after the other", async () => {
    await withFaults([{ act: faults.hang(), times: Number.POSITIVE_INFINITY }], async (registry, kit) => {
      await Promise.all(
        Array.from({ length: 20 }, () => failure(kit.client.once(request(registry.host, 400), kit.context))),
      );
      const { requests } = registry;
      const underWay = requests.map(
        ({ start }) => requests.filter((other) => other.start <= start && start < other.end).length,
      );
      expect(Math.max(...underWay)).toBeGreaterThan(1);
    });
  });

  it("may refuse the connection", async () => {
    const registry = await startRegistry();
    await registry.close();
    const { client, context, notes } = testClient();
    const error = await failure(client.request(request(registry.host), context));
    expect(error.message).toContain("conn refused");
    expect(notes).toHaveLength(5);
  });

  it("may not know the host, which gets one more try", async () => {
    const { client, context, notes } = testClient();
    const error = await failure(client.request(request("registry.invalid"), context));
    expect(error.message).toMatch(/(host not found|DNS not ready)/);
    if (/host not found/.test(error.message)) expect(notes).toHaveLength(1);
  });

  it("may lead to a certificate that nobody vouches for, which is final", async () => {
    const { createExchange } = await import("../../src/registry/http/exchange.ts");
    const { createTransport } = await import("../../src/registry/http/transport.ts");
    await using registry = await startRegistry({ tls });
    const transport = createTransport({
      exchange: createExchange(),
      plainAllowed: () => false,
      userAgent: "imgpub",
    });
    const error = await failure(
      transport.send({
        method: "GET",
        url: new URL(`${registry.origin}/v2/`),
        phase: "read",
        signal: new AbortController().signal,
        deadline: 5_000,
      }),
    );
    expect(verdictOf(error)).toMatchObject({
      action: "fail",
      reason: "DEPTH_ZERO_SELF_SIGNED_CERT",
      advice: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
  });

  it("may lead to something that speaks no HTTP, which is final", async () => {
    const { createServer } = await import("node:net");
    const server = createServer((socket) => void socket.end("SSH-2.0-nothing\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    try {
      const { client, context, notes } = testClient();
      const error = await failure(client.request(request(`127.0.0.1:${port}`), context));
      expect(error).toBeInstanceOf(RegistryError);
      expect(notes).toEqual([]);
    } finally {
      server.close();
    }
  });

  it("takes what nobody knows for permanent, and a bug for a bug", async () => {
    for (const thrown of [Object.assign(new Error("x"), { code: "EWHATEVER" }), new RangeError("a bug")]) {
      const { client, context, notes } = testClient({
        exchange: async () => {
          throw thrown;
        },
      });
      const error = await failure(client.request(request("127.0.0.1:1"), context));
      expect(error instanceof RegistryError).toBe(!(thrown instanceof RangeError));
      expect(notes).toEqual([]);
    }
  });
});

describe("the back-off", () => {
  it("grows, up to half a minute, with jitter", async () => {
    const delays = async (random: number) =>
      withFaults(
        [{ act: faults.status(500), times: 99 }],
        async (registry, kit) => {
          await failure(operations["GET manifest"]?.(kit, registry) ?? Promise.resolve());
          return kit.notes.map(({ delay }) => delay);
        },
        new FastClock(() => random),
      );
    expect(await delays(0)).toEqual([0, 0, 0, 0, 0]);
    expect(await delays(0.5)).toEqual([250, 500, 1_000, 2_000, 4_000]);
  });

  it("holds back the other requests to that host, and to no other", async () => {
    await using registry = await startRegistry();
    await using other = await startRegistry();
    for (const each of [registry, other]) pushFixture(each, "a", image);
    const clock = new HandClock();
    const { client, context } = testClient({ clock: clock as never });
    registry.faults.add({ act: faults.tooMany({ retryAfter: 20 }) });
    const read = (where: { host: string }) =>
      getManifest(client, at(where, "a"), digestOf(image), "read", context);
    const first = read(registry);
    await until(() => clock.sleeping.length === 1);
    expect(clock.sleeping).toEqual([20_000]);
    const second = read(registry);
    const patience = { start: 0, timeout: 60_000 };
    const polled = new Waiter(client).ready(at(registry, "a"), digestOf(image), context, patience);
    const streamed = client.stream({ ...blobRequest(registry.host) }, context);
    await read(other);
    await until(() => clock.sleeping.length === 4);
    expect(registry.count()).toBe(1);
    clock.advance(19_999);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(registry.count()).toBe(1);
    clock.advance(1);
    await until(() => registry.count() === 2);
    // From the refusal on they go one by one.
    let ended = false;
    const rest = Promise.all([first, second, polled, streamed.then(({ body }) => body.destroy())]).finally(
      () => {
        ended = true;
      },
    );
    await until(() => {
      clock.advance(50);
      return ended;
    });
    await rest;
    expect(registry.count()).toBe(5);
  });

  it("is set by a poll or a stream as well", async () => {
    for (const poll of [true, false]) {
      await using registry = await startRegistry();
      pushFixture(registry, "a", image);
      const clock = new HandClock();
      const { client, context } = testClient({ clock: clock as never });
      registry.faults.add({ act: faults.tooMany({ retryAfter: 20 }) });
      await failure(
        poll
          ? headManifest(client, at(registry, "a"), digestOf(image), "wait", {
              ...context,
              oneAttempt: { deadline: 20_000, over: context.signal },
            })
          : client.stream(blobRequest(registry.host), context),
      );
      const next = getManifest(client, at(registry, "a"), digestOf(image), "read", context);
      await until(() => clock.sleeping.length === 1);
      expect(clock.sleeping).toEqual([20_000]);
      clock.advance(20_000);
      await next;
    }
  });
});

describe("an abort", () => {
  const reason = new Error("the run was cancelled");

  it("ends a sleep at once", async () => {
    await withFaults([{ act: faults.tooMany({ retryAfter: 300 }), times: 9 }], async (registry) => {
      const controller = new AbortController();
      const { client } = testClient({ clock: systemClock as never });
      const onRetry = () => setTimeout(() => controller.abort(reason), 20);
      const context = { signal: controller.signal, onRetry };
      const both = ["1", "2"].map(() =>
        failure(getManifest(client, at(registry, "a"), digestOf(image), "read", context)),
      );
      expect(await Promise.all(both)).toEqual([reason, reason]);
      expect(registry.count()).toBeLessThanOrEqual(2);
    });
  });

  it("ends what is in flight and what is queued, and nothing more is sent", async () => {
    await withFaults([{ act: faults.hang(), times: 99 }], async (registry) => {
      const controller = new AbortController();
      const { client } = testClient({ requestsPerHost: 2 });
      const context = { signal: controller.signal };
      // The first answer tells that no authorization is needed, so that two may be in flight.
      registry.faults.clear();
      await getManifest(client, at(registry, "a"), digestOf(image), "read", context);
      registry.faults.add({ act: faults.hang(), times: 99 });
      registry.clearRequests();
      const all = Array.from({ length: 9 }, () =>
        failure(getManifest(client, at(registry, "a"), digestOf(image), "read", context)),
      );
      await until(() => registry.count() === 2);
      controller.abort(reason);
      expect(new Set(await Promise.all(all))).toEqual(new Set([reason]));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(registry.count()).toBe(2);
    });
  });

  it("ends those that wait for what the first one learns", async () => {
    await withFaults([{ act: faults.hang(), times: 99 }], async (registry, { client }) => {
      const [mine, others] = [new AbortController(), new AbortController()];
      const first = failure(getManifest(client, at(registry, "a"), "v1", "read", { signal: others.signal }));
      await until(() => registry.count() === 1);
      const second = failure(getManifest(client, at(registry, "a"), "v2", "read", { signal: mine.signal }));
      mine.abort(reason);
      others.abort(reason);
      expect(await Promise.all([first, second])).toEqual([reason, reason]);
      expect(registry.count()).toBe(1);
    });
  });

  it("before the start sends nothing", async () => {
    await withFaults([], async (registry, { client }) => {
      const context = { signal: AbortSignal.abort(reason) };
      expect(await failure(getManifest(client, at(registry, "a"), "v1", "read", context))).toBe(reason);
      expect(registry.count()).toBe(0);
    });
  });
});

describe("an index whose children the registry does not see yet", () => {
  const index = indexFixture([image]);
  const put = ({ client, context }: TestClient, registry: Registry) =>
    putIndex(client, at(registry, "a"), "v1", manifestOf(index), context);

  it.each([
    [400, "MANIFEST_BLOB_UNKNOWN"],
    [404, "MANIFEST_BLOB_UNKNOWN"],
    [400, "MANIFEST_UNVERIFIED"],
    [404, "MANIFEST_UNKNOWN"],
    [404, "BLOB_UNKNOWN"],
  ])("is put again, twice: %s %s", async (status, code) => {
    for (const times of [2, 99])
      await withFaults([{ act: faults.status(status, { code }), times }], async (registry, kit) => {
        if (times === 2) await put(kit, registry);
        else expect((await failure(put(kit, registry))).message).toContain(`${status} ${code}`);
        expect(registry.count()).toBe(3);
        expect(kit.notes.map(({ reason }) => reason)).toEqual([`${status} ${code}`, `${status} ${code}`]);
      });
  });

  it("is tried six times for what passes, and at once final for what does not", async () => {
    await withFaults([{ act: faults.html503(), times: 99 }], async (registry, kit) => {
      await failure(put(kit, registry));
      expect(registry.count()).toBe(6);
    });
    await withFaults([{ act: faults.status(413), times: 99 }], async (registry, kit) => {
      await failure(put(kit, registry));
      expect(registry.count()).toBe(1);
    });
  });
});

describe("a manifest that is put", () => {
  it("may be put again when the answer was lost", async () => {
    await withFaults([{ act: faults.resetAfterHandling() }], async (registry, kit) => {
      await operations["PUT manifest"]?.(kit, registry);
      expect(registry.tags("a").get("v1")).toBe(digestOf(image));
    });
  });

  it("under an immutable tag is accepted when the tag holds it, and is refused when it holds another", async () => {
    await using registry = await startRegistry({ immutableTags: true });
    pushFixture(registry, "a", image, { tag: "v1" });
    const other = imageFixture({ layers: 1, seed: "other" });
    pushFixture(registry, "a", other);
    const { client, context, notes } = testClient();
    await putManifest(client, at(registry, "a"), "v1", manifestOf(image), context);
    const error = await failure(putManifest(client, at(registry, "a"), "v1", manifestOf(other), context));
    expect(error.message).toContain("400 TAG_INVALID");
    expect(error.message).toContain("immutable");
    expect(notes).toEqual([]);
    expect(registry.tags("a").get("v1")).toBe(digestOf(image));
  });

  it("and stored as something else is a final failure", async () => {
    const other = `sha256:${"0".repeat(64)}`;
    const act = faults.status(201, { headers: { "docker-content-digest": other } });
    await withFaults([{ act, times: 9 }], async (registry, kit) => {
      const error = await failure(operations["PUT manifest"]?.(kit, registry) ?? Promise.resolve());
      expect(error).toBeInstanceOf(RegistryRefusal);
      expect(error.message).toContain(other);
      expect(registry.count()).toBe(1);
    });
  });

  it("may be answered without a digest", async () => {
    await using registry = await startRegistry({ digestHeader: false });
    pushFixture(registry, "a", image);
    const kit = testClient();
    await operations["PUT manifest"]?.(kit, registry);
    expect(registry.count()).toBe(1);
  });
});

function blobRequest(registry: string): ApiRequest {
  return {
    registry,
    access: [{ repository: "a", actions: ["pull"] }],
    method: "GET",
    path: `a/blobs/${config}`,
    phase: "read",
  };
}
