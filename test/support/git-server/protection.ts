/**
 * Whose words a refusal is in. Gitea has three dialects: 1.22 and 1.23, 1.24 and 1.25, and 1.26 and 1.27, which are
 * `gitea`. Forgejo's is that of 15; 14 and older ones have another, and so has 16.
 */
export type Flavour =
  | "gitea"
  | "gitea-1.24"
  | "gitea-1.22"
  | "forgejo"
  | "forgejo-14"
  | "forgejo-16"
  | "github"
  | "github-ruleset";

/**
 * Why a push is refused:
 *
 * - `push`: the branch takes pushes from others only;
 * - `write`: the user may read the repository and not write to it, which GitHub says without a hook;
 * - `signed`: the branch takes signed commits only;
 * - `file`: the branch protects the file `.runtime-version`, which only Gitea and Forgejo have;
 * - `queue`: the branch takes what its merge queue merges only, as on GitHub alone;
 * - `queued`: a pull request from the branch waits in a merge queue;
 * - `locked`: the branch takes nothing from anybody;
 * - `quota`: the owner's repositories take more than they may, which only Forgejo looks at, from 9 on;
 * - `workflow`: the token may not change the workflow files that the push brings;
 * - `broken`: the server answers its own hook with a 500, which GitHub has none of.
 */
export type Rule =
  | "push"
  | "write"
  | "signed"
  | "file"
  | "queue"
  | "queued"
  | "locked"
  | "quota"
  | "workflow"
  | "broken";

/** What refuses pushes to a branch. */
export interface Protection {
  readonly flavour: Flavour;
  readonly rule: Rule;
}

const declined = "pre-receive hook declined";
/** repo-sync/github-sync#23 */
const withoutPermission =
  "refusing to allow a GitHub App to create or update workflow `.github/workflows/publish-image.yml` without `workflows` permission";

/** The reason in the push report; GitHub has its own, which no hook of git can give. */
export function reasonOf({ flavour, rule }: Partial<Protection>, reason: string): string {
  if (reason !== declined) return reason;
  if (rule === "workflow") return withoutPermission;
  if (flavour === "github") return "protected branch hook declined";
  if (flavour === "github-ruleset") return "push declined due to repository rule violations";
  return reason;
}

/** A pre-receive hook that refuses pushes to these branches in their products' words. */
export function preReceiveHook(repository: string, branches: ReadonlyMap<string, Protection>): string {
  const cases = [...branches].map(([branch, { flavour, rule }]) => {
    const lines = refusal(repository, branch, flavour, rule).map(quote).join(" ");
    // Gitea and Forgejo write an empty line to stdout before they say no.
    const first = flavour.startsWith("github") ? "" : "echo; ";
    return `    ${quote(`refs/heads/${branch}`)}) ${first}printf '%s\\n' ${lines} >&2; exit 1 ;;`;
  });
  return `while read -r old new ref; do\n  case "$ref" in\n${cases.join("\n")}\n  esac\ndone\n`;
}

/** Stands for the name of the commit that was pushed. */
const pushedCommit = "<new>";

function refusal(repository: string, branch: string, flavour: Flavour, rule: Rule): string[] {
  if (flavour === "github" || flavour === "github-ruleset")
    return gitHubRefusal(repository, branch, flavour, rule);
  const sentence = sentenceOf(repository, branch, flavour, rule);
  // `fail` in cmd/serv.go of 1.22.6 and 1.23.8 (output as in go-gitea/gitea#31525), and of 1.24.7, 1.25.4, 1.26.3 and
  // 1.27.0-rc0; Forgejo's, of 14.0.5, 15.0.3 and 16, has its own name.
  if (flavour === "gitea-1.22") return [`Gitea: ${sentence}`];
  if (isForgejo(flavour)) return `Forgejo: ${sentence}`.split("\n");
  return ["error:", `error: ${sentence}`, "error:"];
}

const isForgejo = (flavour: Flavour) => flavour.startsWith("forgejo");

/**
 * What is between `UserMsg:` and the end of line in routers/private/hook_pre_receive.go, the same in Gitea 1.22.6,
 * 1.23.8, 1.24.7, 1.25.4, 1.26.3 and 1.27.0-rc0, but for commits without a signature: from 1.26 on it does not recognize
 * its own error, since modules/git/gitcmd/command.go joins it with others, and answers 500. What the hook says then is in
 * modules/private/request.go of all of them.
 */
