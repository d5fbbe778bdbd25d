const { writeFileSync } = process.getBuiltinModule("node:fs");
const { resolve } = process.getBuiltinModule("node:path");
import { parseJson, isRecord, UserError, quoted, isLoopbackName, outputJson, ReportedError, bounded, oneLine, messageOf, counted } from "./core-cb5264e6.js";
import { formatSize, ours, info, inspectContainer, hasFailed, inspectImage, pullImage, removeImage, listContainers, removeContainer, removeNodeImages, openHost, describeJob, jobOf, connectDocker, takeLease } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { readStats, beginAccount, persistence, readLogin, hubRepository, startText } from "./image-cache_image-cache-post-90daadcf.js";
import { withLock, lockName, reserveOf, defaultLedger } from "./image-cache_prune-images-4c8e9f65.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const randomBytes = (...given) => process.getBuiltinModule("node:crypto").randomBytes(...given);
const { setTimeout } = process.getBuiltinModule("node:timers/promises");
const engineNumber = 1;
const defaultUpstream = "https://registry-1.docker.io";
const defaultPort = 5055;
const defaultStore = "/var/lib/imgpub/mirror";
const defaultMaxSize = 2e10;
const defaultStale = 24 * 36e5;
const defaultMinFree = { percent: 10 };
const leastMaxSize = 64e6;
const defaultTuning = {
	tagTime: 4e3,
	coldTime: 15e3,
	connectTime: 5e3,
	stallTime: 15e3,
	clientTime: 6e4,
	memoTime: 2e3,
	lookTime: 3e4,
	recoverTime: 6e5
};
const known = new Set("upstream username password maxSize minFree store port stale tuning".split(" "));
function parseConfig(text) {
	const given = parseJson(text);
	if (!isRecord(given)) throw new UserError("the settings are not a JSON object");
	for (const name of Object.keys(given)) if (!known.has(name)) throw new UserError(`the setting ${quoted(name, 60)} is unknown; expected ${[...known].join(", ")}`);
	const username = textIn(given, "username");
	const password = textIn(given, "password");
	if (username === undefined !== (password === undefined)) throw new UserError("\"username\" and \"password\" are given together or not at all; one of them is missing");
	if (username?.includes(":")) throw new UserError("\"username\" has a colon, which no user name has");
	const upstream = readUpstream(textIn(given, "upstream") ?? defaultUpstream, password !== undefined);
	const store = textIn(given, "store") ?? defaultStore;
	if (!/^\/[^\0]*$/.test(store)) throw new UserError(`"store" is ${quoted(store)}; expected an absolute path such as ${defaultStore}`);
	return {
		upstream,
		...username !== undefined && password !== undefined && {
			username,
			password
		},
		maxSize: numberIn(given, "maxSize", defaultMaxSize, leastMaxSize, 2 ** 53 - 1),
		minFree: readMinFree(given.minFree),
		store,
		port: numberIn(given, "port", defaultPort, 0, 65535),
		stale: numberIn(given, "stale", defaultStale, 0, 2 ** 53 - 1),
		tuning: readTuning(given.tuning)
	};
}
function readUpstream(text, hasPassword) {
	const expected = `expected the address of a registry such as ${defaultUpstream}`;
	if (text.includes("@")) throw new UserError(`"upstream" has credentials in it, which belong in "username" and "password"; ${expected}`);
	if (!/^https?:\/\/[^/\\?#\s]+\/?$/i.test(text) || !URL.canParse(text)) throw new UserError(`"upstream" is ${quoted(text)}; ${expected}`);
	const { origin, protocol, hostname } = new URL(text);
	if (protocol === "http:" && hasPassword && !isLoopbackName(hostname)) throw new UserError(`"upstream" is ${quoted(text)}, which would get the password in clear; ${expected}`);
	return origin;
}
function readMinFree(given) {
	if (given === undefined) return defaultMinFree;
	if (isRecord(given) && Object.keys(given).length === 1) {
		const { bytes, percent } = given;
		if (isWhole(bytes, 0, 2 ** 53 - 1)) return { bytes };
		if (isWhole(percent, 0, 99)) return { percent };
	}
	throw new UserError(`"minFree" is ${shown(given)}; expected {"bytes": n}, or {"percent": n} with n from 0 to 99`);
}
const longestTimer = 2 ** 31 - 1;
function readTuning(given) {
	if (given === undefined) return defaultTuning;
	if (!isRecord(given)) throw new UserError(`"tuning" is ${shown(given)}; expected an object`);
	for (const name of Object.keys(given)) if (!Object.hasOwn(defaultTuning, name)) throw new UserError(`the setting ${quoted(name, 60)} in "tuning" is unknown; expected ${Object.keys(defaultTuning).join(", ")}`);
	const read = Object.entries(defaultTuning).map(([name, usual]) => [name, numberIn(given, name, usual, 1, longestTimer)]);
	return Object.fromEntries(read);
}
function textIn(given, name) {
	const value = given[name];
	if (value === undefined || typeof value === "string" && value !== "") return value;
	throw new UserError(`"${name}" is ${value === "" ? "empty" : "no text"}; expected a text, or leave it out`);
}
function numberIn(given, name, usual, least, most) {
	const value = given[name] ?? usual;
	if (isWhole(value, least, most)) return value;
	throw new UserError(`"${name}" is ${shown(value)}; expected a whole number from ${least} to ${most}`);
}
function isWhole(value, least, most) {
	return Number.isSafeInteger(value) && value >= least && value <= most;
}
function shown(value) {
	return quoted(typeof value === "string" ? value : JSON.stringify(value), 60);
}
const config = Object.freeze(Object.defineProperty({
	__proto__: null,
	defaultMaxSize,
	defaultMinFree,
	defaultPort,
	defaultStale,
	defaultStore,
	defaultTuning,
	defaultUpstream,
	engineNumber,
	leastMaxSize,
	parseConfig
}, Symbol.toStringTag, { value: "Module" }));
function outputsOf({ state, changed, drift, allowance, verified }, url) {
	const remaining = allowance?.remaining;
	return {
		state,
		changed: String(changed > 0),
		"mirror-url": url,
		"rate-limit-remaining": remaining === undefined ? "" : String(remaining),
		report: outputJson({
			...{
				state,
				changed,
				drift,
				mirrorUrl: url,
				verified
			},
			rateLimitRemaining: remaining ?? null
		})
	};
}
function requireSound({ drift, verified }, mode, failOn) {
	if (failOn.has("never")) return;
	if (drift.length > 0 && (mode === "check" || failOn.has("drift"))) throw new ReportedError(`the host is not as it is to be: ${drift.join("; ")}`);
	if (verified?.outcome === "bypassed" && failOn.has("bypass")) throw new ReportedError(`the engine does not ask the mirror: ${verified.why}`);
}
const mostOfDisk = .8;
const tmpfs = 16914836;
function checkStore({ store, maxSize }, disk, rootFolder) {
	if (`${store}/`.startsWith(`${rootFolder}/`)) throw new UserError(`input "store": ${store} lies within the engine's own folder ${rootFolder}; expected a folder elsewhere`);
	if (!disk) return;
	if (disk.type === tmpfs) throw new UserError(`input "store": ${store} lies in the host's memory; expected a folder on a disk`);
	const most = Math.floor(disk.total * mostOfDisk);
	if (maxSize > most) throw new UserError(`input "max-size": ${formatSize(maxSize)} does not fit on the disk of ${store} ` + `(${formatSize(disk.total)}, ${formatSize(disk.available)} free); expected at most ${formatSize(most)}`);
}
const limitRepository = "ratelimitpreview/test";
const patience = 15e3;
async function askAllowance(mirror) {
	const [{ Upstream }, { parseConfig }, { RegistryError }] = await Promise.all([
		import("./upstream-75e8dbca.js"),
		Promise.resolve().then(() => config),
		import("./publish-index_wait-digests-66bd1fd0.js").then((n) => n.errors)
	]);
	const { username, password, upstream } = mirror;
	const login = username !== undefined && password !== undefined ? {
		username,
		password
	} : {};
	const refusals = [];
	const asked = new Upstream(parseConfig(JSON.stringify({
		upstream,
		...login
	})), (name) => {
		if (name === "refusedCredentials") refusals.push(name);
	});
	let unknown;
	try {
		await asked.head(limitRepository, "latest", patience);
	} catch (error) {
		const failure = error instanceof RegistryError ? error.failure : undefined;
		if (!(failure?.kind === "http" && (failure.status === 404 || failure.status === 403))) unknown = bounded(oneLine(messageOf(error)), 300);
	}
	if (refusals.length > 0) throw new UserError(`input "password": ${new URL(upstream).host} refuses it for the user ${bounded(username ?? "", 100)}; ` + "expected a token that may read public repositories");
	const remaining = asked.rateLimitRemaining ?? undefined;
	return {
		remaining,
		unknown: remaining === undefined ? unknown : undefined
	};
}
const mirrorName = "imgpub-mirror";
const inside = "/imgpub";
const programPath = (store) => `${store}.mjs`;
const settingsPath = (store) => `${store}.json`;
const backupOf = (path) => `${path}.imgpub.bak`;
function shownSettings(mirror) {
	const { upstream, username = "", maxSize, minFree, store, port, stale } = mirror;
	return {
		upstream,
		username,
		"max-size": `${maxSize} B`,
		"min-free": "percent" in minFree ? `${minFree.percent}%` : `${minFree.bytes} B`,
		store,
		port: String(port),
		stale: `${stale} ms`
	};
}
function settingsText({ store: _, ...mirror }) {
	const { username, password, ...rest } = mirror;
	const login = username !== undefined && password !== undefined ? {
		username,
		password
	} : {};
	const config = {
		...rest,
		...login,
		store: `${inside}/store`
	};
	return `${JSON.stringify(config, undefined, 2)}\n`;
}
function secretLabel(mirror, salt = randomBytes(16).toString("hex")) {
	const { username = "", password = "" } = mirror;
	const hash = createHash("sha256").update(`${salt}\n${username}\n${password}`).digest("hex");
	return `${salt}:${hash}`;
}
function isSameSecret(mirror, label) {
	const salt = label?.split(":")[0];
	return salt !== undefined && salt !== "" && secretLabel(mirror, salt) === label;
}
function mirrorSpec(mirror, image) {
	const { store } = mirror;
	return {
		Image: image.reference,
		Entrypoint: image.entrypoint,
		Cmd: [
			`${inside}/mirror.mjs`,
			"--config",
			`${inside}/mirror.json`
		],
		User: "0",
		Labels: {
			[ours]: "mirror",
			[`${ours}.engine`]: String(engineNumber),
			[`${ours}.settings`]: JSON.stringify(shownSettings(mirror)),
			[`${ours}.secret`]: secretLabel(mirror)
		},
		HostConfig: {
			Binds: [
				`${programPath(store)}:${inside}/mirror.mjs:ro`,
				`${settingsPath(store)}:${inside}/mirror.json:ro`,
				`${store}:${inside}/store`
			],
			NetworkMode: "host",
			UsernsMode: "host",
			ReadonlyRootfs: true,
			CapDrop: ["ALL"],
			SecurityOpt: ["no-new-privileges", "label=disable"],
			RestartPolicy: { Name: "unless-stopped" },
			LogConfig: {
				Type: "json-file",
				Config: {
					"max-size": "1m",
					"max-file": "2"
				}
			}
		}
	};
}
const healthTime = 5e3;
const usualSettings = "/etc/docker/daemon.json";
const usualRoot = "/var/lib/docker";
async function observe(engine, host, wanted, signal) {
	const path = wanted.mirror?.store ?? "/";
	const health = wanted.mirror ? `${wanted.url}/_imgpub/health` : `${wanted.url}/v2/`;
	const [about, container] = await Promise.all([info(engine, signal), inspectContainer(engine, mirrorName, signal)]);
	const [processes, storeDisk, rootDisk, answer] = await host.ask([
		{
			do: "processes",
			names: ["dockerd"]
		},
		{
			do: "statfs",
			path
		},
		{
			do: "statfs",
			path: about.rootFolder
		},
		{
			do: "get",
			url: health,
			timeout: healthTime
		}
	]);
	const all = hasFailed(processes) ? {
		found: [],
		inContainer: false
	} : processes;
	const likely = daemonOf(all.found, about.rootFolder);
	const settings = await readSettings(host, wanted.daemonConfig ?? settingsOf(likely) ?? usualSettings);
	const isSure = all.found.length === 1 || likely && isOf(likely, settings?.text, about.rootFolder);
	const daemon = isSure ? likely : undefined;
	const isAnswered = !hasFailed(answer);
	return {
		about,
		found: {
			mirror: container && {
				state: container.state,
				labels: container.labels,
				isHealthy: container.state === "running" && isAnswered && answer.status === 200
			},
			settings,
			mirrors: about.mirrors,
			daemon,
			inContainer: all.inContainer,
			rootless: about.rootless
		},
		storeDisk: wanted.mirror && !hasFailed(storeDisk) ? storeDisk : undefined,
		rootDisk: hasFailed(rootDisk) ? undefined : rootDisk,
		theirs: !wanted.mirror && isAnswered ? { status: answer.status } : undefined
	};
}
function optionIn(command, ...names) {
	for (const [at, part] of command.entries()) for (const name of names) {
		if (part === name) return command[at + 1];
		if (part.startsWith(`${name}=`)) return part.slice(name.length + 1);
	}
	return undefined;
}
const rootOf = ({ command }) => optionIn(command, "--data-root", "-g", "--graph");
const isRoot = (root, folder) => [folder, folder.replace(/\/\d+\.\d+$/, "")].includes(root.replace(/(?<=.)\/+$/, ""));
function daemonOf(daemons, rootFolder) {
	const named = daemons.filter((one) => isRoot(rootOf(one) ?? "", rootFolder));
	if (named.length === 1) return named[0];
	const silent = daemons.filter((one) => rootOf(one) === undefined);
	return named.length === 0 && silent.length === 1 ? silent[0] : undefined;
}
function isOf(daemon, settings, rootFolder) {
	if (rootOf(daemon) !== undefined) return true;
	const given = settings === undefined || settings.trim() === "" ? {} : parseJson(settings);
	if (!isRecord(given)) return true;
	const root = given["data-root"] ?? given.graph ?? usualRoot;
	return typeof root === "string" && isRoot(root, rootFolder);
}
function settingsOf(daemon) {
	const path = optionIn(daemon?.command ?? [], "--config-file");
	return path?.startsWith("/") ? path : undefined;
}
async function readSettings(host, path) {
	const [file, kept] = await host.ask([{
		do: "read",
		path
	}, {
		do: "read",
		path: backupOf(path)
	}]);
	if (hasFailed(file)) return undefined;
	const isKept = hasFailed(kept) || kept.text !== undefined;
	return {
		path,
		resolved: file.resolved,
		text: file.text,
		writable: file.writable,
		isKept
	};
}
const key = "registry-mirrors";
const nothing = "{\n}\n";
const setNothing = (text) => text === nothing;
function mirrorsIn(text) {
	const value = settingsIn(text)[key];
	if (value === undefined) return undefined;
	if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
	throw new UserError(`"${key}" in the engine's settings is no list of addresses; expected one, or none`);
}
function withMirrors(text, mirrors) {
	settingsIn(text);
	const source = text.trim() === "" ? nothing : text;
	const { members, open, close } = membersIn(source);
	const found = members.findLast(({ name }) => name === key);
	const value = mirrors === undefined ? undefined : listText(mirrors);
	if (found && value !== undefined) return source.slice(0, found.valueStart) + value + source.slice(found.valueEnd);
	if (found) return withMirrors(without(source, members, found, open), undefined);
	if (value === undefined) return text;
	const first = members[0];
	if (!first) {
		const blank = source.slice(open + 1, close);
		const lead = /\r?\n/.exec(blank)?.[0];
		const indent = lead === undefined ? blank : `${lead}  `;
		return `${source.slice(0, open + 1)}${indent}"${key}": ${value}${source.slice(open + 1)}`;
	}
	const between = source.slice(open + 1, first.start);
	return `${source.slice(0, first.start)}"${key}": ${value},${between || " "}${source.slice(first.start)}`;
}
const listText = (mirrors) => `[${mirrors.map((one) => JSON.stringify(one)).join(", ")}]`;
function without(source, members, found, open) {
	const at = members.indexOf(found);
	const next = members[at + 1];
	if (next) return source.slice(0, found.start) + source.slice(next.start);
	const before = members[at - 1];
	return before ? source.slice(0, before.valueEnd) + source.slice(found.valueEnd) : source.slice(0, open + 1) + source.slice(found.valueEnd);
}
function settingsIn(text) {
	if (text.trim() === "") return {};
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const [place = ""] = /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message) ?? [];
		throw new UserError(`the engine's settings are no JSON${place && ` (${place})`}; expected an object`);
	}
	if (!isRecord(value)) throw new UserError(`the engine's settings are ${quoted(text, 60)}; expected an object`);
	return value;
}
function membersIn(text) {
	const members = [];
	const open = text.indexOf("{");
	let at = blanks(text, open + 1);
	while (text[at] === "\"") {
		const start = at;
		const nameEnd = valueEnd(text, at);
		const name = JSON.parse(text.slice(start, nameEnd));
		const valueStart = blanks(text, blanks(text, nameEnd) + 1);
		const end = valueEnd(text, valueStart);
		members.push({
			name: String(name),
			start,
			valueStart,
			valueEnd: end
		});
		at = blanks(text, end);
		if (text[at] === ",") at = blanks(text, at + 1);
	}
	return {
		members,
		open,
		close: at
	};
}
function blanks(text, from) {
	let at = from;
	while (/\s/.test(text[at] ?? "")) at++;
	return at;
}
function valueEnd(text, from) {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		const one = text[at] ?? "";
		if (one === "\"") {
			at++;
			while (text[at] !== "\"") at += text[at] === "\\" ? 2 : 1;
		} else if (one === "{" || one === "[") depth++;
		else if (one === "}" || one === "]") {
			if (depth === 0) return at;
			depth--;
		} else if (depth === 0 && (one === "," || /\s/.test(one))) return at;
		else continue;
		if (depth === 0) return at + 1;
	}
	return text.length;
}
const isSame = (one, other) => one.replace(/\/$/, "") === other.replace(/\/$/, "");
function planApply(found, wanted) {
	const { steps, notices } = wanted.mirror ? planMirror(found.mirror, wanted.mirror) : {
		steps: [],
		notices: []
	};
	const isWired = found.mirrors[0] !== undefined && isSame(found.mirrors[0], wanted.url);
	const checkOnly = whyCheckOnly(found);
	if (checkOnly !== undefined || !found.settings) return {
		steps,
		checkOnly,
		isWired,
		notices
	};
	const { text, path } = found.settings;
	const own = mirrorsIn(text ?? "") ?? [];
	const named = [wanted.url, ...own.filter((one) => !isSame(one, wanted.url))];
	const isWritten = own[0] !== undefined && isSame(own[0], wanted.url);
	const write = isWritten ? [] : [{
		do: "write-settings",
		path,
		before: text,
		text: withMirrors(text ?? "", named),
		why: `${wanted.url} becomes the first of "registry-mirrors"`
	}];
	const reload = isWired && isWritten ? [] : [{
		do: "reload",
		why: "the engine reads its settings anew"
	}];
	return {
		steps: [
			...steps,
			...write,
			...reload
		],
		checkOnly,
		isWired,
		notices
	};
}
function planRemove(found, url) {
	const checkOnly = whyCheckOnly(found);
	const isWired = found.mirrors.some((one) => isSame(one, url));
	const steps = [];
	if (checkOnly === undefined && found.settings) {
		const { text, path, isKept } = found.settings;
		const own = mirrorsIn(text ?? "");
		const rest = own?.filter((one) => !isSame(one, url));
		if (isWired || own && rest && rest.length < own.length) {
			const emptied = withMirrors(text ?? "", rest ?? []);
			steps.push({
				do: "write-settings",
				path,
				before: text,
				text: emptied,
				why: `${url} leaves "registry-mirrors"`
			}, {
				do: "reload",
				why: "the engine reads its settings anew"
			});
			if ((rest ?? []).length === 0) steps.push(withoutKey(path, emptied, isKept));
		}
	}
	if (found.mirror) steps.push({
		do: "remove-mirror",
		why: "it is to go"
	});
	return {
		steps,
		checkOnly,
		isWired,
		notices: []
	};
}
function withoutKey(path, before, isKept) {
	const text = withMirrors(before, undefined);
	return setNothing(text) && !isKept ? {
		do: "remove-settings",
		path,
		before,
		why: "nothing else is set in it"
	} : {
		do: "write-settings",
		path,
		before,
		text,
		why: "\"registry-mirrors\" is empty and goes"
	};
}
function planMirror(found, wanted) {
	const why = whyStart(found, wanted);
	if (why.start !== undefined) return {
		steps: [{
			do: "start-mirror",
			why: why.start
		}],
		notices: []
	};
	return {
		steps: [],
		notices: why.notice === undefined ? [] : [why.notice]
	};
}
function whyStart(found, wanted) {
	if (!found) return { start: "there is none" };
	const changed = changedSettings(found, wanted);
	if (changed.length > 0) return { start: changed.join(", ") };
	if (!isSameSecret(wanted, found.labels[`${ours}.secret`])) return { start: "the password is another" };
	const number = Number(found.labels[`${ours}.engine`]) || 0;
	if (number < engineNumber) return { start: "this release brings a newer one" };
	if (!found.isHealthy) return { start: `it is ${found.state} and does not answer` };
	if (number > engineNumber) return { notice: "a newer release has set up the mirror, which stays" };
	return {};
}
function changedSettings(found, wanted) {
	const label = parseJson(found.labels[`${ours}.settings`] ?? "");
	const before = isRecord(label) ? label : {};
	return Object.entries(shownSettings(wanted)).flatMap(([name, value]) => {
		const was = before[name];
		if (was === value) return [];
		return [`${name} is ${readable(value)} and was ${typeof was === "string" ? readable(was) : "not told"}`];
	});
}
function readable(value) {
	const bytes = /^(\d+) B$/.exec(value)?.[1];
	return bytes === undefined ? quoted(value, 100) : formatSize(Number(bytes));
}
function whyCheckOnly({ settings, daemon, inContainer, rootless }) {
	if (inContainer) return "the engine runs in a container, whose settings belong to whoever made it";
	if (rootless) return "the engine is rootless, and so on a network of its own";
	if (!daemon) return "the engine's process is not found on its host";
	if (daemon.command.some((part) => /^--registry-mirror(?:=|$)/.test(part))) return "the engine was started with --registry-mirror, beside which it refuses the same in its settings";
	if (!settings) return "the engine's settings cannot be read";
	if (settings.resolved.startsWith("/nix/store/")) return `the engine's settings ${settings.path} lie in the Nix store`;
	if (!settings.writable) return `the engine's settings ${settings.path} may only be read`;
	return undefined;
}
const pullTime = 12e4;
async function verifyPull(engine, host, given, signal) {
	for (let left = 3;; left--) {
		const verified = await pullOnce(engine, host, given, signal);
		const isDoubtful = verified.outcome === "bypassed" || verified.outcome === "failed";
		if (!isDoubtful || left === 1) return verified;
		await setTimeout(1e3, undefined, { signal });
	}
}
async function pullOnce(engine, host, { url, reference }, signal) {
	const before = await readStats(host, url);
	const wasThere = await inspectImage(engine, reference, signal) !== undefined;
	let failure;
	try {
		await pullImage(engine, reference, AbortSignal.any([signal, AbortSignal.timeout(pullTime)]));
	} catch (error) {
		if (signal.aborted) throw error;
		failure = bounded(oneLine(messageOf(error)), 300);
	}
	if (!wasThere && failure === undefined) await removeImage(engine, reference, signal);
	const after = await readStats(host, url);
	if (!before || !after) return {
		outcome: "unknown",
		why: "the mirror does not count what it is asked for"
	};
	const wasAsked = before.since !== after.since || after.requests > before.requests;
	if (!wasAsked) return {
		outcome: "bypassed",
		why: `${reference} was pulled and the mirror was not asked${failure ? `: ${failure}` : ""}`
	};
	return failure === undefined ? { outcome: "through" } : {
		outcome: "failed",
		why: failure
	};
}
const withOwn = async (engine, context, work) => {
	const host = await openHost(engine, context);
	if (!host) throw new Error("a container without a name was taken");
	try {
		return await work(host);
	} finally {
		await host.close();
	}
};
function tellSteps({ steps, notices }, log) {
	for (const notice of notices) log.notice(notice);
	for (const step of steps) log.info(`${step.do}: ${step.why}`);
	if (steps.length === 0) log.info("nothing is to be done");
}
async function tellPlan(plan, url, log) {
	tellSteps(plan, log);
	const { checkOnly } = plan;
	if (checkOnly === undefined) return;
	const { engineAdvice } = await import("./advice-c4cbb764.js");
	log.info(`The engine's settings are left alone: ${checkOnly}. What to write where:`);
	for (const { what, where, lines } of engineAdvice(url)) for (const line of [`${what}, in ${where}:`, ...lines.map((one) => `  ${one}`)]) log.info(line);
}
async function applyCache(engine, wanted, context) {
	const { log, signal } = context;
	return withOwn(engine, context, async (host) => {
		const [observed, allowance] = await Promise.all([observe(engine, host, wanted, signal), wanted.mirror ? askAllowance(wanted.mirror) : undefined]);
		if (wanted.mirror) checkStore(wanted.mirror, observed.storeDisk, observed.about.rootFolder);
		if (allowance?.unknown !== undefined) log.warning(`whether the registry accepts the credential is not known: ${allowance.unknown}`);
		const plan = planApply(observed.found, wanted);
		await tellPlan(plan, wanted.url, log);
		const changed = plan.steps.length === 0 ? 0 : await change(engine, wanted, context);
		const after = plan.steps.length === 0 ? observed : await observe(engine, host, wanted, signal);
		const now = planApply(after.found, wanted);
		const verified = await verify(engine, host, wanted, now, after, context);
		const start = await beginAccount(engine, host, wanted.url, signal);
		return {
			changed,
			drift: driftOf(now),
			allowance,
			...verified,
			start
		};
	});
}
async function change(engine, wanted, context) {
	const owner = `image-cache of ${describeJob(context.job)}`;
	return withLock(engine, {
		...context,
		owner
	}, async (host, signal) => {
		const hands = {
			...context,
			engine,
			host,
			signal
		};
		const { found } = await observe(engine, host, wanted, signal);
		const { steps } = planApply(found, wanted);
		if (wanted.mirror && !found.mirror) await bringBack(wanted.mirror.store, hands, context);
		const { apply } = await import("./apply-17af8b30.js");
		try {
			await apply(steps, found, wanted, hands);
		} catch (error) {
			await unwire(found, wanted, hands);
			throw error;
		}
		return steps.length;
	});
}
async function bringBack(store, hands, { persist, log, job }) {
	if (!persist) return;
	const { restore } = await import("./persist-ad329267.js");
	try {
		const restored = await restore(persist, hands.host, store, {
			...hands,
			job
		});
		if (!restored) log.info("nothing is brought back: no earlier job has left anything, or there is a store already");
	} catch (error) {
		if (hands.signal.aborted) throw error;
		log.warning(`nothing was brought back from the cache service: ${messageOf(error)}`);
	}
}
async function unwire(found, wanted, hands) {
	if (hands.signal.aborted || !wanted.mirror) return;
	try {
		const now = (await observe(hands.engine, hands.host, wanted, hands.signal)).found;
		if (now.mirror?.isHealthy) return;
		const { steps } = planRemove(now, wanted.url);
		const { apply } = await import("./apply-17af8b30.js");
		await apply(steps.filter((step) => step.do !== "remove-mirror"), now, wanted, hands);
		if (steps.length > 0 && found.mirrors.length > 0) hands.log.warning("the engine no longer asks the mirror, since it does not work");
	} catch {}
}
const driftOf = ({ steps, isWired, checkOnly }) => [...steps.map((step) => `${step.do}: ${step.why}`), ...checkOnly !== undefined && !isWired ? ["the engine does not ask the mirror"] : []];
async function verify(engine, host, { url, verifyImage, mirror }, { isWired, checkOnly }, { theirs, found }, { log, signal }) {
	if (!isWired) return {
		state: checkOnly === undefined ? "degraded" : "check-only",
		verified: undefined
	};
	const isUp = mirror ? found.mirror?.isHealthy === true : theirs !== undefined;
	if (!isUp) log.warning(`the mirror ${url} does not answer`);
	if (verifyImage === undefined) return {
		state: isUp ? "verified" : "degraded",
		verified: undefined
	};
	const verified = await verifyPull(engine, host, {
		url,
		reference: verifyImage
	}, signal);
	if (verified.outcome !== "through") log.warning(sentence(verified.why));
	const isShown = verified.outcome === "through" || verified.outcome === "unknown" && !mirror;
	return {
		state: isUp && isShown ? "verified" : "degraded",
		verified
	};
}
const sentence = (why) => bounded(oneLine(why), 500);
async function checkCache(engine, wanted, context) {
	const { log, signal } = context;
	return withOwn(engine, context, async (host) => {
		const [observed, allowance] = await Promise.all([observe(engine, host, wanted, signal), wanted.mirror ? askAllowance(wanted.mirror) : undefined]);
		const plan = planApply(observed.found, wanted);
		await tellPlan(plan, wanted.url, log);
		const drift = driftOf(plan);
		const base = {
			changed: 0,
			drift,
			allowance,
			start: undefined
		};
		if (drift.length > 0) {
			const state = plan.checkOnly !== undefined && plan.steps.length === 0 ? "check-only" : "absent";
			return {
				...base,
				state,
				verified: undefined
			};
		}
		const verified = await verify(engine, host, wanted, plan, observed, context);
		return {
			...base,
			...verified,
			start: await beginAccount(engine, host, wanted.url, signal)
		};
	});
}
async function removeCache(engine, wanted, options, context) {
	const { log } = context;
	const owner = `image-cache of ${describeJob(context.job)}`;
	const changed = await withLock(engine, {
		...context,
		owner
	}, async (host, signal) => {
		const { found } = await observe(engine, host, wanted, signal);
		const plan = planRemove(found, wanted.url);
		tellSteps(plan, log);
		if (plan.checkOnly !== undefined && plan.isWired) log.warning(`${plan.checkOnly}; its settings are left alone and name ${wanted.url}, which is to be taken out of them by hand`);
		const hands = {
			...context,
			engine,
			host,
			signal
		};
		const { apply } = await import("./apply-17af8b30.js");
		await apply(plan.steps, found, wanted, hands);
		const { store, removeStore } = options;
		const path = found.settings?.path;
		const answers = await host.ask([
			{
				do: "remove",
				path: programPath(store)
			},
			{
				do: "remove",
				path: settingsPath(store)
			},
			{
				do: "remove",
				path: reserveOf(defaultLedger)
			},
			...path === undefined ? [] : [{
				do: "remove",
				path: backupOf(path)
			}],
			...removeStore ? [{
				do: "remove",
				path: store,
				recursive: true
			}] : []
		]);
		const gone = answers.filter((answer) => "removed" in answer && answer.removed).length;
		const failed = answers.find((answer) => "failed" in answer);
		if (failed && "failed" in failed) throw new ReportedError(`not everything could be removed: ${failed.failed}`);
		return plan.steps.length + gone;
	});
	const left = await removeOwn(engine, context);
	if (left > 0) log.info(`${counted(left, "image")} of imgpub stay, as containers have them`);
	const nothing = {
		verified: undefined,
		allowance: undefined,
		start: undefined
	};
	return {
		state: "removed",
		changed,
		drift: [],
		...nothing
	};
}
async function removeOwn(engine, { signal }) {
	const containers = await listContainers(engine, {
		all: true,
		filters: { label: [ours] },
		signal
	});
	for (const { id, names, state } of containers) if (state !== "running" && !names.includes(lockName) && !names.includes(mirrorName)) await removeContainer(engine, id, signal);
	return removeNodeImages(engine, signal);
}
const unknownOutputs = {
	hits: undefined,
	misses: undefined,
	"upstream-bytes": undefined,
	"served-bytes": undefined,
	"stale-served": undefined,
	fallbacks: undefined,
	"refused-credentials": undefined,
	"store-bytes": undefined,
	"evicted-bytes": undefined
};
function readWanted(inputs) {
	const { mode, upstream, store, port, stale } = inputs;
	const login = readLogin(inputs.username, inputs.password);
	const url = inputs["mirror-url"];
	if (url !== undefined && login.username !== undefined) throw new UserError("input \"username\": is of no use beside \"mirror-url\", whose mirror has a login of its own; expected one of both");
	if (inputs["remove-store"] && mode !== "remove") throw new UserError(`input "remove-store": is given with mode ${mode}; expected it with mode remove`);
	if (inputs.persist !== "none" && url !== undefined) throw new UserError(`input "persist": ${inputs.persist} is given beside "mirror-url", whose store is not here; expected one of both`);
	if (inputs["max-size"] < leastMaxSize) throw new UserError(`input "max-size": ${formatSize(inputs["max-size"])} is too small for a store; expected at least ${formatSize(leastMaxSize)}`);
	const config = inputs["daemon-config"];
	if (config !== "auto" && !config.startsWith("/")) throw new UserError(`input "daemon-config": ${quoted(config, 200)} is no absolute path; expected one on the host, or auto`);
	const image = inputs["verify-image"];
	const isHubs = /^[a-z0-9][\w./:@-]{0,300}$/.test(image) && hubRepository(image) !== undefined;
	if (image !== "none" && !isHubs) throw new UserError(`input "verify-image": ${quoted(image, 200)} is no image of Docker Hub; expected such as hello-world:latest, or none`);
	return {
		mirror: url === undefined ? {
			upstream,
			...login,
			maxSize: inputs["max-size"],
			minFree: inputs["min-free"],
			store,
			port,
			stale
		} : undefined,
		url: url ?? `http://127.0.0.1:${port}`,
		daemonConfig: config === "auto" ? undefined : config,
		verifyImage: image === "none" ? undefined : image
	};
}
const conclude = () => {};
async function runCache(inputs, env, { log, signal }) {
	const wanted = readWanted(inputs);
	if (inputs.mode === "report") return {
		outputs: await reportOnly(wanted.url, "check-only", log),
		state: undefined,
		conclude
	};
	if (env.RUNNER_ENVIRONMENT === "github-hosted") {
		log.notice("a GitHub-hosted runner is new for each job and has no limit at Docker Hub, so there is nothing to cache");
		return {
			outputs: plainOutputs("skipped", wanted.url),
			state: undefined,
			conclude
		};
	}
	const persist = await persistence(inputs.persist, env, signal);
	const context = {
		job: jobOf(env),
		log,
		signal,
		persist
	};
	const engine = await connectDocker({
		dockerHost: inputs["docker-host"],
		env,
		signal
	});
	const { mode } = inputs;
	if (mode === "remove") {
		const options = {
			removeStore: inputs["remove-store"],
			store: inputs.store
		};
		const outcome = await removeCache(engine, wanted, options, context);
		return {
			outputs: {
				...unknownOutputs,
				...outputsOf(outcome, wanted.url)
			},
			state: undefined,
			conclude
		};
	}
	if (wanted.mirror && wanted.mirror.username === undefined) log.warning("without username and password the limit of Docker Hub stays that of this address: 100 pulls in 6 hours");
	const outcome = await (mode === "apply" ? applyCache : checkCache)(engine, wanted, context);
	const stanza = inputs["buildkit-config"];
	if (stanza !== undefined) await writeStanza(stanza, wanted.url, env, log);
	if (outcome.start) await takeLease(engine, context.job, context);
	const state = leftFor(engine, outcome.start, inputs);
	return {
		outputs: {
			...unknownOutputs,
			...outputsOf(outcome, wanted.url)
		},
		state,
		conclude: () => requireSound(outcome, mode, inputs["fail-on"])
	};
}
function leftFor(engine, start, inputs) {
	const { persist, store, upstream } = inputs;
	return start && JSON.stringify({
		...{
			start: startText(start),
			failOn: [...inputs["fail-on"]],
			dockerHost: `unix://${engine.socket}`
		},
		...{
			persist,
			store,
			upstream,
			most: inputs["max-size"]
		}
	});
}
async function writeStanza(path, url, env, log) {
	const { buildkitStanza } = await import("./advice-c4cbb764.js");
	const file = resolve(env.GITHUB_WORKSPACE ?? ".", path);
	try {
		writeFileSync(file, buildkitStanza(url));
	} catch (error) {
		throw new ReportedError(`the settings for BuildKit cannot be written: ${messageOf(error)}`, { cause: error });
	}
	log.info(`wrote ${file} for BuildKit in a container, which has to be on the host's network`);
}
const plainOutputs = (state, url) => ({
	...unknownOutputs,
	state,
	changed: "false",
	"mirror-url": url,
	"rate-limit-remaining": "",
	report: outputJson({
		state,
		mirrorUrl: url
	})
});
async function reportOnly(url, state, log) {
	const { engineAdvice, otherAdvice } = await import("./advice-c4cbb764.js");
	const advice = [...engineAdvice(url), ...otherAdvice(url)];
	for (const { what, where, lines } of advice) log.info([`${what}, in ${where}:`, ...lines].join("\n  "));
	return {
		...plainOutputs(state, url),
		report: outputJson({
			mirrorUrl: url,
			advice
		})
	};
}
export { backupOf, mirrorName, mirrorSpec, parseConfig, programPath, runCache, settingsPath, settingsText };
