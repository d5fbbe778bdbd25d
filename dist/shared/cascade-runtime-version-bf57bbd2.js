import { ReportedError, abortable, formatDuration, messageOf, runJobs, UserError, quoted, isPrintable, inInput, placed, getDefaultExportFromCjs, mostClauses, outputJson, joined, bounded, counted, redact, cleaned, HostPause, systemClock } from "./core-cb5264e6.js";
import { parseToken, parseServerUrl, kindWithoutAsking, lazyForge } from "./cascade-runtime-version_lane-guard-6cffd197.js";
import { ownEntries } from "./cascade-runtime-version_wait-digests-c3f15641.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
const { mkdtemp, mkdir, rm } = process.getBuiltinModule("node:fs/promises");
const { devNull, tmpdir } = process.getBuiltinModule("node:os");
const { join } = process.getBuiltinModule("node:path");
const { spawn } = process.getBuiltinModule("node:child_process");
const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
const { readFileSync, readdirSync } = process.getBuiltinModule("node:fs");
class ServerKind {
	#forge;
	#known;
	#asked;
	constructor(known, forge) {
		this.#known = known;
		this.#forge = forge;
	}
	get isKnown() {
		return this.#known !== undefined;
	}
	get known() {
		return this.#known;
	}
	async open() {
		const forge = await this.#forge();
		this.#known ??= forge.kind;
		return forge;
	}
	async answer(of, possible) {
		if (this.#known !== undefined) return of(this.#known);
		const answers = [...new Set(possible.map(of))];
		return answers.length === 1 ? answers[0] : of(await this.#kind());
	}
	async product(signal) {
		try {
			return await (await this.open()).product(signal);
		} catch (error) {
			if (!(error instanceof ReportedError)) throw error;
			return undefined;
		}
	}
	#kind() {
		this.#asked ??= this.#ask();
		return this.#asked;
	}
	async #ask() {
		try {
			return (await this.open()).kind;
		} catch (error) {
			if (!(error instanceof ReportedError)) throw error;
			this.#known = "gitea";
			return this.#known;
		}
	}
}
async function bring(template, request, tools, log) {
	const { clock, git } = tools;
	const { text, owner, name } = template;
	const start = clock.now();
	const { cascadeTemplate } = await import("./template-d7df88d4.js").then((n) => n.template);
	const lines = [];
	const say = (line) => lines.push(line);
	const { workflow, head, ...end } = await cascadeTemplate(template, request, tools, say).catch((error) => {
		log.group(`${text}: cancelled`, lines);
		throw error;
	});
	const result = {
		...end,
		template: text,
		to: request.version,
		seconds: (clock.now() - start) / 1e3,
		commitUrl: end.commit === null ? null : `${git.server.url}/${owner}/${name}/commit/${end.commit}`,
		run: null,
		wave: null
	};
	log.group(titleOf(result), [...lines, ...end.error === null ? [] : [end.error]]);
	for (const warning of end.warnings) log.warning(`${text}: ${warning}`);
	return {
		result,
		commit: commitWithVersion(result, head),
		workflow: workflow ?? { workflow: request.workflow }
	};
}
function resultOf(template, outcome, version, signal) {
	if (outcome.state === "done") return outcome.value.result;
	if (outcome.state === "failed" && !signal.aborted) throw outcome.error;
	const when = outcome.state === "failed" ? "while it was worked on" : "before it was begun";
	return cancelled(template, version, when);
}
function cancelled(template, to, when) {
	const error = `the run was cancelled ${when}`;
	return {
		...untouched(template, to),
		state: "failed",
		error,
		failing: true
	};
}
function untouched({ text, branch }, to) {
	return {
		template: text,
		branch: branch ?? null,
		from: null,
		to,
		commit: null,
		commitUrl: null,
		pullRequest: null,
		attempts: 0,
		seconds: 0,
		run: null,
		wave: null,
		error: null,
		warnings: [],
		failing: false
	};
}
function commitWithVersion({ state, commit }, head) {
	if (state === "updated") return commit ?? undefined;
	return state === "unchanged" ? head : undefined;
}
function titleOf({ template, state, from, to }) {
	const brings = state === "updated" || state === "pull-request";
	return `${template}: ${state}, ${brings ? `${from ?? "nothing"} → ${to}` : from ?? "no version"}`;
}
class ForgeError extends ReportedError {
	name = "ForgeError";
	status;
	reason;
	said;
	advice;
	verdict;
	routeUnknown;
	constructor(where, details) {
		const { said, verdict, cause } = details;
		const { reason, advice } = verdict;
		super(`${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`, { cause });
		this.status = details.status;
		this.reason = reason;
		this.said = said;
		this.advice = advice;
		this.verdict = verdict;
		this.routeUnknown = details.routeUnknown ?? false;
	}
}
function forgeErrorIn(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++) if (at instanceof ForgeError) return at;
	return undefined;
}
const patience = 1e4;
class RepositoryStates {
	#forge;
	#signal;
	#asked = new Map();
	#silence;
	constructor(forge, signal) {
		this.#forge = forge;
		this.#signal = signal;
	}
	of(repository) {
		const key = `${repository.owner}/${repository.name}`.toLowerCase();
		const answer = this.#asked.get(key) ?? this.#ask(repository);
		this.#asked.set(key, answer);
		return answer;
	}
	prepare(repository) {
		this.of(repository).catch(() => {});
	}
	async #ask({ owner, name }) {
		if (this.#silence !== undefined) return {
			state: undefined,
			why: this.#silence
		};
		const timeout = AbortSignal.timeout(patience);
		const signal = AbortSignal.any([this.#signal, timeout]);
		try {
			const state = await abortable(this.#stateOf({
				owner,
				name
			}, signal), signal);
			return state === undefined ? {
				state,
				why: "the server does not show it"
			} : { state };
		} catch (error) {
			this.#signal.throwIfAborted();
			if (!timeout.aborted && !(error instanceof ReportedError)) throw error;
			const why = timeout.aborted ? `no answer within ${formatDuration(patience)}` : messageOf(error);
			if (timeout.aborted || isNoAnswer(error)) this.#silence = why;
			return {
				state: undefined,
				why
			};
		}
	}
	async #stateOf(repository, signal) {
		return (await this.#forge()).repositoryState(repository, signal);
	}
}
const isNoAnswer = (error) => !(error instanceof ForgeError) || error.verdict.action !== "fail";
async function cascade({ templates, request: rest, kind, follow, rollOut }, concurrency, tools, log) {
	const { signal } = tools;
	const serverKind = new ServerKind(kind, tools.forge);
	const states = new RepositoryStates(() => serverKind.open(), signal);
	const request = {
		...rest,
		serverKind,
		states
	};
	const bringOne = (template) => bring(template, request, tools, log);
	if (rollOut !== undefined) {
		const { RollOut } = await import("./roll-out-5674408a.js");
		return new RollOut({
			templates,
			rollOut,
			request,
			concurrency,
			bring: bringOne,
			tools,
			log
		}).run();
	}
	const outcomes = await runJobs(templates, concurrency, signal, async (template) => {
		const brought = await bringOne(template);
		const run = followRun(template, brought, follow, tools, log);
		run.catch(() => {});
		return {
			...brought,
			run
		};
	});
	const runs = await Promise.all(outcomes.map((outcome) => outcome.state === "done" ? outcome.value.run : null));
	const results = templates.map((template, at) => {
		const result = resultOf(template, outcomes[at] ?? { state: "skipped" }, request.version, signal);
		return {
			...result,
			run: runs[at] ?? null
		};
	});
	return {
		results,
		waves: []
	};
}
async function followRun({ owner, name, text }, { result: { state, commit, branch }, workflow }, mostWait, { forge, clock, signal }, log) {
	if (mostWait === 0 || state !== "updated" || commit === null || branch === null) return null;
	try {
		const { follow } = await import("./follow-479b1de1.js");
		const followed = {
			repository: {
				owner,
				name
			},
			commit,
			filter: {
				...workflow,
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
	if (/(?![\n\t])\p{Cc}/u.test(text) || !text.isWellFormed()) throw new UserError(`the message ${quoted(text)} contains a control character; expected plain text`);
	if (text.length > mostCharacters$3) throw new UserError(`the message is longer than ${mostCharacters$3} characters`);
	const message = text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
	if (message.trim() === "") throw new UserError("the message is empty; expected plain text");
	const present = message.split("\n");
	const trailers = [...new Set(coAuthors.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`))];
	const added = trailers.filter((trailer) => !present.includes(trailer));
	const whole = added.length === 0 ? `${message}\n` : withTrailer(message, added.join("\n"));
	refuseSkipping(whole);
	return whole;
}
function withTrailer(message, trailer) {
	const text = message.trimEnd();
	return `${text}${endsWithTrailers(text.split("\n")) ? "\n" : "\n\n"}${trailer}\n`;
}
function refuseSkipping(message) {
	const [words] = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i.exec(message) ?? [];
	if (words !== undefined) throw new UserError(`the message has ${quoted(words)}, with which the push starts no workflow on any forge; expected a message without it`);
	const last = message.trimEnd().split(/\n[^\S\n]*\n/).at(-1) ?? "";
	const [trailer] = /^skip-checks[ \t]*:[ \t]*true[ \t]*$/im.exec(last) ?? [];
	if (trailer !== undefined) throw new UserError(`the message ends with the trailer ${quoted(trailer)}, with which the push starts no workflow on GitHub; expected a message without it`);
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
		throw new UserError(`the path ${quoted(text)} ${what}; expected a path inside the repository, such as .runtime-version or docker/.runtime-version`);
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
function whyNoAuthor(author, kind) {
	return kind === "github" && author !== defaultIdentity ? "GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git" : undefined;
}
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
		if (name === undefined || email === undefined) throw new UserError(`${quoted(line)} is not a co-author; expected Name <mail@example.com>`);
		return {
			name: parseName(name.trim()),
			email: parseEmail(email.trim())
		};
	});
}
function parseName(name) {
	if (/[<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) throw new UserError(`the name ${quoted(name)} contains "<", ">", a line end or a control character; expected plain text`);
	if (/^[\s.,:;"\\']*$/.test(name)) throw new UserError(`the name ${quoted(name)} has no letter in it; expected plain text`);
	if (name.length > 200) throw new UserError(`the name ${quoted(name)} is longer than 200 characters`);
	return name;
}
function parseEmail(email) {
	if (!address.test(email) || email.length > 254) throw new UserError(`${quoted(email)} is not a mail address; expected one such as name@example.com`);
	return email;
}
const usualFollow = 30 * 6e4;
async function readBuildRequest({ waves, follow, "on-failed-build": onFailedBuild, shard }, templates) {
	if (waves === undefined) {
		refuseCanary(templates);
		if (!follow && onFailedBuild !== undefined) throw new UserError(`input "on-failed-build": ${onFailedBuild} is given and no build is waited for; expected it together with "waves" or "follow"`);
		if (!follow || onFailedBuild !== "stop") return {
			follow: follow ?? 0,
			rollOut: undefined
		};
		const { all } = await import("./figures-0ad900c8.js");
		return {
			follow,
			rollOut: {
				figures: [all],
				onFailedBuild,
				follow
			}
		};
	}
	const { parseFigures } = await import("./figures-0ad900c8.js");
	const figures = inInput("waves", () => parseFigures(waves));
	if (shard !== undefined) throw new UserError("input \"waves\": is given together with \"shard\", where nobody would wait for the builds of other shards; give only one of the two");
	if (follow === 0) throw new UserError("input \"follow\": 0 does not wait, and each wave waits for the builds of the one before; expected a duration such as 30m, or no \"waves\"");
	const wait = follow ?? usualFollow;
	return {
		follow: wait,
		rollOut: {
			figures,
			onFailedBuild: onFailedBuild ?? "stop",
			follow: wait
		}
	};
}
function refuseCanary(templates) {
	const canary = templates.find(({ isCanary }) => isCanary);
	if (canary !== undefined) throw new UserError(`input "waves": is missing, and @canary puts ${canary.text} into the first wave; expected "waves" together with @canary`);
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
	if (broken) throw new UserError(`the branch ${quoted(name)} ${broken[1]}; expected the name of a branch, such as main or release/1.x`);
	return name;
}
const repositoryPath = ({ owner, name }) => `${owner}/${name}.git`;
const accepted = "expected owner/repo or owner/repo@branch";
const canaryMark = /\s+@canary$/;
const nameCharacters = /^[A-Za-z0-9_.-]{1,100}$/;
function parseTemplate(line) {
	const text = line.replace(canaryMark, "");
	const refuse = (what) => {
		throw new UserError(`the template ${quoted(text)} ${what}; ${accepted}`);
	};
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/]*@[^/]*:|^[^/]*:[^/]*@/.test(text)) throw new UserError(`a template is given as a URL; ${accepted}, on the server of the input "server-url"`);
	const at = text.indexOf("@");
	const repository = at < 0 ? text : text.slice(0, at);
	const parts = repository.split("/");
	const [owner = "", name = ""] = parts;
	if (parts.length !== 2) return refuse(`needs exactly one slash before the branch, and has ${parts.length - 1}`);
	for (const [what, part] of [["owner", owner], ["repository", name]]) {
		if (part === "") refuse(`names no ${what}`);
		if (part === "." || part === ".." || !nameCharacters.test(part)) refuse(`has ${quoted(part)} as its ${what}, and only letters, digits, "-", "_" and "." are allowed there`);
	}
	if (/\.git$/i.test(name)) refuse("ends with .git, which must be left off");
	const branch = at < 0 ? undefined : placed(`the template ${quoted(text)}: `, () => parseBranch(text.slice(at + 1)));
	return Object.freeze({
		text,
		owner,
		name,
		branch,
		...text !== line && { isCanary: true }
	});
}
function parseTemplates(lines) {
	return distinct(lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")).map(parseTemplate));
}
function distinct(templates) {
	const byText = new Map();
	for (const template of templates) if (template.isCanary || !byText.has(template.text)) byText.set(template.text, template);
	return [...byText.values()];
}
async function readTemplates({ templates, templatesFile }, workspace) {
	const lines = templates.length > 0;
	if (lines && templatesFile !== undefined) throw new UserError("input \"templates\": is given together with \"templates-file\"; give only one of the two");
	if (!lines && templatesFile === undefined) throw new UserError("input \"templates\": no templates are given; expected lines of owner/repo or owner/repo@branch, or a file of them in \"templates-file\"");
	const input = lines ? "templates" : "templates-file";
	return inInput(input, async () => {
		const read = templatesFile === undefined ? parseTemplates(templates) : await (await import("./templates-file-593c294f.js")).readTemplatesFile(templatesFile, workspace);
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
	if (text.length > mostCharacters) throw new UserError(`the version ${quoted(text, 60)} has ${text.length} characters; at most ${mostCharacters} are allowed`);
	if (scheme === "any") {
		if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text)) throw new UserError(`${quoted(text)} is not one printable word; expected a version without white space or control characters`);
		return {
			version: text,
			notice: undefined
		};
	}
	const version = text.replace(/^v/, "");
	if (!parseSemver(version)) {
		const tooLarge = /(?:^|\.)([1-9]\d{15,})(?=[.+-]|$)/.exec(version)?.[1];
		const what = tooLarge !== undefined && Number(tooLarge) > Number.MAX_SAFE_INTEGER ? `has the number ${tooLarge}, which is larger than ${Number.MAX_SAFE_INTEGER}` : "is not a semantic version";
		throw new UserError(`${quoted(text)} ${what}; expected a version such as 1.4.2 or 2.0.0-rc.1+build.7, or any other with "version-scheme: any"`);
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
		throw new UserError(`the workflow ${quoted(text)} ${what}; expected a file name that ends with .yml or .yaml, such as publish-image.yml`);
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
	const kind = kindWithoutAsking(environment, url);
	refuseAuthor(author, kind, inputs["commit-through"]);
	const coAuthors = inInput("co-author", () => parseCoAuthors(inputs["co-author"]));
	const message = inInput("commit-message", () => commitMessage(inputs["commit-message"], version, coAuthors));
	const all = await readTemplates({
		templates: inputs.templates,
		templatesFile: inputs["templates-file"]
	}, workspace);
	const builds = await readBuildRequest(inputs, all);
	const { entries, shardLine } = await ownEntries(inputs.shard, all, ({ text }) => text, "template");
	return {
		...builds,
		templates: entries,
		shardLine,
		server: {
			url,
			token
		},
		notices: [
			...notice === undefined ? [] : [notice],
			...insecure ? [`the token travels unencrypted to ${url}`] : [],
			...inputs["dry-run"] ? ["dry run: nothing is pushed; updated means that it would be"] : []
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
			dryRun: inputs["dry-run"]
		}
	};
}
function refuseAuthor(author, kind, through) {
	const why = through === "api" ? whyNoAuthor(author, kind) : undefined;
	if (why !== undefined) throw new UserError(`input "author-name": ${why}`);
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
		held: lines(({ state }) => state === "held"),
		failed: lines(({ failing }) => failing),
		json: outputJson(results.map(({ template, state, branch, from, to, commit, pullRequest, attempts, seconds, run, wave, error }) => ({
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
			wave,
			error
		})))
	};
}
function failuresFirst(results) {
	return [...results].sort((a, b) => Number(b.failing) - Number(a.failing));
}
function logTable(results) {
	const followed = results.some(({ run }) => run !== null);
	const inWaves = results.some(({ wave }) => wave !== null);
	return textTable([[
		...inWaves ? ["wave"] : [],
		"template",
		"from → to",
		"state",
		"commit",
		"attempts",
		"seconds",
		...followed ? ["run"] : []
	], ...failuresFirst(results).map((result) => [
		...inWaves ? [String(result.wave ?? "–")] : [],
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
function whereStopped({ results, waves }) {
	const held = results.filter(({ state }) => state === "held").length;
	const rest = held === 0 ? "" : ` and ${counted(held, "template is", "templates are")} held`;
	const last = waves.find(({ verdict }) => verdict === "stopped");
	if (last !== undefined) return `the roll-out stopped at wave ${last.number} of ${waves.length} (${last.figure})${rest}`;
	return held === 0 ? undefined : `the roll-out has not begun${rest}`;
}
function requireAll(cascaded) {
	const { results } = cascaded;
	for (const { bug } of results) if (bug !== undefined) throw bug;
	const failed = results.filter(({ failing }) => failing);
	if (failed.length === 0) return;
	const named = joined(failed.map(sentenceOf));
	if (results.length === 1) throw new CascadeFailed(named);
	const what = whereStopped(cascaded) ?? `${failed.length} of ${results.length} templates failed`;
	throw new CascadeFailed(`${what}: ${named}`);
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
const leadsToConfiguration = /^(HOME|XDG_CONFIG_HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|PROGRAMDATA|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|(KEY|VALUE)_\d+))$/i;
const untraced = {
	GIT_TRACE2: "0",
	GIT_TRACE2_EVENT: "0",
	GIT_TRACE2_PERF: "0"
};
const unconfigured = (home) => ({
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_CONFIG_GLOBAL: devNull,
	HOME: home,
	XDG_CONFIG_HOME: home
});
const networkSettings = /^http\.(proxy|proxyauthmethod|proxysslcainfo|proxysslcert|proxysslkey|sslbackend|sslcainfo|sslcapath|sslcert|sslkey|sslverify|sslversion|schannelusesslcainfo|schannelcheckrevoke|version|lowspeedlimit|lowspeedtime)$/;
const repositoryAt = (folder) => ({ GIT_DIR: folder });
const bareEnvironment = (env, nothing) => ({
	...those(passed, env),
	...repositoryAt(nothing),
	...unconfigured(nothing),
	...untraced
});
const readingEnvironment = (env, nothing) => ({
	...those(passed, env),
	...those(leadsToConfiguration, env),
	...repositoryAt(nothing),
	...untraced
});
const those = (names, env) => Object.fromEntries(Object.entries(env).filter((entry) => entry[1] !== undefined && names.test(entry[0])));
const stalledAfter = 30;
function gitEnvironment(server, home, settings, env) {
	const variables = those(passed, env);
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
		...unconfigured(home),
		...untraced,
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
const traces = {
	packets: { GIT_TRACE_PACKET: "2" },
	headers: {
		GIT_TRACE_CURL: "2",
		GIT_TRACE_CURL_NO_DATA: "1",
		GIT_TRACE_REDACT: "1"
	}
};
async function openGit(server, folder, env, signal) {
	const home = await mkdtemp(join(folder, "home-"));
	const [settings] = await Promise.all([machineSettings(server, home, env, signal), checkVersion(home, env, signal)]);
	const variables = gitEnvironment(server, home, settings, env);
	return {
		server,
		folder,
		async run(args, { cwd = home, trace, ...options }) {
			const own = {
				...variables,
				...repositoryAt(cwd),
				...trace && traces[trace]
			};
			const ended = await runGit({
				args,
				env: own,
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
			env: bareEnvironment(env, cwd),
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
	throw new UserError(`git on the PATH is ${quoted(output, 60)}; ${wanted}`);
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
		env: readingEnvironment(env, cwd),
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
async function withTools(server, env, { fetch, log, signal }, work) {
	const folder = env.RUNNER_TEMP || tmpdir();
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
export { ForgeError, cancelled, cascade, distinct, failuresFirst, forgeErrorIn, logTable, mostOfError, outputsOf, parseTemplate, parseTemplates, readInputs, repositoryPath, requireAll, resultOf, untouched, whereStopped, whyNoAuthor, withTools, withTrailer };
