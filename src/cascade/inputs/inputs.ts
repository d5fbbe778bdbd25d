import { inInput, UserError } from "../../base/errors.ts";
import { parseServerUrl } from "../../base/server-url.ts";
import { parseToken } from "../../forge/api-token.ts";
import { type Environment, kindWithoutAsking } from "../../forge/detect.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { GitServer } from "../../git/environment.ts";
import type { Identity } from "../../git/fast-import.ts";
import { ownEntries } from "../../jobs/own-entries.ts";
import type { Request } from "../request.ts";
import { commitMessage } from "./commit-message.ts";
import { parsePath } from "./file-path.ts";
import { parseCoAuthors, parseIdentity, whyNoAuthor } from "./identity.ts";
import { type BuildRequest, type RollOutInputs, readBuildRequest } from "./roll-out.ts";
import { readTemplates } from "./template-inputs.ts";
import type { Template } from "./templates.ts";
import { compareVersions, readVersion, type VersionScheme } from "./version.ts";
import { parseWorkflow } from "./workflow-name.ts";

/** The action's inputs that need more than a look at their text. */
export interface Inputs extends RollOutInputs {
  readonly version: string;
  readonly "version-scheme": VersionScheme;
  readonly templates: readonly string[];
  readonly "templates-file": string | undefined;
  readonly shard: string | undefined;
  readonly token: string;
  readonly "server-url": string | undefined;
  readonly path: string;
  readonly workflow: string;
  readonly "on-missing-workflow": "skip" | "fail";
  readonly "on-archived": "skip" | "fail";
  readonly "on-unwired": "fail" | "warn";
  readonly "on-other-content": "fail" | "replace";
  readonly "on-newer": "overwrite" | "skip" | "fail";
  readonly "on-protected": "fail" | "pull-request";
  readonly "commit-through": "git" | "api";
  readonly "commit-message": string;
  readonly "author-name": string | undefined;
  readonly "author-email": string | undefined;
  readonly "co-author": readonly string[];
  readonly attempts: number;
  readonly "dry-run": boolean;
}

/** What the inputs ask for. */
export interface ParsedInputs extends BuildRequest {
  readonly templates: readonly Template[];
  readonly request: Omit<Request, "serverKind" | "states">;
  /** Undefined where only the server itself could tell. */
  readonly kind: ForgeKind | undefined;
  readonly server: GitServer;
  /** What was understood otherwise than written, or is worth knowing. */
  readonly notices: readonly string[];
  /** What is said of the shard that the templates are; undefined where they are all. */
  readonly shardLine: string | undefined;
}

/**
 * Understands the inputs, before anything is cloned.
 *
 * @throws {UserError} naming the first input that cannot be understood
 */
export async function readInputs(
  inputs: Inputs,
  environment: Environment,
  workspace: string,
): Promise<ParsedInputs> {
  const { version, notice } = inInput("version", () => readVersion(inputs.version, inputs["version-scheme"]));
  const token = inInput("token", () => parseToken(inputs.token));
  const { url, insecure } = inInput("server-url", () =>
    parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL),
  );
  const path = inInput("path", () => parsePath(inputs.path));
  const workflow = inInput("workflow", () => parseWorkflow(inputs.workflow));
  const author = parseIdentity(inputs["author-name"], inputs["author-email"]);
  const kind = kindWithoutAsking(environment, url);
  refuseAuthor(author, kind, inputs["commit-through"]);
  const coAuthors = inInput("co-author", () => parseCoAuthors(inputs["co-author"]));
  const message = inInput("commit-message", () =>
    commitMessage(inputs["commit-message"], version, coAuthors),
  );
  const all = await readTemplates(
    { templates: inputs.templates, templatesFile: inputs["templates-file"] },
    workspace,
  );
  const builds = await readBuildRequest(inputs, all);
  const { entries, shardLine } = await ownEntries(inputs.shard, all, ({ text }) => text, "template");
  return {
    ...builds,
    templates: entries,
    shardLine,
    server: { url, token },
    notices: [
      ...(notice === undefined ? [] : [notice]),
      ...(insecure ? [`the token travels unencrypted to ${url}`] : []),
      ...(inputs["dry-run"] ? ["dry run: nothing is pushed; updated means that it would be"] : []),
    ],
    kind,
    request: {
      version,
      path,
      workflow,
      compare: await compareVersions(inputs["version-scheme"]),
      onNewer: inputs["on-newer"],
      onMissingWorkflow: inputs["on-missing-workflow"],
      onUnwired: inputs["on-unwired"],
      onOtherContent: inputs["on-other-content"],
      onArchived: inputs["on-archived"],
      onProtected: inputs["on-protected"],
      commitThrough: inputs["commit-through"],
      message,
      author,
      attempts: inputs.attempts,
      dryRun: inputs["dry-run"],
    },
  };
}

/** Where it is not known yet whether it is GitHub, each template is refused that is to be written to. */
function refuseAuthor(author: Identity, kind: ForgeKind | undefined, through: "git" | "api"): void {
  const why = through === "api" ? whyNoAuthor(author, kind) : undefined;
  if (why !== undefined) throw new UserError(`input "author-name": ${why}`);
}
