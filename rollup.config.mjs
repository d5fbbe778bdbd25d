// Writes dist/, which is a release byte for byte: see CONTRIBUTING.md.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import { minifySync } from "oxc-minify";
import { transformSync } from "oxc-transform";
import { rollup } from "rollup";
import license from "rollup-plugin-license";
import { bundledModules } from "./scripts/third-party/modules.mjs";
import { licenceTexts } from "./scripts/third-party/notices.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const actions = readdirSync(`${root}actions`)
  .filter((name) => existsSync(`${root}actions/${name}/main.ts`))
  .sort();

/** What a runner starts: of each action its main, and what it does after the job where it has that, by their names. */
const starts = new Map(
  actions.flatMap((name) =>
    [
      [name, `actions/${name}/main.ts`, `${name}/index.js`],
      [`${name}/post`, `actions/${name}/post.ts`, `${name}/post.js`],
    ].flatMap(([start, source, file]) => (existsSync(root + source) ? [[start, { source, file }]] : [])),
  ),
);

/** An entry looks at the version of Node.js before anything else, however its imports are sorted. */
const entry = "\0entry:";
const shared = (chunk) => `shared/${packageOf(chunk) ?? "[name]"}-[hash].js`;
const entries = {
  name: "entries",
  resolveId: (id) => (id.startsWith(entry) ? id : null),
  load: (id) =>
    id.startsWith(entry)
      ? ["src/action/node-version.ts", starts.get(id.slice(entry.length)).source]
          .map((file) => `import ${JSON.stringify(root + file)};`)
          .join("\n")
      : null,
};

function orThrow({ code, errors }, file) {
  if (errors.length > 0) throw new Error(`${file}: ${errors.map((error) => error.message).join("; ")}`);
  return { code, map: null };
}

const stripTypes = {
  name: "strip-types",
  transform: (code, id) =>
    id.endsWith(".ts")
      ? orThrow(
          transformSync(id, code, { target: "node22", typescript: { onlyRemoveTypeImports: true } }),
          id,
        )
      : null,
};

/** Programs that run elsewhere than an action, and so are one file each, with all that they import, by their sources. */
const programs = {
  "src/docker/host/program.ts": "shared/host.js",
  "src/mirror/main.ts": "image-cache/mirror.js",
};

/**
 * Makes a chunk of each module that a thread starts with, as `new URL("./module.ts", import.meta.url)` names it, and a
 * file of its own of each program.
 */
const threads = {
  name: "threads",
  transform: {
    // Before what strips types, which may write it in another way.
    order: "pre",
    async handler(code, id) {
      const named = /\bnew URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g;
      const chunks = new Map();
      for (const [, file] of code.matchAll(named)) {
        const module = join(dirname(id), file);
        const fileName = programs[relative(root, module)];
        chunks.set(
          file,
          fileName === undefined
            ? this.emitFile({ type: "chunk", id: module })
            : this.emitFile({ type: "asset", fileName, source: await selfContained(module) }),
        );
      }
      return {
        code: code.replace(named, (_, file) => `new URL(import.meta.ROLLUP_FILE_URL_${chunks.get(file)})`),
        map: null,
      };
    },
  },
};

/** A module with all that it imports as one file. Only code of ours goes into it: licences are told of the rest. */
async function selfContained(input) {
  const bundle = await rollup({
    input,
    plugins: [nodeResolve(), stripTypes, dropComments, builtins],
    treeshake,
    onwarn,
  });
  const { output } = await bundle.generate({
    format: "es",
    generatedCode: "es2015",
    inlineDynamicImports: true,
  });
  const theirs = output[0].moduleIds.find((id) => id.includes("/node_modules/"));
  if (theirs !== undefined) throw new Error(`${input} brings ${theirs} along`);
  return output[0].code;
}

/**
 * Has Node.js's own modules without what `import` adds: it looks at every export, and so loads what most of them would
 * load only when used (all of undici for `node:http`), which takes longer than all that the actions do at their start.
 */
const builtins = {
  name: "builtins",
  renderChunk: (code) => ({
    code: code.replace(
      /^import (?:(\* as )?([\w$]+)|\{ ([^}]*) \}) from "(?:node:)?([\w/]+)";$/gm,
      (line, star, whole, names, module) => {
        if (!isBuiltin(module)) return line;
        const all = `process.getBuiltinModule("node:${module}")`;
        if (module === "crypto" && star)
          return `const ${whole} = { ${usedOf(whole, code).map(lateMember).join(", ")} };`;
        if (module === "crypto" && names) return names.split(", ").map(lateConstant).join("\n");
        return `const ${whole ?? `{ ${names.replaceAll(" as ", ": ")} }`} = ${all};`;
      },
    ),
    map: null,
  }),
};

/** A function of `node:crypto`, which takes as long to load as all else at a start, and is needed after it. */
const late = (name) => `(...given) => process.getBuiltinModule("node:crypto").${name}(...given)`;
const lateMember = (name) => `${name}: ${late(name)}`;
const lateConstant = (imported) => {
  const [name, own = name] = imported.split(" as ");
  return `const ${own} = ${late(name)};`;
};

/** What code takes of a module that it has imported whole. */
const usedOf = (whole, code) => [
  ...new Set(
    [...code.matchAll(new RegExp(`\\b${RegExp.escape(whole)}\\.(\\w+)`, "g"))].map(([, name]) => name),
  ),
];

