import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFaultProxy } from "../proxies/fault-proxy.ts";
import { startDockerRegistry } from "../real/docker-registry.ts";
import { realPart } from "../real/real.ts";
import { behaviours, type Subject } from "./conformance.ts";
import { startRegistry } from "./registry.ts";

/** The embedded registry does all the specification describes. */
const embedded: Subject["features"] = {
  referrers: true,
  monolithicPost: true,
  chunkOrder: true,
  tagOrder: true,
  tagPages: true,
  invalidTag: 400,
};

/**
 * Where distribution 2.8 differs, found by these tests: it has no referrers API and hence no OCI-Subject;
 * it answers a monolithic POST with an upload session, which the specification allows; it appends a chunk
 * whatever its Content-Range says; it lists all tags, in no order, whatever `n` says; and it has no route
 * for a tag outside the grammar, so 404. Everything else here holds for both.
 */
const distribution: Subject["features"] = {
  referrers: false,
  monolithicPost: false,
  chunkOrder: false,
  tagOrder: false,
  tagPages: false,
  invalidTag: 404,
};

type Started = { readonly origin: string; close(): Promise<void> };

function suite(features: Subject["features"], start: () => Promise<Started>): void {
  let started: Started;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started.close());
  behaviours({
    features,
    get origin() {
      return started.origin;
    },
  });
}

async function behindProxy(upstream: Started): Promise<Started> {
  const proxy = await startFaultProxy(upstream.origin);
  return {
    origin: proxy.origin,
    close: async () => {
      await proxy.close();
      await upstream.close();
    },
  };
}

function authentication(start: () => Promise<Started>): void {
  let started: Started;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started.close());

  const authorization = `Basic ${Buffer.from("imgpub:secret").toString("base64")}`;
  const wrong = `Basic ${Buffer.from("imgpub:wrong").toString("base64")}`;

  it.each([
    ["without credentials", {}],
    ["with a wrong password", { authorization: wrong }],
  ])("refuses %s and says how to ask", async (_title, headers) => {
    for (const path of ["/v2/", "/v2/auth/image/manifests/latest"]) {
      const response = await fetch(`${started.origin}${path}`, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=".+"$/);
      const body = (await response.json()) as { errors: { code: string }[] };
      expect(body.errors[0]?.code).toBe("UNAUTHORIZED");
    }
  });

  it("lets the right credentials through", async () => {
    const ping = await fetch(`${started.origin}/v2/`, { headers: { authorization } });
    expect(ping.status).toBe(200);
    const upload = await fetch(`${started.origin}/v2/auth/image/blobs/uploads/`, {
      method: "POST",
      headers: { authorization },
    });
    expect(upload.status).toBe(202);
  });
}

describe("embedded registry", () => suite(embedded, () => startRegistry()));
describe("embedded registry behind the fault proxy", () =>
  suite(embedded, async () => behindProxy(await startRegistry())));
describe("embedded registry with Basic", () => authentication(() => startRegistry({ auth: "basic" })));

realPart("docker-registry")("Debian's docker-registry", () =>
  suite(distribution, () => startDockerRegistry()),
);
realPart("docker-registry")("Debian's docker-registry behind the fault proxy", () =>
  suite(distribution, async () => behindProxy(await startDockerRegistry())),
);
realPart("docker-registry")("Debian's docker-registry with htpasswd", () =>
  authentication(() => startDockerRegistry({ htpasswd: true })),
);
