import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { framesIn } from "../../src/docker/frames.ts";
import { linesIn } from "../../src/docker/lines.ts";
import { loaderAmong, mappedLibraries, runningNode } from "../../src/docker/node-files.ts";
import { tarOf } from "../../src/docker/tar.ts";
import { run } from "../support/programs.ts";
import { workspace } from "../support/workspace.ts";

const maps = (...paths: string[]) =>
  [
    "00400000-00b00000 r-xp 00000000 08:01 1234 /usr/local/bin/node",
    ...paths.flatMap((path) => [
      `7f0000000000-7f0000001000 r--p 00000000 08:01 5678                       ${path}`,
      `7f0000001000-7f0000002000 r-xp 00001000 08:01 5678                       ${path}`,
    ]),
    "7f0000003000-7f0000004000 rw-p 00000000 00:00 0 ",
    "7ffc00000000-7ffc00001000 r-xp 00000000 00:00 0                          [vdso]",
    "7f0000005000-7f0000006000 r--p 00000000 00:01 0                          /memfd:x.so (deleted)",
  ].join("\n");

it.each([
  ["glibc", ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"], 1],
  ["glibc before 2.34", ["/lib/x86_64-linux-gnu/libc-2.31.so", "/lib/x86_64-linux-gnu/ld-2.31.so"], 1],
  ["glibc on arm64", ["/lib/aarch64-linux-gnu/libc.so.6", "/lib/ld-linux-aarch64.so.1"], 1],
  ["musl", ["/usr/lib/libstdc++.so.6.0.33", "/lib/ld-musl-x86_64.so.1"], 1],
  ["musl on arm64", ["/usr/lib/libgcc_s.so.1", "/lib/ld-musl-aarch64.so.1"], 1],
])("the libraries and the loader of %s are known by what is mapped", (_, paths, loader) => {
  expect(mappedLibraries(maps(...paths))).toEqual(paths);
  expect(loaderAmong(paths)).toBe(paths[loader]);
});

it("a program that is linked as one file has no loader", () => {
  expect(mappedLibraries(maps())).toEqual([]);
  expect(loaderAmong([])).toBeUndefined();
});

it("the running Node.js runs of its own files alone", async () => {
  const { files, entrypoint } = runningNode();
  const { path, dispose } = await workspace({ "node.tar": await buffer(tarOf(files)) });
  try {
    await run("tar", ["--extract", "--file", `${path}/node.tar`, "--directory", path]);
    const [program = "", ...args] = entrypoint.map((part) => (part.startsWith("/") ? path + part : part));
    const { stdout } = await run(program, [...args, "--print", "process.versions.node"]);
    expect(stdout).toBe(`${process.versions.node}\n`);
  } finally {
    await dispose();
  }
});

const parts = async function* (...buffers: Uint8Array[]) {
  yield* buffers;
};
async function allOf<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}
const frame = (stream: number, text: string) => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

it("frames are put together however they are cut", async () => {
  const sent = Buffer.concat([frame(1, "out"), frame(2, "error"), frame(1, ""), frame(1, "more")]);
  for (let size = 1; size <= sent.length; size++) {
    const cut = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) =>
      sent.subarray(index * size, (index + 1) * size),
    );
    const errors: string[] = [];
    const out = [];
    for await (const part of framesIn(parts(...cut), (text) => errors.push(text))) out.push(String(part));
    expect([out.join(""), errors.join("")]).toEqual(["outmore", "error"]);
  }
});

it("frames that break off, or are too large, are told so", async () => {
  const all = async (bytes: Buffer) => {
    for await (const _ of framesIn(parts(bytes), () => {}));
  };
  await expect(all(frame(1, "text").subarray(0, 10))).rejects.toThrow("a container's output broke off");
  await expect(all(Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]))).rejects.toThrow(
    "a container wrote 4294967303 bytes at once",
  );
});

it("lines are put together however they are cut, and bounded", async () => {
  const sent = Buffer.from("eins\r\n\nzwölf\ndrei");
  for (let size = 1; size <= sent.length; size++) {
    const cut = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) =>
      sent.subarray(index * size, (index + 1) * size),
    );
    expect(await allOf(linesIn(parts(...cut)))).toEqual(["eins\r", "zwölf", "drei"]);
  }
  const long = Array.from({ length: 100 }, () => Buffer.alloc(10, "x"));
  const [line] = await allOf(linesIn(parts(...long), 25));
  expect(line).toHaveLength(30);
});
