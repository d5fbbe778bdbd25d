import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Digest, sha256 } from "../../../src/image/digest.ts";
import { getBlob } from "../../../src/registry/blobs.ts";
import { createExchange } from "../../../src/registry/http/exchange.ts";
import { Uploads } from "../../../src/registry/transfer/uploads.ts";
import { faults, startRegistry } from "../../support/registry/index.ts";
import { at, failure, startServer, testClient } from "../kit.ts";

/** A server that does what it likes with each chunk that it is sent. */
async function rawServer(answer: (socket: Socket, chunk: Buffer) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("data", (chunk) => answer(socket, chunk));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What comes of some work, or that nothing did in time. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then(() => {
    throw new Error(`nothing came of it in ${ms} ms`);
  });
  return Promise.race([work, late]);
}

const digestOfOne = sha256(Buffer.from("1")) as Digest;

test("an answer 101 is a failed attempt, and leaves nobody waiting", async () => {
  await using server = await rawServer((socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
  );
  const { client, context } = testClient();
  const error = await within(
    3_000,
    failure(
      getBlob(client, at(server, "a"), digestOfOne, {
        ...context,
        oneAttempt: { deadline: 500, over: context.signal },
      }),
    ),
  );
  expect(error.message).toMatch(/conn reset|HTTP 101/);
});

test("a source that breaks off while the upload's session is opened ends the attempt at once", async () => {
  const bytes = Buffer.alloc(60_000, 7);
  const blob = { digest: sha256(bytes) as Digest, size: bytes.length };
  let asked = 0;
  await using from = await rawServer((socket, chunk) => {
    if (!chunk.toString().startsWith("GET ")) return void socket.end("no TLS is spoken here");
    asked++;
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.write(asked === 1 ? bytes.subarray(0, 1_000) : bytes);
    if (asked === 1) setTimeout(() => socket.resetAndDestroy(), 20);
  });
  await using to = await startRegistry();
  to.faults.add({ match: faults.where({ method: "POST" }), act: faults.slowHandling(300) });
  const { client, context, notes } = testClient();
  await within(6_000, new Uploads(client).copy(at(from, "src"), at(to, "dst"), blob, undefined, context));
  expect(notes.map(({ reason }) => reason)).toEqual(["conn reset"]);
  expect(to.hasBlob("dst", blob.digest)).toBe(true);
});

test("a TLS handshake that nobody answers is given up as soon as a connection that does not come about", async () => {
  await using server = await rawServer(() => {});
  const url = new URL(`https://${server.host}/v2/`);
  const signal = AbortSignal.timeout(60_000);
  const error = await within(
    5_000,
    failure(createExchange({ connectTime: 200 })({ method: "GET", url, headers: {}, signal })),
  );
  expect(error).toMatchObject({ code: "ETIMEDOUT" });
});

test("a redirect is followed before its body has ended", async () => {
  await using server = await startServer(({ url }, response) => {
    if (url?.endsWith("/1")) return void response.end("1");
    response.writeHead(307, { location: "/1", "content-length": 20 }).write("wait");
  });
  const { client, context } = testClient();
  const bytes = await within(3_000, getBlob(client, at(server, "a"), digestOfOne, context));
  expect(Buffer.from(bytes).toString()).toBe("1");
});

test("a blob whose size is known is read no further than that", async () => {
  let sent = 0;
  await using server = await startServer((_, response) => {
    response.writeHead(200);
    const more = () => {
      if (response.destroyed || sent >= 12 << 20) return void response.end();
      sent += 1 << 16;
      response.write(Buffer.alloc(1 << 16), more);
    };
    more();
  });
  const { client, context } = testClient();
  const one = { ...context, oneAttempt: { deadline: 10_000, over: context.signal } };
  await failure(getBlob(client, at(server, "a"), digestOfOne, one, 1));
  await sleep(100);
  expect(sent).toBeLessThan(8 << 20);
});