function sentenceOf(repository: string, branch: string, flavour: Flavour, rule: Rule): string {
  const noMessage = "Internal Server Error (no message for end users)";
  switch (rule) {
    case "push":
      return `Not allowed to push to protected branch ${branch}`;
    case "write":
      return flavour === "forgejo" || flavour === "forgejo-16"
        ? forgejoMayNotWrite(repository, branch, flavour)
        : "User permission denied for writing.";
    case "signed":
      if (flavour === "gitea") return noMessage;
      return `branch ${branch} is protected from unverified commit ${pushedCommit}`;
    case "file":
      // `CheckFileProtection` in services/pull/patch.go tells the path in lower case.
      return `branch ${branch} is protected from changing file .runtime-version`;
    case "quota":
      // `quotaExceeded` in routers/private/hook_pre_receive.go.
      if (!isForgejo(flavour)) throw new Error("only Forgejo has quotas");
      return "Quota exceeded";
    case "broken":
      return noMessage;
    default:
      throw new Error(`only GitHub has the rule ${rule}`);
  }
}

/**
 * `AssertCanWriteCode` of Forgejo 15.0.3, and `assertCanWriteCodeToBranch` of 16, whose documentation lies elsewhere;
 * 14.0.5 and older ones have Gitea's sentence.
 */
function forgejoMayNotWrite(repository: string, branch: string, flavour: Flavour): string {
  const page = flavour === "forgejo-16" ? "git-cli/agit-support" : "agit-support";
  return [
    `User 'bot' is not allowed to push to branch '${branch}' in '${repository}'.`,
    `If you instead wanted to create a pull request to the branch '${branch}', please use:`,
    `git push origin HEAD:refs/for/${branch}/choose-a-descriptor`,
    "You might want to replace 'origin' with the name of your Git remote if it is different from origin. You can freely choose the descriptor to set it to a topic.",
    `You can learn about creating pull requests with AGit in the docs: https://forgejo.org/docs/latest/user/${page}/`,
  ].join("\n");
}

/** What a protected branch and a ruleset of GitHub's say. */
const gitHubWords: Partial<Record<Rule, { readonly protection: string[]; readonly ruleset: string[] }>> = {
  push: {
    protection: ["", "- Changes must be made through a pull request."],
    ruleset: ["- Changes must be made through a pull request."],
  },
  signed: {
    protection: ["error: Commits must have valid signatures."],
    ruleset: ["- Commits must have verified signatures.", "  Found 1 violation:", "", `  ${pushedCommit}`],
  },
  queue: {
    protection: [
      "error: Changes must be made through the merge queue Changes must be made through a pull request.",
    ],
    ruleset: ["- Changes must be made through the merge queue"],
  },
  queued: {
    protection: [
      "error: A pull request for this branch has been added to a merge queue. Branches that",
      "are queued for merging cannot be updated. To modify this branch, dequeue the",
      "associated pull request.",
    ],
    ruleset: [
      "- A pull request for this branch has been added to a merge queue. Branches that are queued for merging cannot be updated.",
    ],
  },
  locked: {
    protection: [
      "",
      "- Changes must be made through a pull request.",
      "",
      "- Cannot change this locked branch",
    ],
    ruleset: ["- Cannot change this locked branch"],
  },
};

/**
 * GH006 for protected branches (foundry-rs/block-explorers#110; etalab/admin_api_entreprise#1172 for signatures), GH013
 * for rulesets (yshavit/mdq#255; vercel/sandbox#169 for signatures). A merge queue as in dbt-labs/dbt-utils#886, a branch
 * in one as in SharezoneApp/sharezone-app#605. What a token may not do is said without a hook's words.
 */
function gitHubRefusal(repository: string, branch: string, flavour: Flavour, rule: Rule): string[] {
  if (rule === "workflow") return [];
  const words = gitHubWords[rule];
  if (words === undefined) throw new Error(`GitHub has no hook for the rule ${rule}`);
  if (flavour === "github")
    return [`error: GH006: Protected branch update failed for refs/heads/${branch}.`, ...words.protection];
  return [
    `error: GH013: Repository rule violations found for refs/heads/${branch}.`,
    `Review all repository rules at https://github.com/${repository}/rules?ref=${encodeURIComponent(`refs/heads/${branch}`)}`,
    "",
    ...words.ruleset,
    "",
  ];
}

/** What is said to a push to a repository that is archived, with a 403, before anybody asks who it is. */
export function archivedWords(flavour: Flavour): string {
  // As it stands behind `remote:` in many a log.
  if (flavour.startsWith("github")) return "This repository was archived so it is read-only.";
  // routers/web/repo/githttp.go of all versions of Gitea and of Forgejo.
  return "This repo is archived. You can view files and clone it, but cannot push or open issues/pull-requests.";
}

/** For the shell, which knows the commit that was pushed as `$new`. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''").replaceAll(pushedCommit, `'"$new"'`)}'`;
}
