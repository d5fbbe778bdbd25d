/** Where a description is known not to be of what the server does, and why that is known. */
export interface Exception {
  /** The documents: a beginning of their names, or several. */
  readonly of: RegExp;
  /** Such as `GET /repos/o/r`; any by default. */
  readonly route?: RegExp;
  readonly member: RegExp;
  readonly what: RegExp;
  readonly why: string;
}

const giteas = /^(?:gitea|forgejo)-/;

export const exceptions: readonly Exception[] = [
  {
    of: giteas,
    member: /\.description$/,
    what: /^not described$/,
    why: "the documents are cut without their texts, and members of that name went with them",
  },
  {
    of: giteas,
    member: /^User\.username$/,
    what: /^not described$/,
    why: "`MarshalJSON` of modules/structs/user.go adds it for old clients",
  },
  {
    of: giteas,
    member: /^CommitStatus\.creator$/,
    what: /^null$/,
    why: "a pointer: who posted with a job's token is no user of the database",
  },
  {
    of: giteas,
    member:
      /^PullRequest\.(?:assignees?|closed_at|due_date|merge_commit_sha|merged_at|merged_by|milestone|requested_reviewers)$/,
    what: /^null$/,
    why: "pointers and slices of Go that are nil, which Swagger 2 cannot say",
  },
  {
    of: giteas,
    member: /^(?:CombinedStatus\.(?:repository|statuses)|GitTreeResponse\.tree)$/,
    what: /^null$/,
    why: "pointers and slices of Go that are nil, which Swagger 2 cannot say",
  },
  {
    of: giteas,
    member: /^Commit\.(?:author|committer|files|stats)$/,
    what: /^null$/,
    why: "pointers and slices of Go that are nil: an author who is no user, and what `files=false` and `stat=false` leave out",
  },
  {
    of: giteas,
    member: /^ActionWorkflowJob\.steps$/,
    what: /^null$/,
    why: "a slice of Go that is nil: 1.25 shows no steps in a list",
  },
  {
    of: giteas,
    member: /^APINotFound\.errors$/,
    what: /^null$/,
    why: "a slice of Go that is nil: `APINotFound` of services/context/api.go",
  },
  {
    of: /^gitea-1\.27/,
    member: /^ActionWorkflowRun\.previous_attempt_url$/,
    what: /^null$/,
    why: "a pointer of Go that is nil: a first attempt has none before it",
  },
  {
    of: /^forgejo-/,
    member: /^ActionRunJob\.needs$|^the answer$/,
    route: /\/runners\/jobs$/,
    what: /^null$/,
    why: "slices of Go that are nil: `GetActionRunJobs` of routers/api/v1/shared/runners.go",
  },
  {
    of: /^gitea-1\.(?:24|25|26|27)/,
    route: /\/actions\/runners$/,
    member: /^\?(?:page|limit)=$/,
    what: /^not described$/,
    why: "`ListRunners` of routers/api/v1/shared/runners.go pages by `utils.GetListOptions`, which is not told",
  },
  {
    of: giteas,
    member: /^\?sudo=$/,
    what: /^not described$/,
    why: "it is among the securities of the whole document, as `SudoParam`",
  },
  {
    of: /./,
    member: /^the status$/,
    what: /^401$/,
    why: "no description has an answer for a token that is not known, which every route has",
  },
  {
    of: giteas,
    member: /^the status$/,
    what: /^403$/,
    why: "`tokenRequiresScopes`, `reqOwner`, `reqOrgOwnership` and `reqSiteAdmin` of routers/api/v1/api.go refuse before the route, whose description knows nothing of them",
  },
  {
    of: giteas,
    route: / \/repos\//,
    member: /^the status$/,
    what: /^(?:301|307)$/,
    why: "`RedirectToRepo` of services/context/repo.go answers for a repository that was renamed, before the route",
  },
  {
    of: giteas,
    route: / \/(?:repos|orgs)\//,
    member: /^the status$/,
    what: /^404$/,
    why: "`repoAssignment` and `orgAssignment` of routers/api/v1/api.go answer for what is not there or not to be seen, before the route",
  },
  {
    of: giteas,
    route: /^PUT \/repos\/[^/]+\/[^/]+\/contents\//,
    member: /^the status$/,
    what: /^500$/,
    why: "`handleCreateOrUpdateFileError` of routers/api/v1/repo/file.go has no status for a file that is gone, nor for a rule that cannot be read",
  },
  {
    of: /^github$/,
    route: / \/(?:repos|orgs)\//,
    member: /^the status$/,
    what: /^(?:403|404)$/,
    why: "what a token may not see is not found, and what it may not do is forbidden, whatever a route's description lists",
  },
  {
    of: /^github$/,
    route: /^POST \/repos\/[^/]+\/[^/]+\/statuses\//,
    member: /^the status$/,
    what: /^422$/,
    why: "the text of the route has a limit of 1000 statuses of one context, and a validation error beyond it",
  },
  {
    of: /^github$/,
    route: /^GET \/version$/,
    member: /^the route$/,
    what: /^not described$/,
    why: "every server is asked for it, to tell which product it is of",
  },
  {
    of: /^github$/,
    member: /^api-overview\.installed_version$/,
    what: /^not described$/,
    why: "it is of GitHub Enterprise Server, which has a description of its own",
  },
  {
    of: /^github$/,
    member: /^validation-error\.status$/,
    what: /^not described$/,
    why: "it came to all errors at once, and the description has it of `basic-error` alone",
  },
];

/** Why a deviation is none; undefined where it is one. */
export function excuse(document: string, route: string, member: string, what: string): string | undefined {
  return exceptions.find(
    (one) =>
      one.of.test(document) &&
      (one.route?.test(route) ?? true) &&
      one.member.test(member) &&
      one.what.test(what),
  )?.why;
}
