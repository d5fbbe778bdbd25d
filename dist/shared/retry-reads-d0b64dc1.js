const { rm, mkdtemp } = process.getBuiltinModule("node:fs/promises");
const { join } = process.getBuiltinModule("node:path");
import { decodeUtf8 } from "./utf8-261fc689.js";
import { redact, bounded, formatDuration } from "./core-cb5264e6.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { commandError, pushFailure } from "./push-report-6373699a.js";
import { GitError, remoteWords, gitVerdict } from "./git-error-b54f1869.js";
import { retry } from "./publish-index_wait-digests-66bd1fd0.js";
function blobId(content, like) {
	const hash = createHash(like.length === 64 ? "sha256" : "sha1");
	return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
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
	async branches(pattern, signal) {
		const ended = await this.#run([
			"ls-remote",
			"origin",
			`refs/heads/${pattern}`
		], signal);
		if (ended.code !== 0) throw commandError("git ls-remote", ended);
		const lines = ended.stdout.toString().matchAll(/^(\w+)\trefs\/heads\/(.+)$/gm);
		return [...lines].map(([, head = "", name = ""]) => ({
			name,
			head
		}));
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
	remove(branch, expected, signal) {
		return this.push("", branch, expected, signal);
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
		trace: "packets"
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
function countLines(bytes) {
	return new TextDecoder().decode(bytes).match(/^.*\S.*$/gm)?.length ?? 0;
}
function versionIn(bytes) {
	return bytes && bounded(firstLine(bytes), 80);
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
export { blobId, cloneBare, contentOf, countLines, firstLine, retryReads, versionIn };
