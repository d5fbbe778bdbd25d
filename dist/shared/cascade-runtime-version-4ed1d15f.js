import { ReportedError, bounded, redact, quoted as quoted$1, backoff, formatDuration, messageOf, retry, UserError, isPrintable, inInput, placed, getDefaultExportFromCjs, mostClauses, outputJson, joined, cleaned, HostPause, systemClock } from "./core-5e9ea53a.js";
import { runJobs } from "./cascade-runtime-version_publish-index-09821ff5.js";
const { rm, mkdtemp, mkdir } = process.getBuiltinModule("node:fs/promises");
const { join } = process.getBuiltinModule("node:path");
import { parseToken, parseServerUrl, kindWithoutAsking, lazyForge } from "./cascade-runtime-version_lane-guard-10a42344.js";
import { textTable } from "./cascade-runtime-version_wait-digests-60570c72.js";
const { spawn } = process.getBuiltinModule("node:child_process");
const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
const { readFileSync, readdirSync } = process.getBuiltinModule("node:fs");
const { devNull } = process.getBuiltinModule("node:os");
const allWorkflowFolders = [
	".gitea/workflows",
	".forgejo/workflows",
	".github/workflows"
];
const folders = {
	gitea: [".gitea/workflows", ".github/workflows"],
	forgejo: [
		".forgejo/workflows",
		".gitea/workflows",
		".github/workflows"
	],
	github: [".github/workflows"]
};
const workflowFolders = (kind) => folders[kind];
const preferredFolders = (kind) => [...new Set([...folders[kind], ...allWorkflowFolders])];
function preferredWorkflowFolders(kind, forge) {
	const ask = async () => {
		try {
			return preferredFolders(kind ?? (await forge()).kind);
		} catch (error) {
			if (error instanceof ReportedError) return preferredFolders("gitea");
			throw error;
		}
	};
	let asked;
	return () => asked ??= ask();
}
function decodeUtf8(bytes) {
	return decode(bytes, "utf-8");
}
function decodeText(bytes) {
	const mark = `${bytes[0]} ${bytes[1]}`;
	return decode(bytes, mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8");
}
function decode(bytes, encoding) {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
function parseSizes(output) {
	return [...output.matchAll(/^(\w+) blob (\d+)$/gm)].map(([, oid = "", size]) => ({
		oid,
		size: Number(size)
	}));
}
function parseContents(output, blobs) {
	const contents = new Map();
	let at = 0;
	for (const { oid, size } of blobs) {
		const start = output.indexOf("\n", at) + 1;
		contents.set(oid, output.subarray(start, start + size));
		at = start + size + 1;
	}
	return contents;
}
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
	kind;
	reason;
	mayHaveArrived;
	said;
	constructor(doing, { kind, reason, mayHaveArrived = false }, said) {
		const advice = adviceFor[kind];
		super(`${doing} failed: ${cut(reason)}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`);
		this.kind = kind;
		this.reason = cut(reason);
		this.mayHaveArrived = mayHaveArrived;
		this.said = said || undefined;
	}
	get transient() {
		return transient.has(this.kind);
	}
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
	unsigned: "a pull request would not help, and commits made here have no signature; take the demand for signed commits off the branch",
	"protected-file": "a pull request would not help; take the file out of the protected file patterns of the branch, or name another path",
	declined: "a rule of the server refuses this push; its words say which",
	"hook-failed": "the server's log says why, and Gitea 1.26 also answers so where the branch demands signed commits",
	unauthorized: "the server does not accept the token; check that it is right and has not expired",
	forbidden: "the token may not do this; give its user write access and the token the scope to push",
	"read-only": "it takes no push from anybody; make it writable again, or leave it out",
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
		kind: "read-only",
		reason: "the repository is archived"
	};
	if (/mirror repository is read-only/.test(words)) return {
		kind: "read-only",
		reason: "the repository is a mirror"
	};
	return {
		kind: "forbidden",
		reason: "HTTP 403"
	};
}
function fastImport(ref, commit) {
	const { parents, path, mode, content, replaced, message, author, time } = commit;
	const [from, ...merged] = parents;
	const person = `${author.name} <${author.email}> ${time} +0000`;
	return [
		replaced === undefined ? "" : `blob\n${data(replaced)}`,
		`commit ${ref}\nmark :1\nauthor ${person}\ncommitter ${person}\n${data(message)}`,
		`from ${from}\n`,
		...merged.map((parent) => `merge ${parent}\n`),
		`M ${mode} inline ${quoted(path)}\n${data(content)}`,
		"get-mark :1\ndone\n"
	].join("");
}
function data(text) {
	return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
function quoted(path) {
	return `"${path.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`;
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
		words: namesProtection,
		kind: "protected",
		reason: () => "protected branch"
	},
	{
		refusal: byRule,
		kind: "declined"
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
function parseTree(output) {
	const entries = new Map();
	for (const line of output.split("\0")) {
		const [, mode, oid, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
		if (mode !== undefined && oid !== undefined && path !== undefined) entries.set(path, {
			mode,
			oid
		});
	}
	return entries;
}
const mostBytes = 2 ** 20;
const withoutContents = ["--no-tags", "--filter=blob:none"];
const fetching = [
	...withoutContents,
	"--no-recurse-submodules",
	"--no-write-fetch-head"
];
class BareClone {
	#git;
	#folder;
	#contents;
	#isPartial;
	#commits = 0;
	constructor({ git, folder, contents, isPartial }) {
		this.#git = git;
		this.#folder = folder;
		this.#contents = contents;
		this.#isPartial = isPartial;
	}
	async dispose() {
		await removeFolder(this.#folder);
	}
	async fetch(branch, signal, depth = 1) {
		const ref = `refs/remotes/origin/${branch}`;
		const refspec = `+refs/heads/${branch}:${ref}`;
		const args = [
			"fetch",
			...fetching,
			`--depth=${depth}`,
			"origin",
			refspec
		];
		const ended = await this.#run(args, signal);
		if (ended.code !== 0) {
			const error = commandError("git fetch", ended);
			if (error.kind === "no-branch") return undefined;
			throw error;
		}
		const { stdout } = await this.local([
			"rev-parse",
			"--verify",
			ref
		], signal);
		return {
			name: branch,
			head: stdout.toString().trim()
		};
	}
	async entries(commit, paths, signal) {
		const args = [
			"ls-tree",
			"-z",
			"-t",
			"--full-tree",
			commit,
			"--",
			...paths
		];
		return parseTree((await this.local(args, signal)).stdout.toString());
	}
	async read(oids, signal) {
		const wanted = [...new Set(oids)].filter((oid) => !this.#contents.has(oid));
		if (wanted.length > 0) {
			if (this.#isPartial) await this.#fetchContents(wanted, signal);
			for (const [oid, content] of await this.#readContents(wanted, signal)) this.#contents.set(oid, content);
		}
		return this.#contents;
	}
	async #fetchContents(oids, signal) {
		const args = [
			"-c",
			"fetch.negotiationAlgorithm=noop",
			"fetch",
			...fetching,
			"--stdin",
			"origin"
		];
		const ended = await this.#run(args, signal, linesOf(oids));
		if (ended.code !== 0) throw commandError("git fetch", ended);
	}
	async #readContents(oids, signal) {
		const sizes = await this.local(["cat-file", "--batch-check"], signal, linesOf(oids));
		const small = parseSizes(sizes.stdout.toString()).filter(({ size }) => size <= mostBytes);
		const names = linesOf(small.map(({ oid }) => oid));
		const { stdout } = await this.local([
			"cat-file",
			"--batch",
			"--buffer"
		], signal, names);
		return parseContents(stdout, small);
	}
	async commit(commit, signal) {
		const ref = `refs/imgpub/${++this.#commits}`;
		const args = [
			"fast-import",
			"--quiet",
			"--done"
		];
		const { stdout } = await this.local(args, signal, fastImport(ref, commit));
		return stdout.toString().trim();
	}
	async push(commit, branch, expected, signal) {
		const ref = `refs/heads/${branch}`;
		const lease = `--force-with-lease=${ref}:${expected ?? ""}`;
		const args = [
			"push",
			"--porcelain",
			"--no-verify",
			lease,
			"origin",
			`${commit}:${ref}`
		];
		const ended = await this.#run(args, signal);
		if (ended.killed) throw commandError("git push", ended, true);
		const failure = pushFailure(ended.code, redact(ended.stdout.toString(), [this.#git.server.token]), ended.stderr);
		if (failure) throw new GitError("git push", failure, remoteWords(ended.stderr));
	}
	async contains(descendant, commit, signal) {
		const args = [
			"merge-base",
			"--is-ancestor",
			commit,
			descendant
		];
		return (await this.#run(args, signal)).code === 0;
	}
	async fetchHistory(branches, depth, signal) {
		const refspecs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
		const args = [
			"fetch",
			...fetching,
			"--filter=tree:0",
			`--depth=${depth}`,
			"origin",
			...refspecs
		];
		const ended = await this.#run(args, signal);
		if (ended.code !== 0) throw commandError("git fetch", ended);
	}
	async local(args, signal, input) {
		const ended = await this.#run(args, signal, input);
		if (ended.code !== 0) throw commandError(`git ${args[0]}`, ended);
		return ended;
	}
	#run(args, signal, input) {
		return this.#git.run(args, {
			cwd: this.#folder,
			signal,
			...input !== undefined && { input }
		});
	}
}
async function removeFolder(folder) {
	await rm(folder, {
		recursive: true,
		force: true,
		maxRetries: 3
	});
}
function linesOf(names) {
	return names.map((name) => `${name}\n`).join("");
}
async function cloneBare(git, path, branch, contents, signal) {
	const folder = await mkdtemp(join(git.folder, "repository-"));
	try {
		const isPartial = await runClone(git, `${git.server.url}/${path}`, branch, folder, signal);
		const clone = new BareClone({
			git,
			folder,
			contents,
			isPartial
		});
		const found = await onlyBranch(clone, signal);
		if (branch !== undefined && found === undefined) throw new GitError("git clone", {
			kind: "no-branch",
			reason: `${branch} is not a branch`
		});
		if (found === undefined) await checkEmpty(git, folder, signal);
		return {
			clone,
			branch: found
		};
	} catch (error) {
		await removeFolder(folder);
		throw error;
	}
}
async function runClone(git, url, branch, folder, signal) {
	const args = [
		"clone",
		"--bare",
		"--template=",
		"--depth=1",
		"--single-branch",
		...withoutContents
	];
	const chosen = branch === undefined ? [] : [`--branch=${branch}`];
	const ended = await git.run([
		...args,
		...chosen,
		url,
		folder
	], { signal });
	if (ended.code !== 0) throw commandError("git clone", ended);
	return !ended.stderr.includes("filtering not recognized");
}
async function onlyBranch(clone, signal) {
	const format = "--format=%(objectname) %(refname:lstrip=2)";
	const { stdout } = await clone.local([
		"for-each-ref",
		format,
		"refs/heads/"
	], signal);
	const text = decodeUtf8(stdout);
	if (text === undefined) throw new GitError("git clone", {
		kind: "unknown",
		reason: "the branch's name is not UTF-8"
	});
	const [line = ""] = text.split("\n");
	const [head = "", name] = line.split(/ (.*)/s);
	return name === undefined ? undefined : {
		head,
		name
	};
}
async function checkEmpty(git, folder, signal) {
	const options = {
		cwd: folder,
		signal,
		trace: true
	};
	const ended = await git.run([
		"ls-remote",
		"--heads",
		"origin"
	], options);
	if (ended.code !== 0) throw commandError("git ls-remote", ended);
	if (!/ packet: .*< (version \d|# service=)/.test(ended.stderr)) throw new GitError("git clone", {
		kind: "no-git",
		reason: "no git server answers here"
	});
	if (ended.stdout.length > 0) throw new GitError("git clone", {
		kind: "no-branch",
		reason: "the default branch does not exist, though others do"
	});
}
function contentOf(version) {
	return new TextEncoder().encode(`${version}\n`);
}
function firstLine(bytes) {
	const text = new TextDecoder().decode(bytes.subarray(0, 4096)).trim();
	return (/^[^\r\n]*/.exec(text)?.[0] ?? "").trim();
}
function versionIn(bytes) {
	return bytes && bounded(firstLine(bytes), 80);
}
function changeOf({ mode, found }, job) {
	const { path, version, message, author } = job.request;
	const replaced = found.kind === "file" ? Buffer.from(found.bytes).toString() : undefined;
	const content = Buffer.from(contentOf(version)).toString();
	return {
		path,
		mode,
		content,
		replaced,
		message,
		author,
		time: commitTime(job)
	};
}
function commitTime({ template: { owner, name }, commitTimes }) {
	const repository = `${owner}/${name}`.toLowerCase();
	const time = Math.max(Math.floor(Date.now() / 1e3), (commitTimes.get(repository) ?? 0) + 1);
	commitTimes.set(repository, time);
	return time;
}
const states = {
	write: "updated",
	unchanged: "unchanged",
	superseded: "superseded",
	skipped: "skipped",
	unwired: "unwired",
	fail: "failed"
};
function conclude({ outcome, why }, seen) {
	const state = states[outcome];
	if (outcome === "fail" || outcome === "unwired") return {
		state,
		failing: true,
		error: why ?? null,
		warnings: []
	};
	const hasVersion = outcome === "write" || outcome === "unchanged";
	const warnings = hasVersion && why !== undefined ? [why] : [];
	if (hasVersion && seen?.about.startedByPush === false) warnings.push(`the workflow ${seen.workflow} does not start on a push, so nothing rebuilds the template`);
	const error = hasVersion ? null : why ?? null;
	return {
		state,
		failing: false,
		error,
		warnings,
		workflowName: seen?.about.name
	};
}
function concludeFailed(error) {
	const failed = {
		state: "failed",
		failing: true,
		warnings: []
	};
	return error instanceof ReportedError ? {
		...failed,
		error: error.message
	} : {
		...failed,
		error: `unexpected: ${String(error)}`,
		bug: error
	};
}
const kinds = {
	symlink: "a symbolic link",
	folder: "a folder",
	submodule: "a submodule",
	file: "a file"
};
function decide(facts, wanted) {
	const { found, before } = facts;
	const bytes = found.kind === "file" ? found.bytes : undefined;
	const from = versionIn(bytes) ?? null;
	const missing = whyMissing(facts, wanted);
	if (missing !== undefined) return {
		outcome: wanted.onMissingWorkflow === "fail" ? "fail" : "skipped",
		from,
		why: missing
	};
	const obstacle = whyNoFile(found, wanted.path);
	if (obstacle !== undefined) return {
		outcome: "fail",
		from,
		why: obstacle
	};
	const unwired = facts.wired ? undefined : whyUnwired(facts, wanted);
	if (unwired !== undefined && wanted.onUnwired === "fail") return {
		outcome: "unwired",
		from,
		why: unwired
	};
	if (bytes === undefined) return {
		outcome: "write",
		from,
		why: unwired
	};
	if (equal(bytes, contentOf(wanted.version))) return {
		outcome: "unchanged",
		from,
		why: unwired
	};
	const held = firstLine(bytes);
	const order = wanted.compare(held, wanted.version);
	const raced = before !== undefined && !(before.kind === "file" && equal(before.bytes, bytes));
	const shown = quoted$1(from ?? "");
	if (order !== undefined && order > 0) {
		if (raced) return {
			outcome: "superseded",
			from,
			why: `${wanted.path} got the higher version ${shown} in the meantime, so it was left alone`
		};
		if (wanted.onNewer === "skip") return {
			outcome: "superseded",
			from,
			why: `${wanted.path} has the higher version ${shown}, so it was left alone (on-newer: skip)`
		};
		if (wanted.onNewer === "fail") return {
			outcome: "fail",
			from,
			why: `${wanted.path} has the higher version ${shown}; publish a higher one, or allow the downgrade with on-newer: overwrite`
		};
	}
	const unordered = order === undefined && held !== "" && wanted.onNewer !== "overwrite" ? `${wanted.path} held ${shown}, which cannot be compared with ${wanted.version} and so was taken to be lower` : undefined;
	return {
		outcome: "write",
		from,
		why: [unwired, unordered].filter(Boolean).join("; ") || undefined
	};
}
function whyMissing({ empty, workflowFound }, { workflow }) {
	if (empty) return `the repository is empty, so nothing would build it; push a first commit with the workflow ${quoted$1(workflow)}`;
	if (!workflowFound) return `there is no workflow ${quoted$1(workflow)} in .gitea/workflows, .forgejo/workflows or .github/workflows; add it, or name another in the input "workflow"`;
	return undefined;
}
function whyNoFile(found, path) {
	if (found.kind === "blocked") return `${quoted$1(found.parent)} is ${kinds[found.by]}, so it cannot contain ${quoted$1(path)}; replace it with a folder, or name another "path"`;
	if (found.kind === "absent" || found.kind === "file") return undefined;
	if (found.kind === "large") return `${quoted$1(path)} is larger than 1 MiB, so it cannot be a file with a version; replace it, or name another "path"`;
	const why = found.kind === "symlink" ? ", which is not followed" : "";
	return `${quoted$1(path)} is ${kinds[found.kind]}${why}; replace it with a file, or name another "path"`;
}
function whyUnwired({ workflowTooLarge }, { workflow, path, onUnwired }) {
	const fault = workflowTooLarge ? `the workflow ${quoted$1(workflow)} is larger than 1 MiB, so it does not count as reading ${quoted$1(path)}` : `the workflow ${quoted$1(workflow)} never reads ${quoted$1(path)}`;
	return onUnwired === "fail" ? `${fault}, so the push would rebuild the template with the old version; make it read the file, or go on anyway with on-unwired: warn` : `${fault}, so the template is rebuilt with the old version; make it read the file`;
}
function equal(one, other) {
	return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
const nothing = {
	wired: false,
	workflowTooLarge: false,
	about: {
		startedByPush: undefined,
		name: undefined
	}
};
async function lookAt(clone, commit, { path, workflow, workflowFolders }, signal) {
	const route = foldersOf(path);
	const inFolder = (folder) => `${folder}/${workflow}`;
	const entries = await clone.entries(commit, [...route, ...allWorkflowFolders.map(inFolder)], signal);
	const isThere = (folder) => isFile(entries.get(inFolder(folder)));
	const having = allWorkflowFolders.filter(isThere);
	const folder = having.length > 1 ? (await workflowFolders()).find(isThere) : having[0];
	const workflowPath = folder === undefined ? undefined : inFolder(folder);
	const read = [path, ...workflowPath === undefined ? [] : [workflowPath]];
	const contents = await contentsAt(clone, entries, read, signal);
	const seen = {
		...seenFile(path, route, entries, contents.get(path)),
		workflow: workflowPath,
		workflowFound: workflowPath !== undefined
	};
	if (workflowPath === undefined) return {
		...seen,
		...nothing
	};
	const text = contents.get(workflowPath)?.toString();
	if (text === undefined) return {
		...seen,
		...nothing,
		workflowTooLarge: true
	};
	const { aboutWorkflow } = await import("./about-workflow-48e55289.js");
	const { isWired } = await import("./wiring-349e3215.js");
	const readFiles = async (paths) => {
		const used = await clone.entries(commit, paths, signal);
		return [...(await contentsAt(clone, used, paths, signal)).values()].map(String);
	};
	return {
		...seen,
		workflowTooLarge: false,
		wired: await isWired(text, path, readFiles),
		about: await aboutWorkflow(text)
	};
}
async function lookAtFile(clone, commit, path, signal) {
	const route = foldersOf(path);
	const entries = await clone.entries(commit, route, signal);
	const contents = await contentsAt(clone, entries, [path], signal);
	return seenFile(path, route, entries, contents.get(path));
}
async function contentsAt(clone, entries, paths, signal) {
	const files = paths.flatMap((path) => {
		const entry = entries.get(path);
		return entry && isFile(entry) ? [{
			path,
			oid: entry.oid
		}] : [];
	});
	const oids = files.map(({ oid }) => oid);
	const contents = await clone.read(oids, signal);
	return new Map(files.flatMap(({ path, oid }) => {
		const content = contents.get(oid);
		return content ? [[path, content]] : [];
	}));
}
function seenFile(path, route, entries, bytes) {
	const mode = entries.get(path)?.mode === "100755" ? "100755" : "100644";
	return {
		found: foundAt(path, route, entries, bytes),
		mode
	};
}
function foundAt(path, route, entries, bytes) {
	for (const parent of route.slice(0, -1)) {
		const mode = entries.get(parent)?.mode;
		if (mode !== undefined && mode !== "040000") return {
			kind: "blocked",
			parent,
			by: kindOf(mode)
		};
	}
	const mode = entries.get(path)?.mode;
	if (mode === undefined) return { kind: "absent" };
	if (mode === "040000") return { kind: "folder" };
	const kind = kindOf(mode);
	if (kind !== "file") return { kind };
	return bytes ? {
		kind,
		bytes
	} : { kind: "large" };
}
function kindOf(mode) {
	if (mode === "120000") return "symlink";
	return mode === "160000" ? "submodule" : "file";
}
function foldersOf(path) {
	const parts = path.split("/");
	return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
function isFile(entry) {
	return entry?.mode.startsWith("100") ?? false;
}
function noProgress(branch) {
	return {
		branch: branch ?? null,
		from: null,
		commit: null,
		pullRequest: null,
		attempts: 0
	};
}
const searched = 50;
class Pushes {
	#clone;
	#branch;
	#most;
	#job;
	#unsure = [];
	#tried = 0;
	constructor(clone, branch, most, job) {
		this.#clone = clone;
		this.#branch = branch;
		this.#most = most;
		this.#job = job;
	}
	async push(commit, expected) {
		const { pause, signal, progress } = this.#job;
		await pause.untilOver(signal);
		this.#tried++;
		progress.attempts++;
		try {
			await this.#clone.push(commit, this.#branch, expected, signal);
			return {
				state: "pushed",
				commit
			};
		} catch (error) {
			if (!(error instanceof GitError)) throw error;
			if (error.mayHaveArrived) this.#unsure.push(commit);
			return await this.#afterFailure(error).catch(protectionAsAnswer);
		}
	}
	async #afterFailure(error) {
		const canMend = error.kind === "race" || error.transient;
		const isSpent = this.#tried >= this.#most;
		if (!canMend && this.#unsure.length === 0) throw error;
		if (canMend && !isSpent) await this.#rest(error);
		const branch = await this.#fetch(error);
		const arrived = branch && await this.#arrivedIn(branch);
		if (arrived !== undefined) {
			this.#job.say(`the push had reached the server after all: ${arrived}`);
			return {
				state: "pushed",
				commit: arrived
			};
		}
		if (canMend && !isSpent) return {
			state: "again",
			branch,
			final: undefined
		};
		if (error.kind === "race") return {
			state: "again",
			branch,
			final: error
		};
		throw error;
	}
	async #rest(error) {
		const { pause, clock, signal, say } = this.#job;
		const delay = Math.max(backoff(this.#tried, clock.random), pause.remaining());
		if (error.kind === "busy") pause.holdBack(delay);
		say(`push ${this.#tried} of ${this.#most}: ${error.reason}; trying again in ${formatDuration(delay)}`);
		await clock.sleep(delay, signal);
	}
	async #fetch(error) {
		const { retryRead, signal, say } = this.#job;
		const depth = this.#unsure.length === 0 ? 1 : searched;
		try {
			return await retryRead(() => this.#clone.fetch(this.#branch, signal, depth));
		} catch (cause) {
			signal.throwIfAborted();
			say(`it is not known whether it reached the server: ${messageOf(cause)}`);
			throw error;
		}
	}
	async #arrivedIn({ head }) {
		for (const commit of this.#unsure) if (await this.#clone.contains(head, commit, this.#job.signal)) return commit;
		return undefined;
	}
}
function protectionAsAnswer(error) {
	if (error instanceof GitError && error.kind === "protected") return {
		state: "protected",
		error
	};
	throw error;
}
function retryReads({ clock, pause, signal }, say) {
	return (read) => retry(read, {
		clock,
		pause,
		signal,
		verdict: gitVerdict,
		onRetry: ({ reason, delay, attempt }) => say(`try ${attempt} failed: ${reason}; trying again in ${formatDuration(delay)}`)
	});
}
async function cascadeTemplate(template, request, tools, say) {
	const progress = noProgress(template.branch);
	const job = {
		...tools,
		template,
		request,
		say,
		progress,
		retryRead: retryReads(tools, say)
	};
	const conclusion = await bringVersion(job).catch((error) => {
		tools.signal.throwIfAborted();
		return concludeFailed(error);
	});
	return {
		...conclusion,
		...progress
	};
}
async function bringVersion(job) {
	const { clone, branch } = await cloneTemplate(job);
	try {
		if (branch === undefined) return conclude(decide(emptyFacts, job.request));
		job.progress.branch = branch.name;
		return await bringToBranch(clone, branch, job);
	} finally {
		await clone.dispose();
	}
}
const emptyFacts = {
	empty: true,
	workflowFound: false,
	wired: false,
	found: { kind: "absent" },
	before: undefined
};
async function cloneTemplate({ git, contents, template, signal, retryRead }) {
	const path = `${template.owner}/${template.name}.git`;
	const cloned = (branch) => retryRead(() => cloneBare(git, path, branch, contents, signal));
	try {
		return await cloned(template.branch);
	} catch (error) {
		if (!(error instanceof GitError && error.kind === "no-branch")) throw error;
		const whole = await cloned(undefined).catch(() => undefined);
		if (whole && (whole.branch === undefined || whole.branch.name === template.branch)) return whole;
		await whole?.clone.dispose();
		throw error;
	}
}
async function bringToBranch(clone, branch, job) {
	const { request, progress, retryRead, say, signal } = job;
	const pushes = new Pushes(clone, branch.name, request.attempts, job);
	for (let round = {
		branch,
		before: undefined,
		final: undefined
	};;) {
		const { head } = round.branch;
		const seen = await retryRead(() => lookAt(clone, head, request, signal));
		const decision = decide({
			...seen,
			empty: false,
			before: round.before
		}, request);
		progress.from = decision.from;
		const holds = decision.from === null ? "is missing" : `holds ${decision.from}`;
		say(`${branch.name} is at ${head}, ${request.path} ${holds}`);
		if (decision.outcome !== "write" || request.dryRun) return conclude(decision, seen);
		if (round.final) throw round.final;
		const change = changeOf(seen, job);
		const commit = await clone.commit({
			...change,
			parents: [head]
		}, signal);
		const pushed = await pushes.push(commit, head);
		if (pushed.state === "pushed") {
			progress.commit = pushed.commit;
			say(`pushed ${pushed.commit}`);
			return conclude(decision, seen);
		}
		if (pushed.state === "protected") {
			if (request.onProtected === "fail") throw pushed.error;
			say(`${branch.name} takes no direct push (${pushed.error.reason}), so a pull request is opened instead`);
			return bringByPullRequest(clone, round.branch, change, decision, seen, job);
		}
		if (pushed.branch === undefined) throw new ReportedError(`the branch ${branch.name} was deleted in the meantime`);
		round = {
			branch: pushed.branch,
			before: round.before ?? seen.found,
			final: pushed.final
		};
	}
}
async function bringByPullRequest(clone, base, change, decision, seen, job) {
	const { proposeVersion } = await import("./propose-98ba9d48.js");
	const proposed = await proposeVersion(clone, {
		base,
		from: decision.from,
		change
	}, job);
	job.progress.pullRequest = proposed.pullRequest?.url ?? null;
	job.say(`pull request ${job.progress.pullRequest ?? "not opened"}`);
	const conclusion = conclude(proposed.left ?? decision, seen);
	return conclusion.state === "updated" ? {
		...conclusion,
		state: "pull-request"
	} : conclusion;
}
async function cascade({ templates, request: rest, kind }, { concurrency, follow: mostWait }, tools, log) {
	const { signal } = tools;
	const request = {
		...rest,
		workflowFolders: preferredWorkflowFolders(kind, tools.forge)
	};
	const outcomes = await runJobs(templates, concurrency, signal, (template) => workOn(template, request, mostWait, tools, log));
	const runs = await Promise.all(outcomes.map((outcome) => outcome.state === "done" ? outcome.value.run : null));
	return outcomes.map((outcome, at) => {
		if (outcome.state === "done") return {
			...outcome.value.result,
			run: runs[at] ?? null
		};
		if (outcome.state === "failed" && !signal.aborted) throw outcome.error;
		const when = outcome.state === "failed" ? "while it was worked on" : "before it was begun";
		return cancelled(templates[at], request.version, when);
	});
}
async function workOn(template, request, mostWait, tools, log) {
	const { clock, git } = tools;
	const { text, owner, name } = template;
	const start = clock.now();
	const lines = [];
	const say = (line) => lines.push(line);
	const { workflowName, ...end } = await cascadeTemplate(template, request, tools, say).catch((error) => {
		log.group(`${text}: cancelled`, lines);
		throw error;
	});
	const result = {
		...end,
		template: text,
		to: request.version,
		seconds: (clock.now() - start) / 1e3,
		commitUrl: end.commit && `${git.server.url}/${owner}/${name}/commit/${end.commit}`,
		run: null
	};
	log.group(titleOf(result), [...lines, ...end.error === null ? [] : [end.error]]);
	for (const warning of end.warnings) log.warning(`${text}: ${warning}`);
	if (mostWait === 0 || end.state !== "updated") return {
		result,
		run: Promise.resolve(null)
	};
	const filter = {
		workflow: request.workflow,
		name: workflowName
	};
	const run = followRun(template, result, filter, mostWait, tools, log);
	run.catch(() => {});
	return {
		result,
		run
	};
}
function cancelled(template, to, when) {
	return {
		template: template?.text ?? "",
		state: "failed",
		branch: template?.branch ?? null,
		from: null,
		to,
		commit: null,
		commitUrl: null,
		pullRequest: null,
		attempts: 0,
		seconds: 0,
		run: null,
		error: `the run was cancelled ${when}`,
		warnings: [],
		failing: true
	};
}
function titleOf({ template, state, from, to }) {
	const brings = state === "updated" || state === "pull-request";
	return `${template}: ${state}, ${brings ? `${from ?? "nothing"} → ${to}` : from ?? "no version"}`;
}
async function followRun({ owner, name, text }, { commit, branch }, filter, mostWait, { forge, clock, signal }, log) {
	if (commit === null || branch === null) return null;
	try {
		const { follow } = await import("./follow-a256c893.js");
		const followed = {
			repository: {
				owner,
				name
			},
			commit,
			filter: {
				...filter,
				branch
			}
		};
		const report = await follow(await forge(), followed, mostWait, clock, signal);
		const line = `${text}: run ${report.state}${report.url === null ? "" : `, ${report.url}`}`;
		if (report.state === "failure" || report.state === "cancelled") log.warning(line);
		else log.info(line);
		return report;
	} catch (error) {
		if (signal.aborted) return null;
		if (!(error instanceof ReportedError)) throw error;
		log.warning(`${text}: its run cannot be followed: ${messageOf(error)}`);
		return {
			state: "unknown",
			url: null
		};
	}
}
const mostCharacters$3 = 2e4;
function commitMessage(template, version, coAuthors) {
	const text = template.replace(/\r\n?/g, "\n").replaceAll("{version}", () => version);
	if (/(?![\n\t])\p{Cc}/u.test(text) || !text.isWellFormed()) throw new UserError(`the message ${quoted$1(text)} contains a control character; expected plain text`);
	if (text.length > mostCharacters$3) throw new UserError(`the message is longer than ${mostCharacters$3} characters`);
	const message = text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
	if (message.trim() === "") throw new UserError("the message is empty; expected plain text");
	const present = message.split("\n");
	const trailers = [...new Set(coAuthors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`))];
	const added = trailers.filter((trailer) => !present.includes(trailer));
	if (added.length === 0) return `${message}\n`;
	return `${message}${endsWithTrailers(present) ? "\n" : "\n\n"}${added.join("\n")}\n`;
}
function endsWithTrailers(lines) {
	const start = lines.findLastIndex((line) => line.trim() === "") + 1;
	if (start === 0) return false;
	const block = lines.slice(start);
	const isTrailer = (line) => /^[A-Za-z0-9-]+[ \t]*:/.test(line);
	const byGit = (line) => /^(Signed-off-by: |\(cherry picked from commit )/.test(line);
	let trailers = 0;
	let others = 0;
	let continues = false;
	for (const line of block) {
		if (/^\s/.test(line) && continues) continue;
		continues = isTrailer(line) || byGit(line);
		if (continues) trailers++;
		else others++;
	}
	return trailers > 0 && (others === 0 || block.some(byGit) && trailers * 3 >= others);
}
const mostCharacters$2 = 500;
function parsePath(text) {
	const refuse = (what) => {
		throw new UserError(`the path ${quoted$1(text)} ${what}; expected a path inside the repository, such as .runtime-version or docker/.runtime-version`);
	};
	if (text === "") refuse("is empty");
	if (text.length > mostCharacters$2) refuse(`is longer than ${mostCharacters$2} characters`);
	if (!isPrintable(text)) refuse("contains a control or invisible character");
	if (text.includes("\\")) refuse("contains a backslash");
	if (text.startsWith("/")) refuse("is absolute");
	if (/^[A-Za-z]:/.test(text)) refuse("begins with a drive");
	if (text.endsWith("/")) refuse("names a folder");
	for (const part of text.split("/")) {
		if (part === "") refuse("has an empty part");
		if (part === "..") refuse("has the part \"..\", which may leave the repository");
		if (part === ".") refuse("has the part \".\", which is to be left off");
		if (/^(\.git|git~1)(:.*)?$/i.test(part.replace(/[. ]+(?=$|:)/g, ""))) refuse("leads into git's own folder");
		if (part !== part.trim()) refuse("has a part that begins or ends with a space");
	}
	return text;
}
const defaultIdentity = Object.freeze({
	name: "imgpub",
	email: "noreply@imgpub.invalid"
});
const address = /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u;
function parseIdentity(name, email) {
	if (name === undefined && email === undefined) return defaultIdentity;
	if (email === undefined) throw new UserError("input \"author-name\": is given without \"author-email\"; give both or neither");
	if (name === undefined) throw new UserError("input \"author-email\": is given without \"author-name\"; give both or neither");
	return {
		name: inInput("author-name", () => parseName(name)),
		email: inInput("author-email", () => parseEmail(email))
	};
}
function parseCoAuthors(lines) {
	return lines.map((line) => {
		const [, name, email] = /^([^<>\r\n]*)<([^<>\r\n]*)>$/.exec(line.trim()) ?? [];
		if (name === undefined || email === undefined) throw new UserError(`${quoted$1(line)} is not a co-author; expected Name <mail@example.com>`);
		return {
			name: parseName(name.trim()),
			email: parseEmail(email.trim())
		};
	});
}
function parseName(name) {
	if (/[<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) throw new UserError(`the name ${quoted$1(name)} contains "<", ">", a line end or a control character; expected plain text`);
	if (/^[\s.,:;"\\']*$/.test(name)) throw new UserError(`the name ${quoted$1(name)} has no letter in it; expected plain text`);
	if (name.length > 200) throw new UserError(`the name ${quoted$1(name)} is longer than 200 characters`);
	return name;
}
function parseEmail(email) {
	if (!address.test(email) || email.length > 254) throw new UserError(`${quoted$1(email)} is not a mail address; expected one such as name@example.com`);
	return email;
}
const mostCharacters$1 = 200;
const rules = [
	[(name) => name === "", "is empty"],
	[(name) => name.length > mostCharacters$1, `is longer than ${mostCharacters$1} characters`],
	[(name) => /^refs(\/|$)/.test(name), "begins with refs/, which must be left off"],
	[(name) => name.startsWith("-"), "begins with \"-\""],
	[(name) => name === "HEAD" || name === "@", "stands for whatever is checked out"],
	[(name) => /(^|\/)\./.test(name), "has a part that begins with \".\""],
	[(name) => /\.lock(\/|$)/.test(name), "has a part that ends with .lock"],
	[(name) => name.includes(".."), "holds \"..\""],
	[(name) => /[\p{Cc}\s]/u.test(name) || !name.isWellFormed(), "contains white space or a control character"],
	[(name) => /[~^:?*[\\]/.test(name), "contains one of ~ ^ : ? * [ \\"],
	[(name) => /^\/|\/\/|\/$/.test(name), "has an empty part"],
	[(name) => name.endsWith("."), "ends with \".\""],
	[(name) => name.includes("@{"), "holds \"@{\""]
];
function parseBranch(name) {
	const broken = rules.find(([breaks]) => breaks(name));
	if (broken) throw new UserError(`the branch ${quoted$1(name)} ${broken[1]}; expected the name of a branch, such as main or release/1.x`);
	return name;
}
const accepted = "expected owner/repo or owner/repo@branch";
const nameCharacters = /^[A-Za-z0-9_.-]{1,100}$/;
function parseTemplate(text) {
	const refuse = (what) => {
		throw new UserError(`the template ${quoted$1(text)} ${what}; ${accepted}`);
	};
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/]*@[^/]*:|^[^/]*:[^/]*@/.test(text)) throw new UserError(`a template is given as a URL; ${accepted}, on the server of the input "server-url"`);
	const at = text.indexOf("@");
	const repository = at < 0 ? text : text.slice(0, at);
	const parts = repository.split("/");
	const [owner = "", name = ""] = parts;
	if (parts.length !== 2) return refuse(`needs exactly one slash before the branch, and has ${parts.length - 1}`);
	for (const [what, part] of [["owner", owner], ["repository", name]]) {
		if (part === "") refuse(`names no ${what}`);
		if (part === "." || part === ".." || !nameCharacters.test(part)) refuse(`has ${quoted$1(part)} as its ${what}, and only letters, digits, "-", "_" and "." are allowed there`);
	}
	if (/\.git$/i.test(name)) refuse("ends with .git, which must be left off");
	const branch = at < 0 ? undefined : placed(`the template ${quoted$1(text)}: `, () => parseBranch(text.slice(at + 1)));
	return Object.freeze({
		text,
		owner,
		name,
		branch
	});
}
function parseTemplates(lines) {
	return distinct(lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")).map(parseTemplate));
}
function distinct(templates) {
	const byText = new Map();
	for (const template of templates) if (!byText.has(template.text)) byText.set(template.text, template);
	return [...byText.values()];
}
async function readTemplates({ templates, templatesFile }, workspace) {
	const lines = templates.length > 0;
	if (lines && templatesFile !== undefined) throw new UserError("input \"templates\": is given together with \"templates-file\"; give only one of the two");
	if (!lines && templatesFile === undefined) throw new UserError("input \"templates\": no templates are given; expected lines of owner/repo or owner/repo@branch, or a file of them in \"templates-file\"");
	const input = lines ? "templates" : "templates-file";
	return inInput(input, async () => {
		const read = templatesFile === undefined ? parseTemplates(templates) : await (await import("./templates-file-d7d6e90a.js")).readTemplatesFile(templatesFile, workspace);
		if (read.length > 0) return read;
		throw new UserError(`${templatesFile === undefined ? "" : `${templatesFile}: `}the list is empty; expected at least one template`);
	});
}
var debug_1;
var hasRequiredDebug;
function requireDebug() {
	if (hasRequiredDebug) return debug_1;
	hasRequiredDebug = 1;
	const debug = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {};
	debug_1 = debug;
	return debug_1;
}
var constants;
var hasRequiredConstants;
function requireConstants() {
	if (hasRequiredConstants) return constants;
	hasRequiredConstants = 1;
	const SEMVER_SPEC_VERSION = "2.0.0";
	const MAX_LENGTH = 256;
	const MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || 9007199254740991;
	const MAX_SAFE_COMPONENT_LENGTH = 16;
	const MAX_SAFE_BUILD_LENGTH = MAX_LENGTH - 6;
	const WHITESPACE_CHARACTERS = [
		"	",
		"\n",
		"\v",
		"\f",
		"\r",
		" ",
		"\xA0",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		" ",
		"\u2028",
		"\u2029",
		" ",
		" ",
		"　",
		"﻿"
	];
	const RELEASE_TYPES = [
		"major",
		"premajor",
		"minor",
		"preminor",
		"patch",
		"prepatch",
		"prerelease"
	];
	constants = {
		MAX_LENGTH,
		MAX_SAFE_COMPONENT_LENGTH,
		MAX_SAFE_BUILD_LENGTH,
		MAX_SAFE_INTEGER,
		WHITESPACE_CHARACTERS,
		RELEASE_TYPES,
		SEMVER_SPEC_VERSION,
		FLAG_INCLUDE_PRERELEASE: 1,
		FLAG_LOOSE: 2
	};
	return constants;
}
var re = { exports: {} };
var hasRequiredRe;
function requireRe() {
	if (hasRequiredRe) return re.exports;
	hasRequiredRe = 1;
	(function(module, exports) {
		const { MAX_SAFE_COMPONENT_LENGTH, MAX_SAFE_BUILD_LENGTH, MAX_LENGTH } = requireConstants();
		const debug = requireDebug();
		exports = module.exports = {};
		const re = exports.re = [];
		const safeRe = exports.safeRe = [];
		const src = exports.src = [];
		const safeSrc = exports.safeSrc = [];
		const t = exports.t = {};
		let R = 0;
		const LETTERDASHNUMBER = "[a-zA-Z0-9-]";
		const safeRegexReplacements = [
			["\\s", 1],
			["\\d", MAX_LENGTH],
			[LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
		];
		const makeSafeRegex = (value) => {
			for (const [token, max] of safeRegexReplacements) {
				value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
			}
			return value;
		};
		const createToken = (name, value, isGlobal) => {
			const safe = makeSafeRegex(value);
			const index = R++;
			debug(name, index, value);
			t[name] = index;
			src[index] = value;
			safeSrc[index] = safe;
			re[index] = new RegExp(value, isGlobal ? "g" : undefined);
			safeRe[index] = new RegExp(safe, isGlobal ? "g" : undefined);
		};
		createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
		createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
		createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
		createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.` + `(${src[t.NUMERICIDENTIFIER]})\\.` + `(${src[t.NUMERICIDENTIFIER]})`);
		createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.` + `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.` + `(${src[t.NUMERICIDENTIFIERLOOSE]})`);
		createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
		createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
		createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
		createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
		createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
		createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
		createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
		createToken("FULL", `^${src[t.FULLPLAIN]}$`);
		createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
		createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
		createToken("GTLT", "((?:<|>)?=?)");
		createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
		createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
		createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})` + `(?:\\.(${src[t.XRANGEIDENTIFIER]})` + `(?:\\.(${src[t.XRANGEIDENTIFIER]})` + `(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?` + `)?)?`);
		createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})` + `(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})` + `(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})` + `(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?` + `)?)?`);
		createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
		createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
		createToken("COERCEPLAIN", `${"(^|[^\\d])" + "(\\d{1,"}${MAX_SAFE_COMPONENT_LENGTH}})` + `(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?` + `(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
		createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
		createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?` + `(?:${src[t.BUILD]})?` + `(?:$|[^\\d])`);
		createToken("COERCERTL", src[t.COERCE], true);
		createToken("COERCERTLFULL", src[t.COERCEFULL], true);
		createToken("LONETILDE", "(?:~>?)");
		createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
		exports.tildeTrimReplace = "$1~";
		createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
		createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
		createToken("LONECARET", "(?:\\^)");
		createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
		exports.caretTrimReplace = "$1^";
		createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
		createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
		createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
		createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
		createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
		exports.comparatorTrimReplace = "$1$2$3";
		createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})` + `\\s+-\\s+` + `(${src[t.XRANGEPLAIN]})` + `\\s*$`);
		createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})` + `\\s+-\\s+` + `(${src[t.XRANGEPLAINLOOSE]})` + `\\s*$`);
		createToken("STAR", "(<|>)?=?\\s*\\*");
		createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
		createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
	})(re, re.exports);
	return re.exports;
}
var parseOptions_1;
var hasRequiredParseOptions;
function requireParseOptions() {
	if (hasRequiredParseOptions) return parseOptions_1;
	hasRequiredParseOptions = 1;
	const looseOption = Object.freeze({ loose: true });
	const emptyOpts = Object.freeze({});
	const parseOptions = (options) => {
		if (!options) {
			return emptyOpts;
		}
		if (typeof options !== "object") {
			return looseOption;
		}
		return options;
	};
	parseOptions_1 = parseOptions;
	return parseOptions_1;
}
var identifiers;
var hasRequiredIdentifiers;
function requireIdentifiers() {
	if (hasRequiredIdentifiers) return identifiers;
	hasRequiredIdentifiers = 1;
	const numeric = /^[0-9]+$/;
	const compareIdentifiers = (a, b) => {
		if (typeof a === "number" && typeof b === "number") {
			return a === b ? 0 : a < b ? -1 : 1;
		}
		const anum = numeric.test(a);
		const bnum = numeric.test(b);
		if (anum && bnum) {
			a = +a;
			b = +b;
		}
		return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
	};
	const rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
	identifiers = {
		compareIdentifiers,
		rcompareIdentifiers
	};
	return identifiers;
}
var semver;
var hasRequiredSemver;
function requireSemver() {
	if (hasRequiredSemver) return semver;
	hasRequiredSemver = 1;
	const debug = requireDebug();
	const { MAX_LENGTH, MAX_SAFE_INTEGER } = requireConstants();
	const { safeRe: re, t } = requireRe();
	const parseOptions = requireParseOptions();
	const { compareIdentifiers } = requireIdentifiers();
	const isPrereleaseIdentifier = (prerelease, identifier) => {
		const identifiers = identifier.split(".");
		if (identifiers.length > prerelease.length) {
			return false;
		}
		for (let i = 0; i < identifiers.length; i++) {
			if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) {
				return false;
			}
		}
		return true;
	};
	class SemVer {
		constructor(version, options) {
			options = parseOptions(options);
			if (version instanceof SemVer) {
				if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) {
					return version;
				} else {
					version = version.version;
				}
			} else if (typeof version !== "string") {
				throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
			}
			if (version.length > MAX_LENGTH) {
				throw new TypeError(`version is longer than ${MAX_LENGTH} characters`);
			}
			debug("SemVer", version, options);
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
			if (!m) {
				throw new TypeError(`Invalid Version: ${version}`);
			}
			this.raw = version;
			this.major = +m[1];
			this.minor = +m[2];
			this.patch = +m[3];
			if (this.major > MAX_SAFE_INTEGER || this.major < 0) {
				throw new TypeError("Invalid major version");
			}
			if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) {
				throw new TypeError("Invalid minor version");
			}
			if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) {
				throw new TypeError("Invalid patch version");
			}
			if (!m[4]) {
				this.prerelease = [];
			} else {
				this.prerelease = m[4].split(".").map((id) => {
					if (/^[0-9]+$/.test(id)) {
						const num = +id;
						if (num >= 0 && num < MAX_SAFE_INTEGER) {
							return num;
						}
					}
					return id;
				});
			}
			this.build = m[5] ? m[5].split(".") : [];
			this.format();
		}
		format() {
			this.version = `${this.major}.${this.minor}.${this.patch}`;
			if (this.prerelease.length) {
				this.version += `-${this.prerelease.join(".")}`;
			}
			return this.version;
		}
		toString() {
			return this.version;
		}
		compare(other) {
			debug("SemVer.compare", this.version, this.options, other);
			if (!(other instanceof SemVer)) {
				if (typeof other === "string" && other === this.version) {
					return 0;
				}
				other = new SemVer(other, this.options);
			}
			if (other.version === this.version) {
				return 0;
			}
			return this.compareMain(other) || this.comparePre(other);
		}
		compareMain(other) {
			if (!(other instanceof SemVer)) {
				other = new SemVer(other, this.options);
			}
			if (this.major < other.major) {
				return -1;
			}
			if (this.major > other.major) {
				return 1;
			}
			if (this.minor < other.minor) {
				return -1;
			}
			if (this.minor > other.minor) {
				return 1;
			}
			if (this.patch < other.patch) {
				return -1;
			}
			if (this.patch > other.patch) {
				return 1;
			}
			return 0;
		}
		comparePre(other) {
			if (!(other instanceof SemVer)) {
				other = new SemVer(other, this.options);
			}
			if (this.prerelease.length && !other.prerelease.length) {
				return -1;
			} else if (!this.prerelease.length && other.prerelease.length) {
				return 1;
			} else if (!this.prerelease.length && !other.prerelease.length) {
				return 0;
			}
			let i = 0;
			do {
				const a = this.prerelease[i];
				const b = other.prerelease[i];
				debug("prerelease compare", i, a, b);
				if (a === undefined && b === undefined) {
					return 0;
				} else if (b === undefined) {
					return 1;
				} else if (a === undefined) {
					return -1;
				} else if (a === b) {
					continue;
				} else {
					return compareIdentifiers(a, b);
				}
			} while (++i);
		}
		compareBuild(other) {
			if (!(other instanceof SemVer)) {
				other = new SemVer(other, this.options);
			}
			let i = 0;
			do {
				const a = this.build[i];
				const b = other.build[i];
				debug("build compare", i, a, b);
				if (a === undefined && b === undefined) {
					return 0;
				} else if (b === undefined) {
					return 1;
				} else if (a === undefined) {
					return -1;
				} else if (a === b) {
					continue;
				} else {
					return compareIdentifiers(a, b);
				}
			} while (++i);
		}
		inc(release, identifier, identifierBase) {
			if (release.startsWith("pre")) {
				if (!identifier && identifierBase === false) {
					throw new Error("invalid increment argument: identifier is empty");
				}
				if (identifier) {
					const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
					if (!match || match[1] !== identifier) {
						throw new Error(`invalid identifier: ${identifier}`);
					}
				}
			}
			switch (release) {
				case "premajor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor = 0;
					this.major++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "preminor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "prepatch":
					this.prerelease.length = 0;
					this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "prerelease":
					if (this.prerelease.length === 0) {
						this.inc("patch", identifier, identifierBase);
					}
					this.inc("pre", identifier, identifierBase);
					break;
				case "release":
					if (this.prerelease.length === 0) {
						throw new Error(`version ${this.raw} is not a prerelease`);
					}
					this.prerelease.length = 0;
					break;
				case "major":
					if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) {
						this.major++;
					}
					this.minor = 0;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "minor":
					if (this.patch !== 0 || this.prerelease.length === 0) {
						this.minor++;
					}
					this.patch = 0;
					this.prerelease = [];
					break;
				case "patch":
					if (this.prerelease.length === 0) {
						this.patch++;
					}
					this.prerelease = [];
					break;
				case "pre": {
					const base = Number(identifierBase) ? 1 : 0;
					if (this.prerelease.length === 0) {
						this.prerelease = [base];
					} else {
						let i = this.prerelease.length;
						while (--i >= 0) {
							if (typeof this.prerelease[i] === "number") {
								this.prerelease[i]++;
								i = -2;
							}
						}
						if (i === -1) {
							if (identifier === this.prerelease.join(".") && identifierBase === false) {
								throw new Error("invalid increment argument: identifier already exists");
							}
							this.prerelease.push(base);
						}
					}
					if (identifier) {
						let prerelease = [identifier, base];
						if (identifierBase === false) {
							prerelease = [identifier];
						}
						if (isPrereleaseIdentifier(this.prerelease, identifier)) {
							const prereleaseBase = this.prerelease[identifier.split(".").length];
							if (isNaN(prereleaseBase)) {
								this.prerelease = prerelease;
							}
						} else {
							this.prerelease = prerelease;
						}
					}
					break;
				}
				default: throw new Error(`invalid increment argument: ${release}`);
			}
			this.raw = this.format();
			if (this.build.length) {
				this.raw += `+${this.build.join(".")}`;
			}
			return this;
		}
	}
	semver = SemVer;
	return semver;
}
var semverExports = requireSemver();
const SemVer = getDefaultExportFromCjs(semverExports);
const mostCharacters = 200;
const mostCompared = 256;
function readVersion(text, scheme) {
	if (text.length > mostCharacters) throw new UserError(`the version ${quoted$1(text, 60)} has ${text.length} characters; at most ${mostCharacters} are allowed`);
	if (scheme === "any") {
		if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text)) throw new UserError(`${quoted$1(text)} is not one printable word; expected a version without white space or control characters`);
		return {
			version: text,
			notice: undefined
		};
	}
	const version = text.replace(/^v/, "");
	if (!parseSemver(version)) {
		const tooLarge = /(?:^|\.)([1-9]\d{15,})(?=[.+-]|$)/.exec(version)?.[1];
		const what = tooLarge !== undefined && Number(tooLarge) > Number.MAX_SAFE_INTEGER ? `has the number ${tooLarge}, which is larger than ${Number.MAX_SAFE_INTEGER}` : "is not a semantic version";
		throw new UserError(`${quoted$1(text)} ${what}; expected a version such as 1.4.2 or 2.0.0-rc.1+build.7, or any other with "version-scheme: any"`);
	}
	return {
		version,
		notice: version === text ? undefined : `the version ${text} is written without its leading v: ${version}`
	};
}
async function compareVersions(scheme) {
	const pep440 = scheme === "any" ? await import("./renovatebot-pep440-4203739c.js") : undefined;
	return (existing, wanted) => {
		if (existing.length > mostCompared || wanted.length > mostCompared) return undefined;
		const [left, right] = [existing.replace(/^v/, ""), wanted.replace(/^v/, "")];
		const semver = parseSemver(left);
		if (semver && parseSemver(right)) return semver.compare(right);
		if (pep440?.valid(existing) && pep440.valid(wanted)) return Math.sign(pep440.compare(existing, wanted));
		return undefined;
	};
}
function parseSemver(text) {
	if (!/^\d/.test(text) || /\s/.test(text)) return undefined;
	try {
		return new SemVer(text);
	} catch {
		return undefined;
	}
}
function parseWorkflow(text) {
	const refuse = (what) => {
		throw new UserError(`the workflow ${quoted$1(text)} ${what}; expected a file name that ends with .yml or .yaml, such as publish-image.yml`);
	};
	if (/[/\\]/.test(text)) refuse("is a path, and is looked for in the folders of workflows by its name");
	if (!isPrintable(text)) refuse("contains a control or invisible character");
	if (text.length > 200) refuse("is longer than 200 characters");
	if (!/^.+\.ya?ml$/.test(text)) refuse("is not the name of a YAML file");
	return text;
}
async function readInputs(inputs, environment, workspace) {
	const { version, notice } = inInput("version", () => readVersion(inputs.version, inputs["version-scheme"]));
	const token = inInput("token", () => parseToken(inputs.token));
	const { url, insecure } = inInput("server-url", () => parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL));
	const path = inInput("path", () => parsePath(inputs.path));
	const workflow = inInput("workflow", () => parseWorkflow(inputs.workflow));
	const author = parseIdentity(inputs["author-name"], inputs["author-email"]);
	const coAuthors = inInput("co-author", () => parseCoAuthors(inputs["co-author"]));
	const message = inInput("commit-message", () => commitMessage(inputs["commit-message"], version, coAuthors));
	const templates = await readTemplates({
		templates: inputs.templates,
		templatesFile: inputs["templates-file"]
	}, workspace);
	return {
		templates,
		server: {
			url,
			token
		},
		notices: [
			...notice === undefined ? [] : [notice],
			...insecure ? [`the token travels unencrypted to ${url}`] : [],
			...inputs["dry-run"] ? ["dry run: nothing is pushed; updated means that it would be"] : []
		],
		kind: kindWithoutAsking(environment, url),
		request: {
			version,
			path,
			workflow,
			compare: await compareVersions(inputs["version-scheme"]),
			onNewer: inputs["on-newer"],
			onMissingWorkflow: inputs["on-missing-workflow"],
			onUnwired: inputs["on-unwired"],
			onProtected: inputs["on-protected"],
			message,
			author,
			attempts: inputs.attempts,
			dryRun: inputs["dry-run"]
		}
	};
}
class CascadeFailed extends ReportedError {
	name = "CascadeFailed";
}
const mostOfError = 500;
function outputsOf(results) {
	const lines = (which) => results.filter(which).map(({ template }) => template).join("\n");
	return {
		updated: lines(({ state }) => state === "updated"),
		unchanged: lines(({ state }) => state === "unchanged"),
		superseded: lines(({ state }) => state === "superseded"),
		skipped: lines(({ state }) => state === "skipped"),
		failed: lines(({ failing }) => failing),
		json: outputJson(results.map(({ template, state, branch, from, to, commit, pullRequest, attempts, seconds, run, error }) => ({
			template,
			state,
			branch,
			from,
			to,
			commit,
			pullRequest,
			attempts,
			seconds: Math.round(seconds * 10) / 10,
			run,
			error
		})))
	};
}
function failuresFirst(results) {
	return [...results].sort((a, b) => Number(b.failing) - Number(a.failing));
}
function logTable(results) {
	const followed = results.some(({ run }) => run !== null);
	return textTable([[
		"template",
		"from → to",
		"state",
		"commit",
		"attempts",
		"seconds",
		...followed ? ["run"] : []
	], ...failuresFirst(results).map((result) => [
		result.template,
		`${result.from || "–"} → ${result.to}`,
		result.state,
		result.pullRequest ?? result.commitUrl ?? "–",
		String(result.attempts),
		result.seconds.toFixed(1),
		...followed ? [result.run?.state ?? "–"] : []
	])]).concat(results.filter(({ failing }) => failing).slice(mostClauses).map(sentenceOf));
}
const sentenceOf = ({ template, state, error }) => `${template}: ${bounded(error ?? state, mostOfError)}`;
function requireAll(results) {
	for (const { bug } of results) if (bug !== undefined) throw bug;
	const failed = results.filter(({ failing }) => failing);
	if (failed.length === 0) return;
	const named = joined(failed.map(sentenceOf));
	throw new CascadeFailed(results.length === 1 ? named : `${failed.length} of ${results.length} templates failed: ${named}`);
}
function killMarked(marker) {
	const entry = `${marker}\0`;
	for (let found = true, left = 10; found && left > 0; left--) {
		found = false;
		for (const pid of processes()) {
			try {
				if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(entry)) continue;
				found = true;
				process.kill(pid, "SIGKILL");
			} catch {}
		}
	}
}
function processes() {
	try {
		return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
	} catch {
		return [];
	}
}
const mostOutput = 16 * 2 ** 20;
const mostWords = 2 ** 20;
const marking = "IMGPUB_GIT_COMMAND";
function runGit(command) {
	const { args, cwd, signal } = command;
	const marker = randomUUID();
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const env = {
			...command.env,
			[marking]: marker
		};
		const child = spawn("git", args, {
			cwd,
			env,
			stdio: "pipe",
			windowsHide: true
		});
		let killed;
		const kill = (why) => {
			killed ??= why;
			child.kill("SIGKILL");
			killMarked(`${marking}=${marker}`);
		};
		const abort = () => kill();
		signal.addEventListener("abort", abort, { once: true });
		const timer = setTimeout(() => kill("deadline"), command.deadline);
		const output = collect(child.stdout, mostOutput, () => kill("output"));
		const words = collect(child.stderr, mostWords);
		const settle = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", abort);
		};
		child.on("error", (error) => {
			settle();
			reject(error);
		});
		child.on("close", (code) => {
			settle();
			if (signal.aborted) return reject(signal.reason);
			resolve({
				code,
				stdout: Buffer.concat(output),
				stderr: Buffer.concat(words).toString(),
				...killed && { killed }
			});
		});
		child.stdin.on("error", () => {});
		child.stdin.end(command.input);
	});
}
function collect(stream, most, onMore) {
	const chunks = [];
	let size = 0;
	stream.on("data", (chunk) => {
		size += chunk.length;
		if (size <= most) chunks.push(chunk);
		else onMore?.();
	});
	return chunks;
}
const passed = /^(PATH|PATHEXT|SYSTEMROOT|COMSPEC|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|GIT_EXEC_PATH|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|GIT_SSL_(CAINFO|CAPATH|CERT|KEY|NO_VERIFY|VERSION)|GIT_PROXY_SSL_\w+|GIT_HTTP_LOW_SPEED_(LIMIT|TIME))$/i;
const networkSettings = /^http\.(proxy|proxyauthmethod|proxysslcainfo|proxysslcert|proxysslkey|sslbackend|sslcainfo|sslcapath|sslcert|sslkey|sslverify|sslversion|schannelusesslcainfo|schannelcheckrevoke|version|lowspeedlimit|lowspeedtime)$/;
const stalledAfter = 30;
function gitEnvironment(server, home, settings, env) {
	const variables = {};
	for (const [name, value] of Object.entries(env)) if (value !== undefined && passed.test(name)) variables[name] = value;
	const header = `http.${new URL(server.url).origin}/.extraheader`;
	const credentials = Buffer.from(`x-access-token:${server.token}`).toString("base64");
	const config = [
		["http.lowSpeedLimit", "1"],
		["http.lowSpeedTime", String(stalledAfter)],
		...settings.map(([key, value]) => [key, value]),
		[header, ""],
		[header, `Authorization: Basic ${credentials}`],
		["http.followRedirects", "false"],
		["credential.helper", ""],
		["core.hooksPath", devNull],
		["core.fsmonitor", "false"],
		["submodule.recurse", "false"],
		["push.recurseSubmodules", "no"],
		["gc.auto", "0"],
		["maintenance.auto", "false"],
		["safe.directory", "*"]
	];
	for (const [at, [key, value]] of config.entries()) {
		variables[`GIT_CONFIG_KEY_${at}`] = key;
		variables[`GIT_CONFIG_VALUE_${at}`] = value;
	}
	return {
		...variables,
		GIT_CONFIG_COUNT: String(config.length),
		GIT_CONFIG_NOSYSTEM: "1",
		GIT_CONFIG_GLOBAL: devNull,
		HOME: home,
		XDG_CONFIG_HOME: home,
		GIT_ALLOW_PROTOCOL: "http:https",
		GIT_ASKPASS: "",
		GIT_TERMINAL_PROMPT: "0",
		GCM_INTERACTIVE: "Never",
		GIT_LITERAL_PATHSPECS: "1",
		LC_ALL: "C"
	};
}
const deadline = 3e5;
const oldest = [2, 31];
async function openGit(server, folder, env, signal) {
	const home = await mkdtemp(join(folder, "home-"));
	const [settings] = await Promise.all([machineSettings(server, home, env, signal), checkVersion(home, env, signal)]);
	const variables = gitEnvironment(server, home, settings, env);
	return {
		server,
		folder,
		async run(args, { cwd = home, trace = false, ...options }) {
			const traced = trace ? {
				...variables,
				GIT_TRACE_PACKET: "2"
			} : variables;
			const ended = await runGit({
				args,
				env: traced,
				deadline,
				cwd,
				...options
			});
			return {
				...ended,
				stderr: redact(cleaned(ended.stderr), [server.token])
			};
		}
	};
}
async function checkVersion(cwd, env, signal) {
	const wanted = `install git ${oldest.join(".")} or newer on the runner`;
	let output;
	try {
		const ended = await runGit({
			args: ["--version"],
			env: plain(env),
			cwd,
			signal,
			deadline
		});
		output = ended.stdout.toString().trim();
	} catch (error) {
		if (signal.aborted) throw error;
		throw new UserError(`git was not found on the PATH; ${wanted}`, { cause: error });
	}
	const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(output) ?? [];
	if (Number(major) > oldest[0] || Number(major) === oldest[0] && Number(minor) >= oldest[1]) return;
	throw new UserError(`git on the PATH is ${quoted$1(output, 60)}; ${wanted}`);
}
async function machineSettings(server, cwd, env, signal) {
	const args = [
		"config",
		"-z",
		"--get-urlmatch",
		"http",
		server.url
	];
	const ended = await runGit({
		args,
		env: plain(env),
		cwd,
		signal,
		deadline
	}).catch(() => undefined);
	signal.throwIfAborted();
	return (ended?.stdout.toString() ?? "").split("\0").map((entry) => {
		const [key = "", ...value] = entry.split("\n");
		return [key.toLowerCase(), value.join("\n")];
	}).filter(([key]) => networkSettings.test(key));
}
function plain(env) {
	const kept = Object.entries(env).filter(([name]) => !/^GIT_(?!CONFIG_|EXEC_PATH)/.test(name));
	return Object.fromEntries(kept.filter((entry) => entry[1] !== undefined));
}
async function withTools(server, folder, env, { fetch, log, signal }, work) {
	await mkdir(folder, { recursive: true });
	const own = await mkdtemp(join(folder, "imgpub-cascade-"));
	try {
		const git = await openGit(server, own, env, signal);
		const options = {
			serverUrl: server.url,
			token: server.token,
			environment: env,
			log,
			fetch
		};
		return await work({
			git,
			contents: new Map(),
			commitTimes: new Map(),
			forge: lazyForge(options, signal),
			clock: systemClock,
			pause: new HostPause(systemClock),
			signal
		});
	} finally {
		await rm(own, {
			recursive: true,
			force: true,
			maxRetries: 3
		});
	}
}
export { Pushes, cascade, decide, decodeText, distinct, failuresFirst, logTable, lookAtFile, mostOfError, outputsOf, parseTemplate, parseTemplates, readInputs, requireAll, withTools, workflowFolders };
