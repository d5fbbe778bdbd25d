import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bypasses } from "../../src/action/no-proxy.ts";
import { createFetch, createProxiedExchange, readProxies } from "../../src/action/proxy.ts";
import { UserError } from "../../src/base/errors.ts";
import { getManifest } from "../../src/registry/manifests.ts";
import { failure, testClient } from "../registry/kit.ts";

/** A forward proxy that answers absolute-form requests itself, refuses tunnels, and notes what it was asked. */
let proxy: Server;
let seen: { line: string; authorization: string | undefined; body: string }[];
let status: number;
/** How CONNECT is refused. */
let tunnel: string;

beforeEach(async () => {
  seen = [];
  status = 200;
  tunnel = "407 Proxy Authentication Required";
  const note = (request: IncomingMessage, body: string) =>
    seen.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers["proxy-authorization"],
      body,
    });
  proxy = createServer(async (request, response) => {
    const chunks = await request.toArray();
    note(request, Buffer.concat(chunks).toString());
    if (request.url?.endsWith("/moved"))
      response.writeHead(302, { location: `http://127.0.0.1:${port()}/landed` });
    else response.writeHead(status, { "x-host": request.headers.host });
    response.end("from the proxy");
  });
  proxy.on("connect", (request, socket) => {
    note(request, "");
    socket.end(`HTTP/1.1 ${tunnel}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  proxy.closeAllConnections();
  return new Promise((resolve) => proxy.close(resolve));
});

const port = () => (proxy.address() as AddressInfo).port;
const address = (user = "") => `http://${user}127.0.0.1:${port()}`;
const lines = () => seen.map(({ line }) => line);

describe("createFetch", () => {
  it("is the global fetch without proxies", async () => {
    expect(await createFetch({})).toBe(fetch);
    expect(await createFetch({ HTTP_PROXY: "", https_proxy: " ", NO_PROXY: "*" })).toBe(fetch);
  });

  it("requests http in absolute form", async () => {
    const proxied = await createFetch({ HTTP_PROXY: address() });
    const response = await proxied("http://registry.test:5000/v2/?a=b", { method: "PUT", body: "bytes" });
    expect(await response.text()).toBe("from the proxy");
    expect(response.headers.get("x-host")).toBe("registry.test:5000");
    expect(seen).toEqual([
      { line: "PUT http://registry.test:5000/v2/?a=b", authorization: undefined, body: "bytes" },
    ]);
  });

  it("streams a body", async () => {
    const proxied = await createFetch({ http_proxy: address() });
    const body = new Blob(["by", "tes"]).stream();
    const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
    await (await proxied("http://registry.test/up", init)).text();
    expect(seen).toMatchObject([{ line: "POST http://registry.test/up", body: "bytes" }]);
  });

  it("asks for a tunnel for https", async () => {
    const proxied = await createFetch({ HTTPS_PROXY: address() });
    await expect(proxied("https://registry.test/v2/")).rejects.toThrow();
    await expect(proxied("https://registry.test:5000/v2/")).rejects.toThrow();
    expect(lines()).toEqual(["CONNECT registry.test:443", "CONNECT registry.test:5000"]);
  });

  it("does not take one scheme's proxy for the other", async () => {
    const onlyHttps = await createFetch({ HTTPS_PROXY: address() });
    await expect(onlyHttps("http://registry.invalid/")).rejects.toThrow();
    const onlyHttp = await createFetch({ HTTP_PROXY: address() });
    await expect(onlyHttp("https://registry.invalid/")).rejects.toThrow();
    expect(seen).toEqual([]);
  });

  it("takes ALL_PROXY for both, and an own one before it", async () => {
    const all = await createFetch({ ALL_PROXY: address(), HTTP_PROXY: "http://127.0.0.1:9" });
    await expect(all("https://registry.test/")).rejects.toThrow();
    await expect(all("http://registry.test/")).rejects.toThrow();
    expect(lines()).toEqual(["CONNECT registry.test:443"]);
  });

  it("prefers lower case", async () => {
    const proxied = await createFetch({ http_proxy: address(), HTTP_PROXY: "http://127.0.0.1:9" });
    expect((await proxied("http://registry.test/")).status).toBe(200);
  });

  it("gives the proxy its user, and nobody else", async () => {
    const token = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    const user = "me:p%40ss@";
    const proxied = await createFetch({ ALL_PROXY: address(user) });
    await (await proxied("http://registry.test/")).text();
    await expect(proxied("https://registry.test/")).rejects.toThrow();
    await (await proxied(`${address()}/direct`)).text();
    expect(seen.map(({ line, authorization }) => [line, authorization])).toEqual([
      ["GET http://registry.test/", token],
      ["CONNECT registry.test:443", token],
      ["GET /direct", undefined],
    ]);
  });

  it("shows no user in any error", async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const dead = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    const encoded = Buffer.from("me:hidden").toString("base64");
    for (const env of [
      { ALL_PROXY: address("me:hidden@") },
      { ALL_PROXY: `http://me:hidden@127.0.0.1:${dead}` },
    ]) {
      const proxied = await createFetch(env);
      for (const url of [
        "https://registry.test/",
        ...(env.ALL_PROXY.includes(`:${dead}`) ? ["http://registry.test/"] : []),
      ]) {
        const error: unknown = await proxied(url).catch((thrown) => thrown);
        expect(error).toBeInstanceOf(Error);
        for (let at = error; at instanceof Error; at = at.cause)
          for (const text of [at.message, at.stack, JSON.stringify(at)])
            for (const secret of ["hidden", encoded]) expect(text).not.toContain(secret);
      }
    }
  });

  it("fails when the proxy wants a user", async () => {
    status = 407;
    const proxied = await createFetch({ HTTP_PROXY: address() });
    await expect(proxied("http://registry.test/")).rejects.toMatchObject({
      cause: { message: "Proxy Authentication Required (407)" },
    });
  });

  it("goes past the proxy to this machine and to NO_PROXY, redirects too", async () => {
    const proxied = await createFetch({ HTTP_PROXY: address(), NO_PROXY: "direct.invalid" });
    await (await proxied(`${address()}/own`)).text();
    await (await proxied("http://registry.test/moved")).text();
    await expect(proxied("http://direct.invalid/")).rejects.toThrow();
    expect(lines()).toEqual(["GET /own", "GET http://registry.test/moved", "GET /landed"]);
  });
});

describe("a tunnel that the proxy refuses", () => {
  const read = async () => {
    const kit = testClient({ exchange: await createProxiedExchange({ HTTPS_PROXY: address("me:hidden@") }) });
    const at = { registry: "registry.test", repository: "app" };
    return { ...kit, error: await failure(getManifest(kit.client, at, "1", "read", kit.context)) };
  };
  const what = "GET registry.test/app/manifests/1 by way of the proxy";

  it.each(["502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])(
    "is asked for again, and named: %s",
    async (answer) => {
      tunnel = answer;
      const { error, notes } = await read();
      const reason = `HTTP ${answer.slice(0, 3)}`;
      expect(error.message).toContain(`${what}: ${reason}`);
      expect(notes.map((note) => note.reason)).toEqual(Array(5).fill(reason));
      expect(lines()).toEqual(Array(6).fill("CONNECT registry.test:443"));
      expect(error.message).not.toContain("hidden");
    },
  );

  it.each(["403 Forbidden", "407 Proxy Authentication Required"])("is final: %s", async (answer) => {
    tunnel = answer;
    const { error, notes } = await read();
    expect(error.message).toContain(`${what}: HTTP ${answer.slice(0, 3)}`);
    expect(notes).toEqual([]);
    expect(lines()).toEqual(["CONNECT registry.test:443"]);
  });
});

describe("a proxy for both schemes that is no HTTP proxy", () => {
  const env = () => ({ ALL_PROXY: "socks5://me:hidden@127.0.0.1:9", HTTPS_PROXY: address() });

  it("is refused where it would be used, and nowhere else", async () => {
    const proxied = await createFetch(env());
    await expect(proxied("http://registry.test/")).rejects.toThrow(/^ALL_PROXY is not the address/);
    await expect(proxied("http://registry.test/")).rejects.toBeInstanceOf(UserError);
    await (await proxied(`${address()}/own`)).text();
    await expect(proxied("https://registry.test/")).rejects.toThrow();
    expect(lines()).toEqual(["GET /own", "CONNECT registry.test:443"]);
  });
});

describe("bypasses", () => {
  it.each([
    ["http://localhost:5000", ""],
    ["https://127.9.9.9", ""],
    ["http://[::1]:5000", ""],
    ["https://ghcr.io", "*"],
    ["https://ghcr.io", "a.test, *"],
    ["https://ghcr.io", "ghcr.io"],
    ["https://ghcr.io", "GHCR.io"],
    ["https://ghcr.io", "ghcr.io:443"],
    ["http://ghcr.io", "ghcr.io:80"],
    ["https://a.ghcr.io", "ghcr.io"],
    ["https://a.ghcr.io", ".ghcr.io"],
    ["https://ghcr.io", ".ghcr.io"],
    ["https://a.ghcr.io", "*.ghcr.io"],
    ["https://a.b.ghcr.io:8443", "x y,.ghcr.io:8443"],
    ["http://10.1.2.3", "10.0.0.0/8"],
    ["http://10.1.2.3:5000", "10.1.2.3"],
    ["http://10.1.2.3:5000", "10.1.2.3:5000"],
    ["http://[fd00::1]:5000", "fd00::/8"],
    ["http://[fd00::1]:5000", "[fd00:0::1]:5000"],
    ["http://[fd00::1]:5000", "fd00::1"],
    ["http://10.1.2.3", "0.0.0.0/0"],
    ["https://ghcr.io", "ghcr.io."],
    ["https://ghcr.io.", "ghcr.io"],
    ["https://a.ghcr.io.", ".ghcr.io.:443"],
    ["http://localhost.:5000", ""],
    ["http://[::ffff:127.0.0.1]:5000", ""],
    ["http://[::ffff:10.1.2.3]", "10.0.0.0/8"],
    ["http://10.1.2.3", "::ffff:10.1.2.3"],
    ["http://10.1.2.3", "[::ffff:a01:203]:80"],
    ["http://10.1.2.3", "::ffff:10.0.0.0/104"],
    ["http://[::ffff:10.1.2.3]", "10.1.2.3:80"],
  ])("%s with %j", (url, noProxy) => expect(bypasses(new URL(url), noProxy)).toBe(true));

  it.each([
    ["https://ghcr.io", ""],
    ["https://ghcr.io", ", ,"],
    ["https://ghcr.io", "ghcr.io:80"],
    ["https://ghcr.io:8443", "ghcr.io:443"],
    ["https://evilghcr.io", "ghcr.io"],
    ["https://ghcr.io.evil.com", "ghcr.io"],
    ["https://ghcr.io", "a.ghcr.io"],
    ["https://ghcr.io", "."],
    ["https://ghcr.io", ":443"],
    ["https://localhost.evil.com", "localhost"],
    ["http://11.1.2.3", "10.0.0.0/8"],
    ["http://10.1.2.3", "10.0.0.0/99"],
    ["http://10.1.2.3", "10.0.0.0/"],
    ["http://10.1.2.3", "10.0.0.0/x"],
    ["http://[fd00::1]", "10.0.0.0/8"],
    ["http://10.1.2.3", "::/0"],
    ["https://ghcr.io", "0.0.0.0/0"],
    ["http://10.1.2.3:5000", "10.1.2.3:5001"],
    ["http://110.1.2.3", "10.1.2.3"],
    ["https://ghcr.io", "ghcr.io.."],
    ["http://11.1.2.3", "::ffff:10.0.0.0/104"],
    ["http://10.1.2.3", "::ffff:10.0.0.0/8"],
    ["http://10.1.2.3", "::10.1.2.3"],
  ])("not %s with %j", (url, noProxy) => expect(bypasses(new URL(url), noProxy)).toBe(false));
});

describe("readProxies", () => {
  it.each([
    ["proxy.lan:3128", { uri: "http://proxy.lan:3128" }],
    ["HTTP://proxy.lan", { uri: "http://proxy.lan" }],
    ["https://proxy.lan/", { uri: "https://proxy.lan" }],
    ["http://me@proxy.lan", { uri: "http://proxy.lan", token: `Basic ${btoa("me:")}` }],
    ["me:pass@proxy.lan:1", { uri: "http://proxy.lan:1", token: `Basic ${btoa("me:pass")}` }],
  ])("reads %s", (text, proxy) => expect(readProxies({ https_proxy: text })).toEqual({ https: proxy }));

  it.each([
    "socks5://me:hidden@proxy.lan",
    "http://",
    "http://me:hidden@",
    "http://me:hidden%@proxy.lan",
    "a b",
  ])("refuses %s without quoting it", (text) => {
    expect(() => readProxies({ HTTPS_PROXY: text })).toThrow(UserError);
    expect(() => readProxies({ HTTPS_PROXY: text })).toThrow(
      /^HTTPS_PROXY is not the address of an HTTP proxy; expected /,
    );
    const { http, https } = readProxies({ all_proxy: text });
    for (const proxy of [http, https]) {
      expect(proxy).toBeInstanceOf(UserError);
      expect((proxy as UserError).message).toMatch(
        /^ALL_PROXY is not the address of an HTTP proxy; expected /,
      );
      expect((proxy as UserError).message).not.toMatch(/hidden/);
    }
    expect(() => readProxies({ HTTPS_PROXY: text })).not.toThrow(/hidden/);
  });
});
