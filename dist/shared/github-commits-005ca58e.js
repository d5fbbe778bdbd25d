import { isRecord } from "./core-cb5264e6.js";
import { queueOnly, isLocked } from "./push-report-6373699a.js";
import { forgeErrorIn, ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
import { isObjectId } from "./lane-guard-7072a311.js";
import { failureOfAnswer } from "./failure-d51a6f08.js";
import { CommitError } from "./new-commit-0d32ebc1.js";
const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid signature { isValid } } }
}`;
const byType = {
	STALE_DATA: "race",
	NOT_FOUND: "missing",
	FORBIDDEN: "forbidden",
	INSUFFICIENT_SCOPES: "forbidden",
	RATE_LIMITED: "busy"
};
const words = [
	{
		words: /Expected branch to point to/,
		kind: "race",
		reason: "the branch has moved"
	},
	{
		words: /must have (?:verified|valid) signatures/,
		kind: "unsigned",
		reason: "signed commits only"
	},
	{
		words: queueOnly,
		kind: "merge-queue",
		reason: "merge queue"
	},
	{
		words: isLocked,
		kind: "locked",
		reason: "locked branch"
	},
	{
		words: /protected branch|rule violations|through a pull request|status checks? |approving review|not authorized to push/i,
		kind: "protected",
		reason: "protected branch"
	},
	{
		words: /\barchived\b/,
		kind: "archived",
		reason: "the repository is archived"
	},
	{
		words: /Something went wrong/,
		kind: "busy",
		reason: "the server is in trouble"
	}
];
async function gitHubCommit({ send, shown }, { owner, name }, { branch, head, path, content, message }, signal) {
	const [headline = "", ...body] = message.trimEnd().split("\n");
	const input = {
		branch: {
			repositoryNameWithOwner: `${owner}/${name}`,
			branchName: branch
		},
		expectedHeadOid: head,
		message: {
			headline,
			body: body.join("\n").replace(/^\n+/, "")
		},
		fileChanges: { additions: [{
			path,
			contents: Buffer.from(content).toString("base64")
		}] }
	};
	try {
		return readMade(await send(mutation, { input }, signal), shown);
	} catch (error) {
		signal.throwIfAborted();
		const refusal = forgeErrorIn(error);
		throw refusal && !(error instanceof CommitError) ? failureOfAnswer(refusal, words) : error;
	}
}
function readMade(answer, shown) {
	const { data, errors } = isRecord(answer) ? answer : {};
	const made = isRecord(data) && isRecord(data.createCommitOnBranch) ? data.createCommitOnBranch.commit : undefined;
	if (isRecord(made) && isObjectId(made.oid)) return {
		sha: made.oid,
		isSigned: isRecord(made.signature)
	};
	const [error] = Array.isArray(errors) ? errors.filter(isRecord) : [];
	throw error ? failureOfError(error, shown) : new ForgeError("POST graphql", noCommit);
}
const noCommit = { verdict: {
	action: "retry",
	reason: "the answer is not a commit"
} };
function failureOfError({ type, message }, shown) {
	const said = typeof message === "string" ? shown(message) : undefined;
	const known = said === undefined ? undefined : words.find((one) => one.words.test(said));
	const kind = known?.kind ?? byType[String(type)] ?? "unknown";
	return new CommitError({
		kind,
		reason: known?.reason ?? (typeof type === "string" ? type.toLowerCase().replaceAll("_", " ") : "refused"),
		said,
		mayHaveArrived: kind === "missing" || kind === "unknown" || kind === "busy" && type !== "RATE_LIMITED"
	});
}
export { gitHubCommit };
