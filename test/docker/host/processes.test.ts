import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { answerLocally } from "../../../src/docker/host/answer.ts";
import { processesOnHost, startOf } from "../../../src/docker/host/processes.ts";
import { ownProcess } from "../../../src/docker/job.ts";
import { workspace } from "../../support/workspace.ts";

const proc = (
  pid: number,
  name: string,
  parent: number,
  { inner = pid, start = 5, command = [name] } = {},
) => ({
  [`${pid}/status`]: `Name:\t${name}\nPid:\t${pid}\nPPid:\t${parent}\nNSpid:\t${pid === inner ? pid : `${pid}\t${inner}`}\n`,
  [`${pid}/cmdline`]: `${command.join("\0")}\0`,
  [`${pid}/stat`]: `${pid} (a) b ${name}) S ${parent} ${Array(17).fill(0).join(" ")} ${start} 1 2 3`,
});

it("tells processes by name, and the ancestors of one by how it sees itself", async () => {
  const { path, dispose } = await workspace({
    ...proc(1, "systemd", 0),
    ...proc(10, "dockerd", 1, { command: ["/usr/bin/dockerd", "--config-file", "/etc/docker/daemon.json"] }),
    ...proc(20, "Runner.Worker", 1),
    ...proc(21, "node", 20, { inner: 7, start: 100, command: ["node", "main.js"] }),
    ...proc(30, "Runner.Worker", 1),
    ...proc(31, "node", 30, { inner: 7, start: 200, command: ["node", "main.js"] }),
    "self/status": "Name:\tself\n",
    "40/other": "",
  });
  try {
    const of = { pid: 7, command: ["node", "main.js"], start: "200" };
    expect(
      processesOnHost(path, "/nowhere", { do: "processes", names: ["dockerd", "Runner.Worker"], of }),
    ).toEqual({
      found: expect.arrayContaining([
        {
          pid: 10,
          parent: 1,
          name: "dockerd",
          command: ["/usr/bin/dockerd", "--config-file", "/etc/docker/daemon.json"],
        },
        { pid: 20, parent: 1, name: "Runner.Worker", command: ["Runner.Worker"] },
        { pid: 30, parent: 1, name: "Runner.Worker", command: ["Runner.Worker"] },
      ]),
      ancestors: [31, 30, 1],
      inContainer: false,
    });
    const asked = (other: object) =>
      processesOnHost(path, "/nowhere", { do: "processes", names: [], of: { ...of, ...other } }).ancestors;
    expect(asked({ start: "100" })).toEqual([21, 20, 1]);
    expect(asked({ start: "300" })).toBeUndefined();
    expect(asked({ pid: 8 })).toBeUndefined();
    expect(asked({ command: ["node"] })).toBeUndefined();
  } finally {
    await dispose();
  }
});

it("finds this very process", () => {
  const { ancestors } = processesOnHost("/proc", "/", { do: "processes", names: [], of: ownProcess() });
  expect(ancestors?.slice(0, 2)).toEqual([process.pid, process.ppid]);
});

it("knows a start behind a name that holds anything", () => {
  expect(startOf(`5 (x) R 1 ) S 1 ${Array(17).fill(0).join(" ")} 77 8`)).toBe("77");
});

it("knows a host that is a container", async () => {
  const mount = (root: string, source: string) => `20 1 8:1 ${root} / rw - ext4 ${source} rw\n`;
  for (const [files, expected] of [
    [{ "1/mountinfo": "20 1 0:50 / / rw - overlay overlay rw\n", ".dockerenv": "" }, true],
    [{ "1/mountinfo": "20 1 0:50 / / rw - overlay overlay rw\n", "run/.containerenv": "" }, true],
    [{ "1/mountinfo": mount("/", "/dev/sda1"), ".dockerenv": "" }, false],
    [{ "1/mountinfo": mount("/", "/dev/sda1") }, false],
  ] as const) {
    const { path, dispose } = await workspace(files);
    try {
      expect(processesOnHost(path, path, { do: "processes", names: [] }).inContainer).toBe(expected);
    } finally {
      await dispose();
    }
  }
});

it("sends a signal to a process only while it has its name", async () => {
  const child = spawn("sleep", ["3600"]);
  const ended = once(child, "exit");
  const signal = (pid: number, name: string) =>
    answerLocally({ root: "/nowhere", proc: "/proc" }, { do: "signal", pid, name, signal: "SIGHUP" });
  const pid = child.pid ?? 0;
  expect(signal(pid, "dockerd")).toEqual({ sent: false });
  // It has its name once it has become what it is to run.
  await expect.poll(() => signal(pid, "sleep"), { timeout: 60_000 }).toEqual({ sent: true });
  expect((await ended)[1]).toBe("SIGHUP");
  expect(signal(pid, "sleep")).toEqual({ sent: false });
});
