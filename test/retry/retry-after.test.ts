import fc from "fast-check";
import { expect, test } from "vitest";
import { retryAfter, serverTime } from "../../src/retry/retry-after.ts";

const now = Date.UTC(2026, 0, 31, 12, 0, 0);
const ghcr = (duration: string) =>
  `{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: ${duration}, allowed: 2000/minute"}]}`;

test.each([
  ["12", "", 12_000],
  [" 0 ", "", 0],
  ["Sat, 31 Jan 2026 12:00:30 GMT", "", 30_000],
  ["Saturday, 31-Jan-26 12:00:30 GMT", "", 30_000],
  ["Sat, 31 Jan 2026 11:59:00 GMT", "", 0],
  [null, ghcr("10.305464ms"), 11],
  [null, ghcr("250µs"), 1],
  [null, ghcr("999ns"), 1],
  [null, ghcr("1.5s"), 1_500],
  [null, ghcr("1m30s"), 90_000],
  [null, ghcr("2m"), 120_000],
  ["7", ghcr("1m"), 7_000],
  ["soon", ghcr("1s"), 1_000],
  ["soon", "", undefined],
  ["-5", "no hint", undefined],
  [null, "retry-after: later", undefined],
  [null, "", undefined],
])("%j %j → %j", (header, body, expected) => {
  expect(retryAfter(header, body, now)).toBe(expected);
});

test("whole seconds and dates are read as they were meant", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
      expect(retryAfter(String(seconds), "", now)).toBe(seconds * 1_000);
      expect(retryAfter(new Date(now + seconds * 1_000).toUTCString(), "", now)).toBe(seconds * 1_000);
    }),
  );
});

test("nothing a server sends makes it negative, infinite or no number", () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.string(), (header, body) => {
      const found = retryAfter(header, `retry-after: ${body}`, now);
      expect(found === undefined || (found >= 0 && !Number.isNaN(found))).toBe(true);
    }),
  );
});

test.each([
  ["Sat, 31 Jan 2026 13:00:00 GMT", now + 3_600_000],
  ["Sat, 31 Jan 2026 11:00:00 GMT", now - 3_600_000],
  ["soon", now],
  ["", now],
  [null, now],
  [undefined, now],
])("the present by the clock of who says %j", (date, expected) => {
  expect(serverTime(date, now)).toBe(expected);
});
