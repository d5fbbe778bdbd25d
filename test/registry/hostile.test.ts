import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../src/image/digest.ts";
import { requestToken } from "../../src/registry/auth/token.ts";
import { getBlob } from "../../src/registry/blobs.ts";
import { RegistryRefusal } from "../../src/registry/errors.ts";
import { getManifest, headManifest } from "../../src/registry/manifests.ts";
import { putManifest } from "../../src/registry/put-manifest.ts";
import { copyBlob } from "../../src/registry/transfer/transfer.ts";
import { Uploads } from "../../src/registry/transfer/uploads.ts";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { tls, trustingExchange } from "../support/proxies/tls.ts";
import { faults, startObjectStore, startRegistry } from "../support/registry/index.ts";
import { FastClock } from "./clocks.ts";
import {
  at,
  digestOf,
  failure,
  manifestOf,
  type RawServer,
  rightUser,
  startServer,
  stored,
  testClient,
} from "./kit.ts";

// So large that it is streamed.
const image = imageFixture({ layers: 1, layerSize: 40_000 });
const [layer] = image.layers;
if (!layer) throw new Error("the fixture has no layer");
const blob = { ...layer.descriptor, digest: layer.descriptor.digest as Digest };
const manifestHeaders = {
  "content-type": image.descriptor.mediaType,
  "docker-content-digest": image.descriptor.digest,
};

/** A server that writes down what it is sent, and answers as a token server would. */
const trap = () =>
  startServer((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"token":"x"}'),
  );
const authorizations = ({ seen }: RawServer) => seen.map(({ headers }) => headers.authorization);

describe("a token realm", () => {
  it("on another host over plain HTTP gets no credentials", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    await using hostile = await trap();
    registry.faults.add({ act: faults.hostileRealm(`${hostile.origin}/token`), times: 9 });
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error).toBeInstanceOf(RegistryRefusal);
    expect(error.message).toBe(
      `${registry.host} names the token server ${hostile.origin}, which is without HTTPS and gets no credentials`,
    );
    expect([hostile.seen, notes]).toEqual([[], []]);
  });

  it("on another host over HTTPS gets them", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    await using tokens = await startRegistry({ auth: "bearer", tls });
    registry.faults.add({ act: faults.hostileRealm(`${tokens.origin}/token`) });
    const { client, context } = testClient({
      credentials: stored({ [registry.host]: rightUser }),
      exchange: trustingExchange(),
    });
    // The other server's tokens mean nothing to this one, so the request is refused in the end.
    await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
    expect(
      tokens.requests.map(({ method, path, authorization }) => `${method} ${path} ${authorization}`),
    ).toEqual(["GET /token basic"]);
  });

  it.each([
    ["http://user:pass@127.0.0.1:9/token", /credentials in its URL/],
    ["https://user:pass@127.0.0.1:9/token", /credentials in its URL/],
    ["file:///etc/passwd", /the token server file:.*without HTTPS|not HTTPS/],
    ["ftp://127.0.0.1/token", /not HTTPS|without HTTPS/],
    ["/token", /names a token server that is no URL/],
    ["http://[", /names a token server that is no URL/],
  ])("of %s is refused, with credentials or without", async (realm, message) => {
    await using registry = await startRegistry({ auth: "bearer" });
    registry.faults.add({ act: faults.hostileRealm(realm), times: 9 });
    for (const known of [{ [registry.host]: rightUser }, {}]) {
      const { client, context, notes } = testClient({ credentials: stored(known) });
      const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
      expect(error).toBeInstanceOf(RegistryRefusal);
      expect(error.message).toMatch(message);
      expect(error.message).not.toMatch(/pass|null/);
      expect(notes).toEqual([]);
    }
  });

  it("that redirects to another host keeps the credentials to itself", async () => {
    await using hostile = await trap();
    await using registry = await startRegistry({ auth: "bearer" });
    pushFixture(registry, "a", image);
    registry.faults.add({
      match: faults.where({ kind: "token" }),
      act: faults.hostileRedirect(hostile.origin),
    });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await failure(headManifest(client, at(registry, "a"), digestOf(image), "read", context));
    expect(authorizations(hostile)).toEqual([undefined]);
  });

  it("does not get a refresh token redirected to another host", async () => {
    await using hostile = await trap();
    await using registry = await startRegistry({ auth: { kind: "bearer", refreshToken: "refresh-me" } });
    registry.faults.add({
      match: faults.where({ kind: "token" }),
      act: faults.hostileRedirect(hostile.origin),
    });
    const { client, context } = testClient({
      credentials: stored({ [registry.host]: { kind: "identity", token: "refresh-me" } }),
    });
    const error = await failure(headManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error.message).toContain("a write is not redirected");
    expect(hostile.seen).toEqual([]);
  });
});

