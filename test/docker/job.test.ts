import { expect, it } from "vitest";
import { jobOf, ownContainer } from "../../src/docker/job.ts";

const env = {
  GITHUB_SERVER_URL: "https://git.example.com",
  GITHUB_REPOSITORY: "acme/app",
  GITHUB_RUN_ID: "7",
  GITHUB_JOB: "build",
  GITHUB_RUN_ATTEMPT: "2",
  RUNNER_NAME: "one",
  GITHUB_WORKSPACE: "/work",
};

it("tells jobs apart that run at the same time", () => {
  const name = jobOf(env).name;
  expect(name).toMatch(/^7-build-2-[0-9a-f]{8}$/);
  expect(jobOf(env).name).toBe(name);
  const others = [
    { GITHUB_SERVER_URL: "https://other.example.com" },
    { GITHUB_REPOSITORY: "acme/other" },
    { GITHUB_RUN_ID: "8" },
    { GITHUB_JOB: "test" },
    { GITHUB_RUN_ATTEMPT: "3" },
    { RUNNER_NAME: "two" },
    { GITHUB_WORKSPACE: "/other" },
  ].map((other) => jobOf({ ...env, ...other }).name);
  expect(new Set([name, ...others]).size).toBe(8);
});

it("has a name where no runner says anything", () => {
  expect(jobOf({}).name).toMatch(/^0-job-1-[0-9a-f]{8}$/);
});

const id = "0123456789abcdef".repeat(4);

it.each([
  [
    "an engine's folder",
    `700 650 8:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/sda1 rw`,
  ],
  ["another folder", `700 650 8:1 /data/docker/containers/${id}/hosts /etc/hosts rw - ext4 /dev/sda1 rw`],
  [
    "resolv.conf alone",
    `700 650 8:1 /docker/containers/${id}/resolv.conf /etc/resolv.conf rw - xfs /dev/vda rw`,
  ],
])("knows the container that it runs in by %s", (_, mount) => {
  expect(ownContainer(() => `1 0 0:1 / / rw - overlay overlay rw\n${mount}\n`)).toBe(id);
});

it("knows none where nothing tells", () => {
  expect(ownContainer(() => "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n")).toBeUndefined();
  expect(ownContainer(() => `1 0 8:1 /containers/${id.slice(1)}/hostname /x rw`)).toBeUndefined();
  expect(
    ownContainer(() => {
      throw new Error("ENOENT");
    }),
  ).toBeUndefined();
});
