// Loaded before an action by `node --import`: when the process ends, writes what it took to PROBE_FILE.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const modules = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) modules.push(fileURLToPath(url));
    return next(url, context);
  },
});

/**
 * The most resident memory in bytes. Linux carries `ru_maxrss` over from the parent that forked; VmHWM is the
 * process's own.
 */
function peak() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

process.on("exit", () => {
  const bytes = modules.reduce((sum, file) => sum + statSync(file).size, 0);
  writeFileSync(process.env.PROBE_FILE, JSON.stringify({ peak: peak(), bytes, modules }));
});
