// Completes package-lock.json with the platform packages that npm leaves out of it (npm/cli#4828): without
// them `npm ci` refuses the file on the very platforms whose packages are missing.
// Run it after every `npm install` that changes dependencies: `npm run lockfile`.
import { readFileSync, writeFileSync } from "node:fs";

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const cpus = ["arm64", "x64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32"];
const named = (list, name) => list.filter((word) => name.split(/[-/]/).includes(word));

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    const os = named(systems, name);
    const cpu = named(cpus, name);
    // A range such as ^2.3.3 (fsevents) names no version; npm resolves it itself.
    if (lock.packages[key] || !/^\d+\.\d+\.\d+$/.test(version) || os.length + cpu.length === 0) continue;
    const libc = named(["musl"], name).length
      ? ["musl"]
      : named(["gnu"], name).length
        ? ["glibc"]
        : undefined;
    lock.packages[key] = {
      version,
      ...(cpu.length && { cpu }),
      ...(dev && { dev }),
      ...(libc && { libc }),
      optional: true,
      ...(os.length && { os }),
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
