import { ReportedError } from "./core-cb5264e6.js";
import { adviceFor, wantsPullRequest } from "./git-error-b54f1869.js";
class CommitError extends ReportedError {
	name = "CommitError";
	kind;
	reason;
	said;
	mayHaveArrived;
	delay;
	constructor({ kind, reason, said, advice, mayHaveArrived, delay, cause }) {
		const clause = ownAdvice[kind] ?? (byAnswer.has(kind) && advice || adviceFor[kind]);
		super(`the commit through the API failed: ${reason}${said ? ` (${said})` : ""}${clause ? `; ${clause}` : ""}`, { cause });
		this.kind = kind;
		this.reason = reason;
		this.said = said;
		this.mayHaveArrived = mayHaveArrived;
		this.delay = delay;
	}
	get transient() {
		return this.kind === "busy";
	}
	get wantsPullRequest() {
		return wantsPullRequest(this.kind);
	}
}
const byAnswer = new Set([
	"unauthorized",
	"missing",
	"busy",
	"unknown"
]);
const ownAdvice = {
	unsigned: "the branch takes signed commits only, and the server does not sign those of this token; set the server up to sign them (Gitea, Forgejo: [repository.signing], CRUD_ACTIONS), or stop requiring signed commits",
	forbidden: "the token may not commit through the API; it needs write:repository on Gitea and Forgejo, contents: write on GitHub, and its user write access"
};
export { CommitError };
