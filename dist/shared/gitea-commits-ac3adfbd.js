import { isRecord } from "./core-cb5264e6.js";
import { repositoryRoute } from "./open-293769ce.js";
import { forgeErrorIn } from "./cascade-runtime-version-bf57bbd2.js";
import { isObjectId } from "./lane-guard-7072a311.js";
import { failureOfAnswer } from "./failure-d51a6f08.js";
import { CommitError } from "./new-commit-0d32ebc1.js";
const words = [
	{
		words: /sha does not match/,
		kind: "race",
		reason: "the file has changed"
	},
	{
		words: /repository file already exists/,
		kind: "race",
		reason: "the file has appeared"
	},
	{
		words: /object does not exist/,
		kind: "race",
		reason: "the file is gone"
	},
	{
		words: /exists where you.re trying to create/,
		kind: "race",
		reason: "the path has changed"
	},
	{
		words: /user cannot commit to repo/,
		kind: "protected",
		reason: "protected branch"
	},
	{
		words: /path is protected and can not be changed/,
		kind: "protected-file",
		reason: "protected file"
	}
];
async function giteaCommit(client, repository, commit, signal) {
	const { branch, path, content, blob, message, author, time } = commit;
	const date = new Date(time * 1e3).toISOString();
	const request = {
		method: blob === undefined ? "POST" : "PUT",
		path: `${repositoryRoute(repository)}/contents/${path.split("/").map(encodeURIComponent).join("/")}`,
		body: {
			branch,
			content: Buffer.from(content).toString("base64"),
			message,
			author,
			committer: author,
			dates: {
				author: date,
				committer: date
			},
			...blob !== undefined && { sha: blob }
		}
	};
	try {
		return await client.once(request, signal, ({ data }, asked) => {
			const made = isRecord(data) && isRecord(data.commit) ? data.commit.sha : undefined;
			if (!isObjectId(made)) throw client.wrongAnswer(asked, "the answer is not a commit");
			return {
				sha: made,
				isSigned: hasSignature(data)
			};
		});
	} catch (error) {
		signal.throwIfAborted();
		const refusal = forgeErrorIn(error);
		if (!refusal) throw error;
		const failure = failureOfAnswer(refusal, words);
		if (failure.kind !== "protected" || !await mayPush(client, repository, branch, signal)) throw failure;
		throw new CommitError({
			kind: "unsigned",
			reason: "signed commits only",
			said: failure.said,
			mayHaveArrived: false,
			cause: refusal
		});
	}
}
function hasSignature(data) {
	const verification = isRecord(data) ? data.verification : undefined;
	return isRecord(verification) && typeof verification.signature === "string" && verification.signature !== "";
}
async function mayPush(client, repository, branch, signal) {
	const path = `${repositoryRoute(repository)}/branches/${branch.split("/").map(encodeURIComponent).join("/")}`;
	try {
		return await client.get(path, undefined, signal, ({ data }) => isRecord(data) && data.user_can_push === true);
	} catch (error) {
		signal.throwIfAborted();
		if (forgeErrorIn(error)) return false;
		throw error;
	}
}
export { giteaCommit };
