import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, realpathSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { temporaryFolder } from "../git-server/index.ts";
import { run } from "../programs.ts";

/** What the examples, the stand-ins and the runners themselves call, besides Node.js and git. */
const programs = [
  ...["sh", "bash", "env", "id", "uname", "sleep", "tail", "head", "cat", "ls", "cp", "mv", "rm", "mkdir"],
  ...["touch", "chmod", "chown", "test", "basename", "dirname", "date", "sort", "tr", "wc", "grep", "sed"],
];

/** The user of jobs that are not root's. */
export const jobUser = { name: "runner", id: 1001 } as const;

const users = [
  "root:x:0:0:root:/root:/bin/bash",
  `${jobUser.name}:x:${jobUser.id}:${jobUser.id}::/home/${jobUser.name}:/bin/bash`,
];

/**
 * Makes an image for jobs without any registry, of what this machine has: the Node.js that runs this, git with what it
 * speaks HTTP with, a shell, coreutils, their libraries, and the certificates of the authorities.
 *
 * @param docker runs the docker client
 * @param options.name of the image, with its tag
 * @param options.path folders that jobs look for programs in before any other
 */
export async function makeJobImage(
  docker: (args: readonly string[]) => Promise<unknown>,
  { name, path }: { readonly name: string; readonly path: readonly string[] },
): Promise<void> {
  await using folder = await temporaryFolder();
  const own = join(folder.path, "own");
  const home = `home/${jobUser.name}`;
  for (const made of ["etc", "root", "tmp", "var/run", "opt/hostedtoolcache", home])
    await mkdir(join(own, made), { recursive: true });
  await writeFile(join(own, "etc/passwd"), `${users.join("\n")}\n`);
  await writeFile(join(own, "etc/group"), `root:x:0:\n${jobUser.name}:x:${jobUser.id}:\n`);
  const { files, folders } = machineFiles();
  const list = join(folder.path, "files");
  await writeFile(list, `${files.map((file) => file.slice(1)).join("\n")}\n`);
  const archive = join(folder.path, "image.tar");
  const add = (...args: string[]) => run("tar", ["--file", archive, "--owner=0", "--group=0", ...args]);
  await add("--create", "--no-recursion", "--directory", "/", "--files-from", list);
  const node = realpathSync(process.execPath);
  const asNode = ["--transform", `s|^${basename(node)}$|usr/local/bin/node|`];
  await add("--append", ...asNode, "--directory", dirname(node), basename(node));
  await add("--append", "--directory", own, "etc", "root", "var", "opt");
  await add("--append", "--mode=1777", "--directory", own, "tmp");
  await run("tar", [
    ...["--file", archive, `--owner=${jobUser.id}`, `--group=${jobUser.id}`],
    ...["--append", "--directory", own, home],
  ]);
  const places = [...path, "/usr/local/bin", ...folders, "/usr/bin", "/bin"];
  const changes = [`ENV PATH=${[...new Set(places)].join(":")}`];
  await docker(["import", ...changes.flatMap((change) => ["--change", change]), archive, name]);
}

/** The files of the image that this machine has, under the names that lead to them, and the folders of programs. */
function machineFiles(): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const found = [...programs, "git"].map(programFile);
  const gitCore = execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim();
  const certificates = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
  const all = [
    // Where /bin is a link to /usr/bin, programs are asked for in either.
    ...["/bin", "/sbin", "/lib", "/lib64"].filter(isLink),
    ...found,
    gitCore,
    ...readdirSync(gitCore, { recursive: true, encoding: "utf8" }).map((name) => join(gitCore, name)),
    ...certificates.filter((file) => existsSync(file)),
  ];
  const helpers = ["git-remote-http", "git-http-fetch"].map((name) => join(gitCore, name));
  const needed = [process.execPath, ...found, ...helpers.filter((file) => existsSync(file))];
  const files = new Set([...all, ...librariesOf(needed)].flatMap(namesOf));
  return { files: [...files], folders: [...new Set(found.map((file) => dirname(file)))] };
}

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

function programFile(name: string): string {
  const folders = `${process.env.PATH}:/usr/bin:/bin`.split(delimiter);
  const file = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} is not installed`);
  return file;
}

/** What ldd says that programs load, their loader too. */
function librariesOf(files: readonly string[]): string[] {
  const said = execFileSync("ldd", files, { encoding: "utf8" });
  return [...new Set([...said.matchAll(/^\t(?:\S+ => )?(\/\S+)/gm)].map(([, path = ""]) => path))];
}

/** A file by its name in the folder as that really is, and where it is a link, what it leads to. */
function namesOf(path: string): string[] {
  if (dirname(path) === "/") return [path];
  return [join(realpathSync(dirname(path)), basename(path)), realpathSync(path)];
}
