export type Flavour = "gitea" | "forgejo" | "github" | "github-ruleset";

const declined = "pre-receive hook declined";

/** The reason in the push report; GitHub has its own, which no hook of git can give. */
export function reasonOf(flavour: Flavour | undefined, reason: string): string {
  if (reason !== declined) return reason;
  if (flavour === "github") return "protected branch hook declined";
  if (flavour === "github-ruleset") return "push declined due to repository rule violations";
  return reason;
}

/** A pre-receive hook that refuses pushes to these branches in their products' words. */
export function preReceiveHook(repository: string, branches: ReadonlyMap<string, Flavour>): string {
  const cases = [...branches].map(([branch, flavour]) => {
    const lines = refusal(repository, branch, flavour).map(quote).join(" ");
    // Gitea and Forgejo write an empty line to stdout before they say no.
    const first = flavour === "gitea" || flavour === "forgejo" ? "echo; " : "";
    return `    ${quote(`refs/heads/${branch}`)}) ${first}printf '%s\\n' ${lines} >&2; exit 1 ;;`;
  });
  return `while read -r old new ref; do\n  case "$ref" in\n${cases.join("\n")}\n  esac\ndone\n`;
}

/**
 * Gitea: routers/private/hook_pre_receive.go and `fail` in cmd/serv.go (output as in go-gitea/gitea#31525),
 * Forgejo the same under its own name.
 * GitHub: GH006 for protected branches (foundry-rs/block-explorers#110), GH013 for rulesets
 * (yshavit/mdq#255).
 */
function refusal(repository: string, branch: string, flavour: Flavour): string[] {
  switch (flavour) {
    case "gitea":
      return [`Gitea: Not allowed to push to protected branch ${branch}`];
    case "forgejo":
      return [`Forgejo: Not allowed to push to protected branch ${branch}`];
    case "github":
      return [
        `error: GH006: Protected branch update failed for refs/heads/${branch}.`,
        "",
        "- Changes must be made through a pull request.",
      ];
    case "github-ruleset":
      return [
        `error: GH013: Repository rule violations found for refs/heads/${branch}.`,
        `Review all repository rules at https://github.com/${repository}/rules?ref=${encodeURIComponent(`refs/heads/${branch}`)}`,
        "",
        "- Changes must be made through a pull request.",
        "",
      ];
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
