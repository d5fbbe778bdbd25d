import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ReportedError } from "../base/errors.ts";
import type { TarFile } from "./tar.ts";

/** The running Node.js as files of an image, and how it is started there. */
export interface NodeFiles {
  readonly files: readonly TarFile[];
  readonly entrypoint: readonly string[];
}

const folder = "imgpub";

/** What glibc before 2.34 loads when a name is looked up, not before. */
const lateLibraries = ["libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2"];

/** The libraries that a process has mapped, by its `maps` (proc_pid_maps(5)). */
export function mappedLibraries(maps: string): string[] {
  const paths = maps.matchAll(/^\S+ r\S+ \S+ \S+ [1-9]\d* +(\/.*\.so(?:\.[\w.]+)?)$/gm);
  return [...new Set([...paths].map(([, path = ""]) => path))];
}

/** The dynamic loader among libraries: glibc's or musl's. */
export const loaderAmong = (libraries: readonly string[]): string | undefined =>
  libraries.find((path) => /^ld(?:-linux.*|-musl.*|64|-[\d.]+)?\.so/.test(basename(path)));

/**
 * The Node.js that this process runs on, with the libraries that it has loaded, so that an image of them runs it wherever
 * the kernel does. The libraries go under every name by which the folder they come from knows them.
 *
 * @throws ReportedError where the running system does not tell, as others than Linux do
 */
export function runningNode(): NodeFiles {
  let libraries: string[];
  try {
    libraries = mappedLibraries(readFileSync("/proc/self/maps", "utf8"));
  } catch (error) {
    throw new ReportedError("the libraries of the running Node.js are not told here: Linux is needed", {
      cause: error,
    });
  }
  const loader = loaderAmong(libraries);
  const libc = libraries.find((path) => /^libc[.-]/.test(basename(path)));
  const late = libc === undefined ? [] : lateLibraries.map((name) => join(dirname(libc), name));
  const all = [...new Set([...libraries, ...late.flatMap((path) => existing(path) ?? [])])];
  const files = new Map<string, TarFile>();
  for (const path of all)
    for (const name of namesOf(path))
      files.set(name, { name: `${folder}/lib/${name}`, mode: 0o755, content: onDisk(path) });
  const node: TarFile = { name: `${folder}/node`, mode: 0o755, content: onDisk("/proc/self/exe") };
  return {
    files: [node, ...files.values()],
    entrypoint:
      loader === undefined
        ? [`/${folder}/node`]
        : [`/${folder}/lib/${basename(loader)}`, "--library-path", `/${folder}/lib`, `/${folder}/node`],
  };
}

const onDisk = (path: string) => ({ path, size: statSync(path).size });

function existing(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The name of a file, and of the links beside it that lead to it: what was linked with it asks for one of those. */
function namesOf(path: string): string[] {
  const at = dirname(path);
  const stem = basename(path).replace(/(?:-[\d.]+)?\.so.*$/, "");
  const links = readdirSync(at, { withFileTypes: true }).filter(
    (entry) => entry.isSymbolicLink() && entry.name.startsWith(stem),
  );
  const real = existing(path);
  return [
    basename(path),
    ...links
      .map(({ name }) => name)
      .filter((name) => readlinkSync(join(at, name)) !== "" && existing(join(at, name)) === real),
  ];
}