describe("the token server of a registry with TLS", () => {
  const ask = (origin: string, realm: string, credential?: typeof rightUser) => {
    const sent: string[] = [];
    const answer = requestToken(
      {
        registry: "registry.example",
        origin,
        realm,
        service: "s",
        scope: [],
        credential,
        isGitea: false,
        clock: new FastClock(),
        onSecret: () => {},
        transport: {
          async send({ url }) {
            sent.push(url.href);
            return { status: 200, headers: {}, url, body: Readable.from([Buffer.from('{"token":"x"}')]) };
          },
        },
      },
      new AbortController().signal,
    );
    return { answer, sent };
  };

  it("is not a loopback one without TLS, not even for the anonymous", async () => {
    for (const credential of [undefined, rightUser]) {
      const { answer, sent } = ask("https://registry.example", "http://127.0.0.1:2375/token", credential);
      const error = await failure(answer);
      expect(error).toBeInstanceOf(RegistryRefusal);
      expect(error.message).toContain("http://127.0.0.1:2375, which is without HTTPS");
      expect(sent).toEqual([]);
    }
  });

  it("may be another one with TLS, and that of a plain registry a plain one for the anonymous", async () => {
    for (const [origin, realm] of [
      ["https://registry.example", "https://auth.example/token"],
      ["http://127.0.0.1:5000", "http://127.0.0.1:5001/token"],
    ] as const) {
      const { answer, sent } = ask(origin, realm);
      expect((await answer).header).toBe("Bearer x");
      expect(sent).toEqual([`${realm}?service=s`]);
    }
  });
});

describe("a redirect", () => {
  it.each(["none", "basic", "bearer"] as const)(
    "to a host that asks for credentials gets none, nor does its token server (registry: %s)",
    async (auth) => {
      await using tokens = await trap();
      for (const challenge of [`Bearer realm="${tokens.origin}/token",service="s"`, 'Basic realm="x"']) {
        await using hostile = await startServer((_, response) =>
          response.writeHead(401, { "www-authenticate": challenge }).end(),
        );
        await using registry = await startRegistry({ auth });
        const act = faults.hostileRedirect(hostile.origin);
        registry.faults.add({ match: faults.where({ kind: "manifest" }), act, times: 99 });
        const known = auth === "none" ? {} : { [registry.host]: rightUser };
        // Also where there would be credentials for that other host.
        const credentials = stored({ ...known, [hostile.host]: rightUser, [tokens.host]: rightUser });
        const { client, context, notes } = testClient({ credentials });
        const error = await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
        expect(error.message).toContain("401");
        expect(hostile.seen.length).toBeGreaterThan(0);
        expect(authorizations(hostile).every((value) => value === undefined)).toBe(true);
        expect([tokens.seen, notes]).toEqual([[], []]);
        expect(credentials.asked.every((one) => one.startsWith(`${registry.host}/`))).toBe(true);
      }
    },
  );

  it("to object storage is followed without credentials", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    await using storage = await startObjectStore();
    pushFixture(registry, "a", image);
    registry.faults.add({ act: faults.blobRedirect(storage), times: 9 });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const bytes = await getBlob(client, at(registry, "a"), digestOf(image.config), context);
    expect(Buffer.from(bytes)).toEqual(image.config.bytes);
    expect(storage.requests.map(({ authorization }) => authorization)).toEqual(["none"]);
  });

  it("within the registry keeps them", async () => {
    await using registry = await startRegistry({ auth: "basic" });
    pushFixture(registry, "a", image);
    registry.faults.add({
      match: faults.where({ kind: "manifest", reference: "old" }),
      act: faults.status(307, { headers: { location: `/v2/a/manifests/${digestOf(image)}` } }),
    });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const { digest } = await getManifest(client, at(registry, "a"), "old", "read", context);
    expect(digest).toBe(digestOf(image));
  });

  it("back from another origin does not get them again", async () => {
    await using registry = await startRegistry({ auth: "basic" });
    pushFixture(registry, "a", image);
    await using hostile = await startServer((_, response) =>
      response.writeHead(307, { location: `${registry.origin}/v2/a/manifests/secret` }).end(),
    );
    registry.faults.add({
      match: faults.where({ kind: "manifest", reference: "v1" }),
      act: faults.hostileRedirect(hostile.origin),
    });
    const { client, context } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
    const back = registry.requests.filter(({ reference }) => reference === "secret");
    expect(back[0]?.authorization).toBe("none");
    expect(authorizations(hostile).every((value) => value === undefined)).toBe(true);
  });

  it("from HTTPS to plain HTTP is refused", async () => {
    await using hostile = await trap();
    await using registry = await startRegistry({ tls });
    registry.faults.add({ act: faults.hostileRedirect(hostile.origin), times: 9 });
    const { client, context, notes } = testClient({ exchange: trustingExchange() });
    const error = await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error.message).toContain(`leaves HTTPS, which is refused`);
    expect([hostile.seen, notes]).toEqual([[], []]);
  });

  it("to a host that may not be spoken to over plain HTTP is refused", async () => {
    await using registry = await startRegistry();
    registry.faults.add({ act: faults.hostileRedirect("http://192.0.2.1"), times: 9 });
    const { client, context } = testClient();
    const error = await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error.message).toContain("http://192.0.2.1 is not HTTPS");
  });

  it("with a user in it is refused, and its query is not told", async () => {
    await using registry = await startRegistry();
    const location = "https://user:hunter2@127.0.0.1:9/x?X-Amz-Signature=sig-sig";
    registry.faults.add({ act: faults.status(307, { headers: { location } }), times: 9 });
    const { client, context } = testClient();
    const error = await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error).toBeInstanceOf(RegistryRefusal);
    expect(error.message).not.toMatch(/hunter2|sig-sig/);
  });

  it("in a circle ends after a few hops", async () => {
    await using registry = await startRegistry();
    registry.faults.add({ act: faults.hostileRedirect(registry.origin), times: 99 });
    const { client, context, notes } = testClient();
    const error = await failure(getManifest(client, at(registry, "a"), "v1", "read", context));
    expect(error.message).toContain("more than 5 redirects");
    expect(registry.count()).toBe(6);
    expect(notes).toEqual([]);
  });

  it("of a write to another host is refused", async () => {
    await using hostile = await trap();
    await using registry = await startRegistry();
    pushFixture(registry, "a", image);
    registry.faults.add({ act: faults.hostileRedirect(hostile.origin), times: 9 });
    const { client, context } = testClient();
    const error = await failure(putManifest(client, at(registry, "a"), "v1", manifestOf(image), context));
    expect(error.message).toContain(`a write is not redirected to ${hostile.origin}`);
    expect(hostile.seen).toEqual([]);
  });
});