/** Comments are for readers of the source; names and white space stay, for readers of a release. */
const dropComments = {
  name: "drop-comments",
  renderChunk: (code, { fileName }) =>
    orThrow(
      minifySync(fileName, code, {
        module: true,
        compress: false,
        mangle: false,
        codegen: { removeWhitespace: false, legalComments: "none" },
      }),
      fileName,
    ),
};

const treeshake = {
  // @actions/core imports its HTTP client, and with it all of undici 6, for OpenID tokens alone.
  moduleSideEffects: (id, external) => !external && !/\/node_modules\/(@actions|tunnel)\//.test(id),
};

function onwarn(warning) {
  const harmless = ["THIS_IS_UNDEFINED", "CIRCULAR_DEPENDENCY"].includes(warning.code);
  const where = warning.id ?? warning.ids?.[0] ?? "";
  if (!(harmless && where.includes("/node_modules/"))) throw new Error(warning.message);
}

let bundled = [];
const licences = license({
  thirdParty: {
    multipleVersions: true,
    output: (dependencies) => {
      bundled = dependencies;
    },
  },
});

/** The licences of all that is bundled, and the notices that modules have of their own. */
function thirdParty(modules) {
  const byName = (a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1);
  const parts = bundled.sort(byName).map(({ name, version, license: spdx }) => {
    const folder = [...modules.keys()].find((one) => {
      const found = JSON.parse(readFileSync(`${one}/package.json`, "utf8"));
      return found.name === name && found.version === version;
    });
    if (folder === undefined) throw new Error(`${name} ${version} is bundled, and is in no node_modules`);
    return `${name} ${version} (${spdx})\n\n${licenceTexts(folder, modules.get(folder)).join("\n\n")}\n`;
  });
  const intro =
    "imgpub contains the following packages, each under its own licence. Behind it stands what its\n" +
    "files say of others whose code they hold, below the name of the file or folder.\n";
  return [intro, ...parts].join(`\n${"-".repeat(80)}\n\n`);
}

const releaseTree = {
  name: "release-tree",
  generateBundle({ dir }, bundle) {
    rmSync(dir, { recursive: true, force: true });
    const add = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    for (const name of actions)
      for (const file of ["action.yml", "README.md"])
        add(`${name}/${file}`, readFileSync(`${root}actions/${name}/${file}`));
    add("LICENSE", readFileSync(`${root}LICENSE`));
    add("THIRD-PARTY.txt", thirdParty(bundledModules(bundle)));
    // Makes the .js files modules wherever the tree is unpacked.
    add("package.json", '{ "private": true, "type": "module" }\n');
  },
};

/** The package that is all a chunk holds, if there is one. */
function packageOf({ moduleIds }) {
  const names = moduleIds.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]);
  return new Set(names).size === 1 ? names[0]?.replace("@", "").replace("/", "-") : undefined;
}

/** The modules that an action loads at every start, by the entry that leads to them. */
const loadedBy = new Map();

/**
 * Keeps what the same actions load at every start in one chunk. Otherwise each module that some lazily loaded part
 * uses too would become a chunk of its own, with its lists of imports and exports.
 */
function alwaysLoaded(id, { getModuleInfo }) {
  if (loadedBy.size === 0)
    for (const name of starts.keys()) {
      const seen = new Set();
      const queue = [entry + name];
      for (const module of queue) {
        if (seen.has(module)) continue;
        seen.add(module);
        loadedBy.set(module, new Set(loadedBy.get(module)).add(name));
        queue.push(...(getModuleInfo(module)?.importedIds ?? []));
      }
    }
  const loaders = loadedBy.has(id) ? [...loadedBy.get(id)] : undefined;
  // What an entry does stays in the entry; a chunk only defines.
  if (!loaders || id.startsWith(entry) || id.startsWith(`${root}actions/`)) return null;
  // Before a chunk that could not do without what the version of Node.js decides about.
  if (id.endsWith("/src/action/node-version.ts")) return "node-version";
  // What all but one load is not worth a chunk of its own, nor what some share with the one that loads the most.
  const by = new Set(loaders.map((name) => name.split("/")[0]));
  return by.size >= actions.length - 1 || (by.size > 2 && by.has("publish-index"))
    ? "core"
    : loaders.join("+").replaceAll("/", "-");
}

export default {
  input: Object.fromEntries([...starts.keys()].map((name) => [name, entry + name])),
  output: {
    dir: `${root}dist`,
    format: "es",
    entryFileNames: (chunk) =>
      chunk.facadeModuleId.startsWith(entry)
        ? starts.get(chunk.facadeModuleId.slice(entry.length)).file
        : shared(chunk),
    chunkFileNames: shared,
    hashCharacters: "hex",
    hoistTransitiveImports: false,
    manualChunks: alwaysLoaded,
    minifyInternalExports: false,
    generatedCode: "es2015",
  },
  plugins: [
    entries,
    nodeResolve({ exportConditions: ["node"], preferBuiltins: true }),
    // undici asks for node:sqlite when its cache is used, which is never; Node.js before 22.13 has none.
    commonjs({ ignore: ["node:sqlite"] }),
    threads,
    stripTypes,
    dropComments,
    builtins,
    licences,
    releaseTree,
  ],
  treeshake,
  onwarn,
};
