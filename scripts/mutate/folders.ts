/** What is mutated together, and which tests have to notice. */
export interface Folder {
  readonly name: string;
  /** Globs of what decides something. */
  readonly sources: readonly string[];
  /** The folder of the tests that are run for each mutant. */
  readonly tests: string;
  readonly accepted?: readonly Accepted[];
}

/** A mutant that no test notices, for a reason. */
export interface Accepted {
  readonly file: string;
  /** What stands in the place of {@link original}. */
  readonly replacement: string;
  /** The code that is replaced, as it stands in the file. */
  readonly original: string;
  readonly why: string;
}

/** Of a hundred mutants as many have to be noticed, those that are accepted left out. */
export const threshold = 85;

/** All that decides. What only carries out, or words what was decided, is left to the tests of the actions. */
export const folders: readonly Folder[] = [
  { name: "retry", sources: ["src/retry/**/*.ts"], tests: "test/retry" },
  { name: "image", sources: ["src/image/**/*.ts"], tests: "test/image" },
  { name: "registry-auth", sources: ["src/registry/auth/**/*.ts"], tests: "test/registry/auth" },
  {
    name: "registry",
    sources: ["src/registry/{copy,put-manifest,verify,waiter,poll,patience}.ts"],
    tests: "test/registry",
  },
  {
    name: "publish",
    sources: [
      "src/publish/{plan,agree,target,equal-but-created,looks,report}.ts",
      "src/publish/phases/{look,move-tags,read-back}.ts",
      "src/publish/inputs/{targets,raw-target,tags,metadata,many-targets}.ts",
    ],
    tests: "test/publish",
  },
  {
    name: "cascade",
    sources: [
      "src/cascade/{decide,pushes,conclusion}.ts",
      "src/cascade/inputs/version.ts",
      "src/cascade/pull-request/**/*.ts",
      "src/cascade/waves/{verdict,plan,figures,roll-out}.ts",
    ],
    tests: "test/cascade",
  },
  { name: "workflow", sources: ["src/workflow/**/*.ts"], tests: "test/workflow" },
  {
    name: "lane",
    sources: [
      "src/lane/{verdict,may-use,ship-jobs,label-sets,refusals}.ts",
      "src/lane/{heartbeats,runners}/**/*.ts",
    ],
    tests: "test/lane",
  },
  { name: "soci", sources: ["src/soci/**/*.ts"], tests: "test/soci" },
  { name: "mirror", sources: ["src/mirror/**/{admission,admit,evict,eviction}*.ts"], tests: "test/mirror" },
  { name: "prune", sources: ["src/prune/**/{decide,plan,verdict}*.ts"], tests: "test/prune" },
];