describe("an upload that is redirected", () => {
  it.each([301, 302, 303, 307, 308])("by %s is refused, to wherever", async (status) => {
    for (const same of [true, false]) {
      await using hostile = await trap();
      await using registry = await startRegistry();
      pushFixture(registry, "a", image);
      const match = faults.where({ method: "PUT", kind: "upload" });
      const location = `${same ? registry.origin : hostile.origin}/v2/`;
      registry.faults.add({ match, act: faults.status(status, { headers: { location } }), times: 9 });
      const { client, context, notes } = testClient();
      const error = await failure(
        copyBlob(client, at(registry, "a"), at(registry, "b"), blob, "force", context, new Uploads(client)),
      );
      expect(error).toBeInstanceOf(RegistryRefusal);
      expect(error.message).toContain("the upload is redirected, which is refused");
      expect([hostile.seen, notes]).toEqual([[], []]);
      // A 303 would be followed by a GET, whose 200 says nothing of the upload.
      expect(registry.count(({ kind }) => kind === "ping")).toBe(0);
    }
  });
});

describe("an upload Location", () => {
  it("at another origin is refused", async () => {
    await using registry = await startRegistry({ auth: "bearer" });
    await using hostile = await trap();
    pushFixture(registry, "a", image);
    registry.faults.add({ act: faults.hostileLocation(hostile.origin), times: 9 });
    const { client, context, notes } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
    const error = await failure(
      copyBlob(client, at(registry, "a"), at(registry, "b"), blob, "force", context, new Uploads(client)),
    );
    expect(error).toBeInstanceOf(RegistryRefusal);
    expect(error.message).toBe(
      `POST ${registry.host}/b/blobs/uploads/: the upload session is at ${hostile.origin}, another origin, which is refused`,
    );
    expect([hostile.seen, notes]).toEqual([[], []]);
  });

  it("with a user in it is refused", async () => {
    await using registry = await startRegistry();
    pushFixture(registry, "a", image);
    registry.faults.add({
      act: faults.hostileLocation(registry.origin.replace("//", "//user:hunter2@")),
      times: 9,
    });
    const { client, context } = testClient();
    const error = await failure(
      copyBlob(client, at(registry, "a"), at(registry, "b"), blob, "force", context, new Uploads(client)),
    );
    expect(error).toBeInstanceOf(RegistryRefusal);
    expect(error.message).not.toContain("hunter2");
  });

  it("at the same host with the other scheme gets ours", async () => {
    await using registry = await startRegistry();
    pushFixture(registry, "a", image);
    registry.faults.add({ act: faults.hostileLocation(registry.origin.replace("http:", "https:")) });
    const { client, context } = testClient();
    expect(
      await copyBlob(
        client,
        at(registry, "a"),
        at(registry, "b"),
        blob,
        "force",
        context,
        new Uploads(client),
      ),
    ).toBe("uploaded");
    expect(registry.hasBlob("b", blob.digest)).toBe(true);
  });

  it("may be relative, and keeps a query of its own to the letter", async () => {
    await using registry = await startRegistry();
    pushFixture(registry, "a", image);
    const session = "/v2/b/blobs/uploads/1?_state=a%20b%2Bc~(x)/y";
    await using server = await startServer(({ method }, response) => {
      if (method === "HEAD") response.writeHead(404).end();
      else if (method === "POST") response.writeHead(202, { location: session }).end();
      else response.writeHead(201).end();
    });
    const { client, context } = testClient();
    await copyBlob(client, at(registry, "a"), at(server, "b"), blob, "mount", context, new Uploads(client));
    expect(server.seen.at(-1)).toMatchObject({
      method: "PUT",
      url: `${session}&digest=${encodeURIComponent(blob.digest)}`,
    });
  });
});

