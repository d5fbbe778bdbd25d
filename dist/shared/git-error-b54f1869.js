import { bounded, ReportedError } from "./core-cb5264e6.js";
const mostShown = 300;
function cut(text) {
	return bounded(text, mostShown);
}
const prefix = /^(?:error|Gitea|Forgejo):(?: |$)/;
function allRemoteWords(stderr) {
	return [...stderr.matchAll(/^remote: ?(.*)$/gm)].map(([, text = ""]) => text.trim().replace(prefix, "").trim()).filter((text) => text !== "").join(" ");
}
function remoteWords(stderr) {
	return cut(allRemoteWords(stderr));
}
const transient = new Set([
	"busy",
	"hook-failed",
	"unreachable",
	"timeout"
]);
class GitError extends ReportedError {
	name = "GitError";
	doing;
	kind;
	reason;
	mayHaveArrived;
	said;
	constructor(doing, failure, said) {
		const { kind, reason, mayHaveArrived = false, advice = adviceFor[kind] } = failure;
		super(`${doing} failed: ${cut(reason)}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`);
		this.doing = doing;
		this.kind = kind;
		this.reason = cut(reason);
		this.mayHaveArrived = mayHaveArrived;
		this.said = said || undefined;
	}
	get transient() {
		return transient.has(this.kind);
	}
	get wantsPullRequest() {
		return wantsPullRequest(this.kind);
	}
}
function wantsPullRequest(kind) {
	return kind === "protected" || kind === "merge-queue";
}
function gitVerdict(error) {
	if (!(error instanceof GitError)) return undefined;
	const { reason } = error;
	if (!error.transient) return {
		action: "fail",
		reason
	};
	if (error.kind === "timeout") return {
		action: "retry",
		reason,
		tries: 3
	};
	return error.kind === "busy" ? {
		action: "retry",
		reason,
		host: true
	} : {
		action: "retry",
		reason
	};
}
const adviceFor = {
	race: "others keep pushing to the branch; run it again, or allow more attempts",
	protected: "let the token's user push to the branch, or use on-protected: pull-request",
	"merge-queue": "only the merge queue may change the branch; use on-protected: pull-request, and add the pull request to the queue",
	queued: "it waits in the merge queue, and its branch takes no push until then; run it again once it is merged, or take it out of the queue",
	locked: "a pull request would not help; unlock the branch, or name another",
	unsigned: "a pull request would not help, and commits that are pushed have no signature; use commit-through: api, or stop requiring signed commits on the branch",
	"protected-file": "a pull request would not help; take the file out of the protected file patterns of the branch, or name another path",
	declined: "a rule of the server refuses this push; its words say which",
	"hook-failed": "the server's log says why, and Gitea 1.26 also answers so where the branch requires signed commits, for which there is commit-through: api",
	unauthorized: "the server does not accept the token; check that it is right and has not expired",
	forbidden: "the token may not do this; give its user write access and the token the scope to push",
	"workflow-permission": "the push contains workflow files that the branch lacks; give the token the permission to change workflows, which is Workflows: write, or the scope workflow of a classic token",
	archived: "it takes no push from anybody; unarchive it, or leave it out",
	mirror: "it takes no push from anybody; name the repository that it mirrors, or leave it out",
	missing: "check the name and its case, and that the token may see the repository",
	"no-branch": "check the branch's name",
	moved: "use the name or address that it has now",
	busy: "the server is in trouble; run it again later",
	unreachable: "the server cannot be reached; check server-url and the network",
	timeout: "the server does not answer; run it again later",
	"no-git": "check server-url",
	tls: "for a private authority set GIT_SSL_CAINFO, or git's http.sslCAInfo, to its certificate",
	unknown: ""
};
export { GitError, adviceFor, allRemoteWords, gitVerdict, remoteWords, wantsPullRequest };
