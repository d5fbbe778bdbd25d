import { GitError, remoteWords, allRemoteWords } from "./git-error-b54f1869.js";
function commandError(doing, ended, mayHaveArrived = false) {
	if (ended.killed === "deadline") return new GitError(doing, {
		kind: "timeout",
		reason: "timeout",
		mayHaveArrived
	});
	if (ended.killed === "output") return new GitError(doing, {
		kind: "unknown",
		reason: "its output is too long",
		mayHaveArrived
	});
	return new GitError(doing, failureOf(ended.stderr), remoteWords(ended.stderr));
}
const messages = [
	[
		/could not read (Username|Password) for|Authentication failed for|Invalid username or/,
		"unauthorized",
		"HTTP 401"
	],
	[
		/[Rr]emote branch .* not found|couldn't find remote ref/,
		"no-branch",
		"no such branch"
	],
	[
		/repository '.*' not found/,
		"missing",
		"not found"
	],
	[
		/not valid: is this a git repository|dumb http transport/,
		"no-git",
		"no git server answers here"
	],
	[
		/No space left on device/,
		"unknown",
		"no space left on the runner"
	],
	[
		/Could not resolve (host|proxy)/,
		"unreachable",
		"host not found"
	],
	[
		/SSL certificate|certificate verify|certificate file|certificate subject|CAfile|server verification failed|alert handshake failure/i,
		"tls",
		"certificate not trusted"
	],
	[
		/Operation too slow|timed out|Timeout was reached/i,
		"timeout",
		"timeout"
	],
	[
		/HTTP code 5\d\d from proxy|CONNECT tunnel failed, response 5/,
		"busy",
		"the proxy is in trouble"
	],
	[
		/Failed to connect|Couldn't connect|Connection refused|No route to host|Network is unreachable|Proxy CONNECT aborted/,
		"unreachable",
		"no connection"
	],
	[
		/Connection reset|reset by peer|Empty reply|Recv failure|Send failure|transfer closed|early EOF|hung up unexpectedly|unexpected disconnect|unexpected EOF|expected flush|stream .* was (reset|not closed)|SSL_ERROR_SYSCALL|GnuTLS recv error|HTTP2 framing layer|remote failed to report status/i,
		"unreachable",
		"connection lost"
	]
];
function failureOf(output) {
	const stderr = output.replace(/^(remote:|fatal: remote error:).*$/gm, "").replace(/'https?:[^']*'/g, "''");
	const status = Number(/(?:returned error: |HTTP )(\d{3})\b/.exec(stderr)?.[1]);
	if (status >= 300 && status < 400) return {
		kind: "moved",
		reason: `redirected, HTTP ${status}`
	};
	if (status === 401) return {
		kind: "unauthorized",
		reason: "HTTP 401"
	};
	if (status === 403) return refusal(allRemoteWords(output));
	if (status === 404) return {
		kind: "missing",
		reason: "not found"
	};
	if (status === 408 || status === 429 || status >= 500) return {
		kind: "busy",
		reason: `HTTP ${status}`
	};
	if (status >= 400) return {
		kind: "unknown",
		reason: `HTTP ${status}`
	};
	for (const [pattern, kind, reason] of messages) if (pattern.test(stderr)) return {
		kind,
		reason
	};
	const fatal = /^(?:fatal|error): (.*)$/m.exec(output)?.[1] ?? "git gave no reason";
	return {
		kind: "unknown",
		reason: fatal
	};
}
function refusal(words) {
	if (/\b(?:is|was) archived\b/.test(words)) return {
		kind: "archived",
		reason: "the repository is archived"
	};
	if (/mirror repository is read-only/.test(words)) return {
		kind: "mirror",
		reason: "the repository is a mirror"
	};
	return {
		kind: "forbidden",
		reason: "HTTP 403"
	};
}
function pushFailure(code, stdout, stderr) {
	if (/^=\t/m.test(stdout)) return {
		kind: "race",
		reason: moved
	};
	const refusal = /^!\t[^\t]*\t\[(?:remote )?(?:rejected|failure)\] \((.*)\)$/m.exec(stdout)?.[1];
	if (refusal !== undefined) return refusalFailure(refusal, allRemoteWords(stderr));
	return code === 0 ? undefined : {
		...failureOf(stderr),
		mayHaveArrived: sending.test(stderr)
	};
}
const sending = /RPC failed|send-pack|hung up|disconnect/;
const moved = "the branch has moved";
const hasMoved = /fetch first|shallow update not allowed|non-fast-forward|failed to update ref|cannot lock ref|unable to (lock|create)|incorrect old value|reference already exists|failed to lock/i;
const byRule = /hook declined|rule violations|protected/i;
const deniesUser = /User (?:permission denied for writing\b|'[^']*' is not allowed to push to (?:branch|repository) ')/;
const demandsSignature = /protected from unverified commit|Commits must have (?:verified|valid) signatures/;
const queueOnly = /through (?:the|a) merge queue/i;
const isQueued = /queued for merging cannot be updated|has been added to a merge queue/i;
const isLocked = /Cannot change this locked branch/i;
const bringsWorkflow = /refusing to allow an? .+ to create or update workflow/i;
const protectsFile = /protected from changing file /;
const hookFailed = /Internal Server (?:Connection )?(?:Error|Response)\b/;
const namesProtection = /protected branch|branch \S+ is protected|protected from (force )?push|rule violations|GH006|GH013/i;
const refusalCases = [
	{
		refusal: /stale info/,
		kind: "race",
		reason: () => moved
	},
	{
		refusal: hasMoved,
		words: /'(?:refs\/heads\/)?([^']+)' exists; cannot create/,
		kind: "unknown",
		reason: (branch) => `the branch ${branch} is in the way of its name`
	},
	{
		refusal: hasMoved,
		words: /Permission denied|No space left/,
		kind: "unknown"
	},
	{
		refusal: hasMoved,
		kind: "race",
		mayHaveArrived: true
	},
	{
		refusal: /remote failed to report status/,
		kind: "unreachable",
		reason: () => "connection lost",
		mayHaveArrived: true
	},
	{
		refusal: /Internal Server Error/i,
		kind: "busy"
	},
	{
		refusal: byRule,
		words: deniesUser,
		kind: "forbidden",
		reason: () => "no write access"
	},
	{
		refusal: byRule,
		words: demandsSignature,
		kind: "unsigned",
		reason: () => "signed commits only"
	},
	{
		refusal: byRule,
		words: protectsFile,
		kind: "protected-file",
		reason: () => "protected file"
	},
	{
		refusal: byRule,
		words: hookFailed,
		kind: "hook-failed",
		reason: () => "a hook of the server failed"
	},
	{
		refusal: byRule,
		words: isQueued,
		kind: "queued",
		reason: () => "its pull request is queued"
	},
	{
		refusal: byRule,
		words: isLocked,
		kind: "locked",
		reason: () => "locked branch"
	},
	{
		refusal: byRule,
		words: queueOnly,
		kind: "merge-queue",
		reason: () => "merge queue"
	},
	{
		refusal: byRule,
		words: namesProtection,
		kind: "protected",
		reason: () => "protected branch"
	},
	{
		refusal: byRule,
		kind: "declined"
	},
	{
		refusal: bringsWorkflow,
		kind: "workflow-permission"
	},
	{
		refusal: /permission|not allowed|refusing to allow/i,
		kind: "forbidden"
	}
];
function refusalFailure(refusal, remote) {
	const said = `${refusal}\n${remote}`;
	for (const { refusal: pattern, words = /^/, kind, reason, mayHaveArrived } of refusalCases) {
		const found = pattern.test(refusal) ? words.exec(said) : null;
		if (found) return {
			kind,
			reason: reason ? reason(found[1] ?? "") : refusal,
			...mayHaveArrived && { mayHaveArrived }
		};
	}
	return {
		kind: "unknown",
		reason: refusal
	};
}
export { commandError, isLocked, pushFailure, queueOnly };
