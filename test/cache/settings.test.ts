import { expect, test } from "vitest";
import {
  isSameSecret,
  mirrorSpec,
  programPath,
  secretLabel,
  settingsPath,
  settingsText,
} from "../../src/cache/settings.ts";
import { parseConfig } from "../../src/mirror/config.ts";

const mirror = {
  upstream: "https://registry-1.docker.io",
  username: "acme",
  password: "s3cret:of acme",
  maxSize: 20_000_000_000,
  minFree: { percent: 10 },
  store: "/srv/imgpub/mirror",
  port: 5056,
  stale: 0,
} as const;

test("the mirror reads its settings as they are meant, from its own folder", () => {
  const { store: _, ...rest } = mirror;
  expect(parseConfig(settingsText(mirror))).toMatchObject({ ...rest, store: "/imgpub/store" });
  const anonymous = { ...mirror, username: undefined, password: undefined };
  expect(parseConfig(settingsText(anonymous))).not.toHaveProperty("username");
});

test("the password is nowhere in the container", () => {
  const text = JSON.stringify(mirrorSpec(mirror, { reference: "node", entrypoint: ["node"] }));
  expect(text).not.toContain("s3cret");
  expect(text).not.toContain(Buffer.from(mirror.password).toString("base64"));
  expect(text).toContain("acme");
});

test("the container has no privilege, and nothing of the host but what is its own", () => {
  const spec = mirrorSpec(mirror, { reference: "node", entrypoint: ["node"] });
  expect(spec.HostConfig).toMatchObject({
    ReadonlyRootfs: true,
    CapDrop: ["ALL"],
    RestartPolicy: { Name: "unless-stopped" },
    Binds: [
      `${programPath(mirror.store)}:/imgpub/mirror.mjs:ro`,
      `${settingsPath(mirror.store)}:/imgpub/mirror.json:ro`,
      "/srv/imgpub/mirror:/imgpub/store",
    ],
  });
  expect(spec).not.toHaveProperty("Env");
});

test("the same password is known again, another is not, and two labels of it differ", () => {
  const label = secretLabel(mirror);
  expect(isSameSecret(mirror, label)).toBe(true);
  expect(isSameSecret({ ...mirror, password: "s3cret:of acmf" }, label)).toBe(false);
  expect(isSameSecret({ ...mirror, username: undefined, password: undefined }, label)).toBe(false);
  expect(secretLabel(mirror)).not.toBe(label);
  for (const none of [undefined, "", ":", "a", `:${label.split(":")[1]}`])
    expect(isSameSecret(mirror, none)).toBe(false);
});
