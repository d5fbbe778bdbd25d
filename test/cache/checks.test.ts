import { expect, test } from "vitest";
import { checkStore } from "../../src/cache/checks.ts";

const mirror = {
  upstream: "https://registry-1.docker.io",
  username: undefined,
  password: undefined,
  maxSize: 20_000_000_000,
  minFree: { percent: 10 },
  store: "/srv/imgpub/mirror",
  port: 5055,
  stale: 0,
} as const;
const disk = {
  ...{ total: 25_000_000_000, free: 9_000_000_000, available: 8_000_000_000 },
  ...{ inodes: 1, freeInodes: 1, type: 0xef53, device: 1 },
};
const check = (change: object, found: object = {}, root = "/var/lib/docker") => {
  checkStore({ ...mirror, ...change }, { ...disk, ...found }, root);
};

test("a store may have four fifths of its disk, whatever is free now", () => {
  check({});
  expect(() => check({ maxSize: 20_000_000_001 })).toThrow(
    'input "max-size": 20 GB does not fit on the disk of /srv/imgpub/mirror (25 GB, 8 GB free); expected at most 20 GB',
  );
});

test("a store is neither in memory nor among the engine's own files", () => {
  expect(() => check({}, { type: 0x01021994 })).toThrow(
    'input "store": /srv/imgpub/mirror lies in the host\'s memory',
  );
  for (const store of ["/var/lib/docker/mirror", "/var/lib/docker"])
    expect(() => check({ store })).toThrow(`input "store": ${store} lies within the engine's own folder`);
  check({ store: "/var/lib/docker-mirror/a" });
});

test("what is not known of the disk is no reason to refuse", () => {
  checkStore(mirror, undefined, "/var/lib/docker");
});
