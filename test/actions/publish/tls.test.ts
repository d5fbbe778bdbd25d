import { describe, expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../../support/images/images.ts";
import { tls } from "../../support/proxies/tls.ts";
import { faults, type Registry, type RegistryOptions, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, stillClock, wait, workspace } from "../step.ts";

const built = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = built.descriptor;

async function start(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry(options);
  pushFixture(registry, "app", built);
  return registry;
}

/** The environment in which the registry's own certificate is trusted. */
async function trusted() {
  const space = await workspace({ "ca.pem": tls.cert });
  return { env: { NODE_EXTRA_CA_CERTS: `${space.path}/ca.pem` }, [Symbol.asyncDispose]: space.dispose };
}

const inputsOf = ({ host }: Registry) => ({ sources: `${host}/app@${digest}`, tags: `${host}/app:1` });

describe("a loopback registry that speaks TLS", () => {
  test.each(["by itself", "with insecure-registries"])("is spoken to over TLS, %s", async (how) => {
    await using registry = await start({ tls, auth: "bearer" });
    await using trust = await trusted();
    const insecure = how === "by itself" ? {} : { "insecure-registries": registry.host };
    const auth = Buffer.from("imgpub:secret").toString("base64");
    const env = {
      ...trust.env,
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }),
    };
    expectSuccess(await publish({ ...inputsOf(registry), ...insecure }, { env }));
    expect(registry.tags("app").has("1")).toBe(true);
    expectSuccess(await wait({ refs: `${registry.host}/app:1`, ...insecure }, { env }));
  });

  test.each(["by itself", "with insecure-registries"])(
    "and has a certificate that is not trusted is told of in one sentence, %s",
    async (how) => {
      await using registry = await start({ tls });
      const insecure = how === "by itself" ? {} : { "insecure-registries": registry.host };
      const sentence = `${registry.host}/app/manifests/${digest}: DEPTH_ZERO_SELF_SIGNED_CERT; its certificate is not trusted; set NODE_EXTRA_CA_CERTS to the file of a private authority`;
      const published = await publish({ ...inputsOf(registry), ...insecure });
      expect(expectOneError(published)).toContain(sentence);
      const waited = await wait({ refs: `${registry.host}/app@${digest}`, ...insecure });
      expect(expectOneError(waited)).toContain(sentence);
      expect(registry.count()).toBe(0);
    },
  );

  test("and breaks off the handshake is asked for TLS again, and for nothing else", async () => {
    const { createServer } = await import("node:net");
    const seen: number[] = [];
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (bytes) => {
        seen.push(bytes[0] ?? 0);
        socket.resetAndDestroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const run = await wait({ refs: `127.0.0.1:${port}/app@${digest}`, timeout: "1s" }, stillClock);
    server.close();
    expect(expectOneError(run)).toContain("conn reset");
    expect(seen.length).toBeGreaterThan(1);
    // The first byte of a TLS record with a handshake.
    expect(new Set(seen)).toEqual(new Set([0x16]));
  });
});

describe("a loopback registry that speaks no TLS", () => {
  test("is asked over TLS once, which costs a connection and no request", async () => {
    await using registry = await start();
    expectSuccess(await wait({ refs: `${registry.host}/app@${digest}`, deep: "false" }));
    expect(registry.requests.map(({ method, status }) => `${method} ${status}`)).toEqual(["HEAD 200"]);
    expect(registry.connections()).toBe(2);
    registry.clearRequests();
    expectSuccess(await publish(inputsOf(registry)));
    const used = new Set(registry.requests.map(({ connection }) => connection));
    expect(registry.connections()).toBe(used.size + 1);
  });

  // What Go's net/http says, without a content type.
  test("says why it refuses a request in plain text, which is shown", async () => {
    await using registry = await start();
    const message = "Client sent an HTTP request to an HTTPS server.\n";
    registry.faults.add({
      match: faults.where({ method: "GET" }),
      times: Number.POSITIVE_INFINITY,
      act: faults.status(400, { message }),
    });
    const run = await publish(inputsOf(registry));
    expect(expectOneError(run)).toContain(": HTTP 400 (Client sent an HTTP request to an HTTPS server.)");
  });

  test.each([
    [413, "413 Request Entity Too Large"],
    [431, "431 Request Header Fields Too Large"],
  ])("or %s, bounded and in one line", async (status, words) => {
    await using registry = await start();
    const message = `${words}\r\n\u001b[31m${"x".repeat(5_000)}`;
    registry.faults.add({
      match: faults.where({ method: "PUT" }),
      times: Number.POSITIVE_INFINITY,
      act: faults.status(status, { message }),
    });
    const error = expectOneError(await publish(inputsOf(registry)));
    expect(error).toContain(`: HTTP ${status} (${words} xxx`);
    expect(error.length).toBeLessThan(600);
  });
});
