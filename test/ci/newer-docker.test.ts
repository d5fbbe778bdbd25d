import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const source = fileURLToPath(new URL("../../.ci", import.meta.url));
let root: string;

function program(name: string, script: string): void {
  const file = join(root, "programs", name);
  writeFileSync(file, `#!/bin/bash\n${script}\n`);
  chmodSync(file, 0o755);
}

/** An apt whose packages are empty files, and a dpkg-deb that unpacks a runc and an engine of a version by its suite. */
function programs({
  update = ":",
  sid = "28.5.2",
  mirror = "http://deb.example/debian",
  runc = "exit 1",
} = {}): void {
  program(
    "apt-get",
    `case " $* " in
  *" indextargets "*) echo '${mirror}' ;;
  *" update "*) ${update} ;;
  *" download "*) for name in docker.io containerd runc; do touch "$name.deb"; done ;;
esac`,
  );
  program(
    "dpkg-deb",
    `[[ $2 == */docker.io.deb ]] || exit 0
echo "$3" >>"${root}/unpacked"
version=26.1.5
[[ $3 == */docker-28/* ]] && version=${sid}
mkdir -p "$3/usr/sbin" "$3/usr/bin"
printf '#!/bin/sh\\necho Docker version %s, "$PATH"\\n' "$version" >"$3/usr/sbin/dockerd"
printf '#!/bin/sh\\n${runc}\\n' >"$3/usr/sbin/runc"
chmod +x "$3"/usr/sbin/*`,
  );
}

const run = () =>
  spawnSync(join(root, ".ci/newer-docker"), {
    encoding: "utf8",
    env: { PATH: `${join(root, "programs")}:/usr/bin:/bin` },
  });
const at = (path: string) => join(root, ".cache/tools", path);
const unpacked = () => readFileSync(join(root, "unpacked"), "utf8").trimEnd().split("\n").length;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "imgpub-newer-docker-"));
  cpSync(source, join(root, ".ci"), { recursive: true });
  mkdirSync(join(root, "programs"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("both engines are unpacked once, and find what they came with", () => {
  programs();
  expect(run()).toMatchObject({
    status: 0,
    stdout: "Unpacking Debian's docker.io (trixie)\nUnpacking Debian's docker.io (sid)\n",
  });
  expect(run()).toMatchObject({ status: 0, stdout: "" });
  expect(unpacked()).toBe(2);
  for (const [major, version] of [
    ["26", "26.1.5"],
    ["28", "28.5.2"],
  ]) {
    const { stdout } = spawnSync(at(`bin/dockerd-${major}`), { encoding: "utf8" });
    const folder = at(`docker-${major}/root/usr`);
    expect(stdout.startsWith(`Docker version ${version}, ${folder}/bin:${folder}/sbin:`), stdout).toBe(true);
    // It wants a newer C library, so the machine's own is found.
    expect(existsSync(join(folder, "sbin/runc"))).toBe(false);
  }
  expect(readFileSync(at("docker-28/sources/debian.sources"), "utf8")).toContain(
    "URIs: http://deb.example/debian\nSuites: sid\n",
  );
});

test("a runc that runs here is kept", () => {
  programs({ runc: "exit 0" });
  expect(run().status).toBe(0);
  expect(existsSync(at("docker-26/root/usr/sbin/runc"))).toBe(true);
});

test("what cannot be had is said, and is no reason to go without the other", () => {
  programs({ sid: "27.0.1" });
  expect(run()).toMatchObject({
    status: 1,
    stdout: expect.stringContaining(
      "Debian's docker.io (sid) does not run here, or is older than 28: its tests are skipped\n",
    ),
  });
  expect(existsSync(at("bin/dockerd-26"))).toBe(true);
  expect(existsSync(at("bin/dockerd-28"))).toBe(false);
});

test.each([
  [{ update: "echo E: no connection >&2; exit 100" }, "E: no connection\n"],
  [{ mirror: "" }, "apt names no source of Debian's packages here\n"],
])("a mirror that cannot be reached is said: %o", (given, said) => {
  programs(given);
  const { status, stdout } = run();
  expect(status).toBe(1);
  expect(stdout).toContain(`${said}A Docker engine from 26 on cannot be had: its tests are skipped\n`);
  expect(stdout).toContain(`${said}A Docker engine from 28 on cannot be had: its tests are skipped\n`);
});
