import { expect, it } from "vitest";
import { formatPackets, parsePackets } from "./pkt-line.ts";
import { rewriteReport } from "./report-status.ts";

const lines = ["unpack ok\n", "ok refs/heads/a\n", "ng refs/heads/b declined\n"].map((line) =>
  Buffer.from(line),
);
const changed = ["unpack ok\n", "ok refs/heads/a\n", "ng refs/heads/b because of b\n"].map((line) =>
  Buffer.from(line),
);
const because = (ref: string): string => `because of ${ref.slice(-1)}`;

it("rewrites a report without a side-band", () => {
  const answer = formatPackets([...lines, undefined]);
  expect(rewriteReport(answer, because)).toEqual(formatPackets([...changed, undefined]));
});

it("rewrites a report in a side-band, split anywhere, between what else is said", () => {
  const report = formatPackets([...lines, undefined]);
  const band = (n: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.from([n]), bytes]);
  const said = band(2, Buffer.from("hello\n"));
  const split = [report.subarray(0, 30), report.subarray(30)].map((part) => band(1, part));
  expect(parsePackets(rewriteReport(formatPackets([said, ...split, undefined]), because))).toEqual([
    said,
    band(1, formatPackets([...changed, undefined])),
    undefined,
  ]);
});

it("refuses what is no pkt-line", () => {
  expect(() => parsePackets(Buffer.from("<html>"))).toThrow("no pkt-line at byte 0");
  expect(() => parsePackets(Buffer.from("00ffab"))).toThrow("no pkt-line");
});