describe("an answer in an error", () => {
  const text = async (body: string, status = 400, headers: Record<string, string> = {}) => {
    await using server = await startServer((_, response) => response.writeHead(status, headers).end(body));
    const { client, context } = testClient();
    const error = await failure(getManifest(client, at(server, "a"), "v1", "read", context));
    return { message: error.message.replaceAll(server.host, "HOST"), seen: server.seen.length };
  };
  const said = (message: string) => JSON.stringify({ errors: [{ code: "MANIFEST_INVALID", message }] });

  it("is one short line without control characters", async () => {
    const nasty = `one\r\n::error::two\u001b[2K\u009b31mthree\u2028four\u202efive\u0000`;
    const { message } = await text(said(nasty));
    expect(message).toMatch(/^GET HOST\/a\/manifests\/v1: 400 MANIFEST_INVALID \(one ::error::two/);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect((await text(said("x".repeat(5_000)))).message.length).toBeLessThan(500);
  });

  it("is left out where it is no registry's error", async () => {
    for (const body of [
      "<html>::error::hello</html>",
      '{"errors":["x"]}',
      "{",
      "",
      " \n",
      "reqPackageAccess\n",
    ])
      expect((await text(body, 418)).message).toBe("GET HOST/a/manifests/v1: HTTP 418");
    expect(
      (await text(JSON.stringify({ errors: [{ code: "X\n::error::", message: 7 }] }), 418)).message,
    ).toBe("GET HOST/a/manifests/v1: HTTP 418");
  });

  it("is shown where it is plain text, as one short line", async () => {
    const plain = "plain\r\n::error::text\u001b[2K";
    expect((await text(plain, 418)).message).toBe("GET HOST/a/manifests/v1: HTTP 418 (plain ::error::text)");
    expect((await text("too long ".repeat(5_000), 418)).message.length).toBeLessThan(400);
  });

  it("is read only so far", async () => {
    let sent = 0;
    await using server = await startServer((_, response) => {
      response.writeHead(400);
      const more = (): void => {
        while (!response.destroyed && sent < 64 << 20) {
          sent += 1 << 16;
          if (!response.write("y".repeat(1 << 16))) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const { client, context } = testClient();
    await failure(getManifest(client, at(server, "a"), "v1", "read", context));
    expect(sent).toBeLessThan(16 << 20);
  });

  it("does not grow without bound when it is good, either", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": image.descriptor.mediaType });
      const more = (): void => {
        while (!response.destroyed)
          if (!response.write("y".repeat(1 << 16))) return void response.once("drain", more);
      };
      more();
    });
    const { client, context } = testClient();
    const error = await failure(getManifest(client, at(server, "a"), "v1", "read", context));
    expect(error.message).toContain("longer than the");
    expect(server.seen).toHaveLength(1);
  });

  it("gives away no signed URL", async () => {
    await using registry = await startRegistry();
    await using storage = await startServer((_, response) => response.writeHead(403).end());
    registry.faults.add({ act: faults.blobRedirect(`${storage.origin}/bucket?sig=sig-sig&x=`), times: 9 });
    const { client, context } = testClient();
    const error = await failure(getBlob(client, at(registry, "a"), blob.digest, context));
    expect(error.message).toContain(`GET ${storage.host}/bucket`);
    expect(error.message).not.toContain("sig-sig");
  });

  it("names a stored digest only when it is one", async () => {
    const hostile = `::error::${"z".repeat(2_000)}`;
    await using server = await startServer((_, response) =>
      response.writeHead(201, { ...manifestHeaders, "docker-content-digest": hostile }).end(),
    );
    const { client, context } = testClient();
    const error = await failure(putManifest(client, at(server, "a"), "v1", manifestOf(image), context));
    expect(error.message.length).toBeLessThan(400);
  });
});
