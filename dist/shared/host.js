const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const { lstatSync, readlinkSync, statfsSync, statSync, mkdirSync, openSync, writeSync, fsyncSync, rmSync, closeSync, chmodSync, readFileSync, chownSync, renameSync, accessSync, constants, readdirSync, existsSync } = process.getBuiltinModule("node:fs");
const { join, dirname, basename } = process.getBuiltinModule("node:path");
async function* linesIn(body, most = 1 << 20) {
	const decoder = new TextDecoder();
	let parts = [];
	let length = 0;
	const taken = () => {
		const line = parts.join("");
		parts = [];
		length = 0;
		return line;
	};
	for await (const chunk of body) {
		const pieces = decoder.decode(chunk, { stream: true }).split("\n");
		for (const [index, piece] of pieces.entries()) {
			if (index > 0) {
				const line = taken();
				if (line.trim() !== "") yield line;
			}
			if (length < most) parts.push(piece);
			length += piece.length;
		}
	}
	const line = taken();
	if (line.trim() !== "") yield line;
}
const mostLinks = 40;
function resolveOnHost(root, path) {
	if (!path.startsWith("/") || path.includes("\0")) throw coded("EINVAL", `${path} is no absolute path`);
	const rest = path.split("/");
	let at = [];
	let links = 0;
	while (rest.length > 0) {
		const part = rest.shift();
		if (part === undefined || part === "" || part === ".") continue;
		if (part === "..") {
			at = at.slice(0, -1);
			continue;
		}
		const target = linkAt(join(root, ...at, part));
		if (target === undefined) {
			at.push(part);
			continue;
		}
		if (++links > mostLinks) throw coded("ELOOP", `${path} leads in a circle`);
		if (target.startsWith("/")) at = [];
		rest.unshift(...target.split("/"));
	}
	return `/${at.join("/")}`;
}
function linkAt(path) {
	try {
		return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
	} catch {
		return undefined;
	}
}
const coded = (code, message) => Object.assign(new Error(message), { code });
const mostOfFile = 32 << 20;
function readOnHost(root, path) {
	const resolved = resolveOnHost(root, path);
	const at = join(root, resolved);
	const found = statOf(at);
	if (!found) return {
		resolved,
		writable: isWritable(existingAbove(at))
	};
	if (!found.isFile()) throw coded("EINVAL", `${resolved} is no file`);
	if (found.size > mostOfFile) throw coded("EFBIG", `${resolved} has ${found.size} bytes`);
	return {
		text: readFileSync(at, "utf8"),
		mode: found.mode & 4095,
		uid: found.uid,
		gid: found.gid,
		resolved,
		writable: isWritable(at) && isWritable(dirname(at))
	};
}
function writeOnHost(root, { path, text, mode, ifSha256, backup }) {
	const at = join(root, resolveOnHost(root, path));
	const found = statOf(at);
	const before = found ? readFileSync(at) : undefined;
	if (ifSha256 !== undefined) {
		const hash = before ? createHash("sha256").update(before).digest("hex") : null;
		if (hash !== ifSha256) return false;
	}
	const owner = found ?? {
		mode: mode ?? 420,
		uid: 0,
		gid: 0
	};
	mkdirSync(dirname(at), {
		recursive: true,
		mode: 493
	});
	if (backup !== undefined && before) replaceFile(join(root, resolveOnHost(root, backup)), before, owner);
	replaceFile(at, text, owner);
	return true;
}
function replaceFile(at, content, owner) {
	removeBeside(at);
	const beside = `${at}.imgpub-${process.pid}`;
	try {
		const file = openSync(beside, "wx", 384);
		try {
			const bytes = Buffer.from(content);
			for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		chownSync(beside, owner.uid, owner.gid);
		chmodSync(beside, owner.mode & 4095);
		renameSync(beside, at);
	} catch (error) {
		rmSync(beside, { force: true });
		throw error;
	}
	syncFolder(dirname(at));
}
function removeBeside(at) {
	const left = `${basename(at)}.imgpub-`;
	for (const name of readdirSync(dirname(at))) {
		const pid = name.startsWith(left) ? name.slice(left.length) : "";
		if (/^\d+$/.test(pid) && (Number(pid) === process.pid || !isRunning(Number(pid)))) rmSync(join(dirname(at), name), { force: true });
	}
}
function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code !== "ESRCH";
	}
}
function syncFolder(path) {
	const folder = openSync(path, "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
function removeOnHost(root, { path, recursive = false }) {
	const named = path.replace(/\/+$/, "");
	const name = basename(named);
	if ([
		"",
		".",
		".."
	].includes(name)) throw coded("EINVAL", `${path} is removed by no such name`);
	const at = join(root, resolveOnHost(root, dirname(named)), name);
	try {
		lstatSync(at);
	} catch {
		return false;
	}
	rmSync(at, {
		recursive,
		force: false
	});
	return true;
}
function makeFolderOnHost(root, { path, mode }) {
	const at = join(root, resolveOnHost(root, path));
	if (statOf(at)?.isDirectory()) return false;
	mkdirSync(at, {
		recursive: true,
		mode
	});
	chmodSync(at, mode);
	return true;
}
function reserveOnHost(root, { path, bytes }) {
	const at = join(root, resolveOnHost(root, path));
	const has = statOf(at)?.size ?? 0;
	if (has >= bytes) return has;
	mkdirSync(dirname(at), {
		recursive: true,
		mode: 493
	});
	const file = openSync(at, "w", 384);
	try {
		const block = Buffer.alloc(1 << 20);
		for (let left = bytes; left > 0;) left -= writeSync(file, block, 0, Math.min(left, block.length));
		fsyncSync(file);
	} catch (error) {
		rmSync(at, { force: true });
		throw error;
	} finally {
		closeSync(file);
	}
	return bytes;
}
function statfsOnHost(root, path) {
	const at = existingAbove(join(root, resolveOnHost(root, path)));
	const { blocks, bfree, bavail, bsize, files, ffree, type } = statfsSync(at);
	return {
		total: blocks * bsize,
		free: bfree * bsize,
		available: bavail * bsize,
		inodes: files,
		freeInodes: ffree,
		type,
		device: statSync(at).dev
	};
}
function existingAbove(at) {
	for (let path = at;; path = dirname(path)) if (statOf(path) || path === dirname(path)) return path;
}
function statOf(path) {
	return statSync(path, { throwIfNoEntry: false });
}
function isWritable(path) {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
async function readText(body, most) {
	const decoder = new TextDecoder();
	let text = "";
	let left = most;
	for await (const chunk of body ?? []) {
		if (chunk.byteLength > left) return {
			text: text + decoder.decode(chunk.subarray(0, left)),
			whole: false
		};
		text += decoder.decode(chunk, { stream: true });
		left -= chunk.byteLength;
	}
	return {
		text: text + decoder.decode(),
		whole: true
	};
}
const mostOfAnswer = 16 << 20;
async function getOnHost({ url, timeout }) {
	const signal = AbortSignal.timeout(timeout);
	const answer = await fetch(url, {
		signal,
		redirect: "manual"
	}).catch((error) => {
		throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
	});
	const { text } = await readText(answer.body, mostOfAnswer);
	return {
		status: answer.status,
		text
	};
}
const mostOfCommand = 16e3;
function processesOnHost(proc, root, { names, of }) {
	const all = readdirSync(proc).filter((name) => /^\d+$/.test(name)).flatMap((pid) => seen(proc, pid) ?? []);
	const byPid = new Map(all.map((one) => [one.pid, one]));
	const found = all.filter(({ name }) => names.includes(name)).map(({ pid, parent, name }) => ({
		pid,
		parent,
		name,
		command: commandOf(proc, pid)
	}));
	const asked = of && all.find(({ pid, pids }) => pids.at(-1) === of.pid && isCommand(commandOf(proc, pid), of.command) && (of.start === undefined || startOf(textOf(join(proc, String(pid), "stat"))) === of.start));
	const ancestors = [];
	for (let at = asked; at && ancestors.length < all.length; at = byPid.get(at.parent)) ancestors.push(at.pid);
	return {
		found,
		...asked ? { ancestors } : {},
		inContainer: isContainer(proc, root)
	};
}
function isContainer(proc, root) {
	const says = [".dockerenv", "run/.containerenv"].some((name) => existsSync(join(root, name)));
	return says && !/^\S+ \S+ \S+ \S+ \/ .* - \S+ \/dev\//m.test(textOf(join(proc, "1", "mountinfo")));
}
const startOf = (stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
function textOf(path) {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
function signalOnHost(proc, { pid, name, signal }) {
	if (seen(proc, String(pid))?.name !== name) return false;
	process.kill(pid, signal);
	return true;
}
function seen(proc, pid) {
	try {
		const status = readFileSync(join(proc, pid, "status"), "utf8");
		const line = (key) => new RegExp(`^${key}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
		const own = Number(pid);
		const pids = line("NSpid").split(/\s+/).filter(Boolean).map(Number);
		return {
			pid: own,
			parent: Number(line("PPid")),
			name: line("Name"),
			pids: pids.length > 0 ? pids : [own]
		};
	} catch {
		return undefined;
	}
}
function commandOf(proc, pid) {
	try {
		const text = readFileSync(join(proc, String(pid), "cmdline"), "utf8");
		return text.slice(0, mostOfCommand).replace(/\0$/, "").split("\0");
	} catch {
		return [];
	}
}
const isCommand = (one, other) => one.length === other.length && one.every((part, index) => part === other[index]);
async function answerOnHost(host, request) {
	if (request.do !== "get") return answerLocally(host, request);
	try {
		return await getOnHost(request);
	} catch (error) {
		return failure(error);
	}
}
function answerLocally(host, request) {
	try {
		return answered(host, request);
	} catch (error) {
		const { failed, ...rest } = failure(error);
		return {
			failed: failed.replaceAll(`'${host.root}/`, "'/").replaceAll(`"${host.root}/`, "\"/"),
			...rest
		};
	}
}
function failure(error) {
	const { message, code } = error;
	return {
		failed: message,
		...typeof code === "string" ? { code } : {}
	};
}
function answered({ root, proc }, request) {
	switch (request.do) {
		case "read": return readOnHost(root, request.path);
		case "write": return { written: writeOnHost(root, request) };
		case "remove": return { removed: removeOnHost(root, request) };
		case "make-folder": return { made: makeFolderOnHost(root, request) };
		case "reserve": return { bytes: reserveOnHost(root, request) };
		case "statfs": return statfsOnHost(root, request.path);
		case "processes": return processesOnHost(proc, root, request);
		case "signal": return { sent: signalOnHost(proc, request) };
	}
}
const host = {
	root: process.env.IMGPUB_HOST ?? "/host",
	proc: "/proc"
};
for await (const line of linesIn(process.stdin, Number.POSITIVE_INFINITY)) {
	const requests = JSON.parse(line);
	const answers = [];
	for (const request of requests) answers.push(await answerOnHost(host, request));
	process.stdout.write(`${JSON.stringify(answers)}\n`);
}
