const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const { readFileSync } = process.getBuiltinModule("node:fs");
const { setTimeout } = process.getBuiltinModule("node:timers/promises");
import { ReportedError, bounded, oneLine } from "./core-cb5264e6.js";
import { stopContainer, removeContainer, withNodeImage, createContainer, startContainer, containerLog, info, hasFailed } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { mirrorName, settingsText, settingsPath, mirrorSpec, backupOf, programPath } from "./image-cache-3bd4c1ca.js";
const startTime = 6e4;
const reloadTime = 5e3;
async function apply(steps, found, { mirror, url }, hands) {
	for (const [at, step] of steps.entries()) {
		switch (step.do) {
			case "start-mirror":
				if (mirror) await startMirror(mirror, url, hands);
				break;
			case "remove-mirror":
				await stopMirror(hands);
				break;
			case "write-settings":
				await writeSettings(hands, step.path, step.before, step.text, at === 0 || step.before !== undefined);
				break;
			case "remove-settings":
				await removeSettings(hands, step.path, step.before);
				break;
			case "reload": await reload(steps.slice(0, at), found, url, hands);
		}
	}
}
async function must(host, what, request) {
	const [answer] = await host.ask([request]);
	if (hasFailed(answer)) throw new ReportedError(`${what}: ${bounded(oneLine(answer.failed), 300)}`);
	return answer;
}
async function startMirror(mirror, url, hands) {
	const { engine, host, log, signal } = hands;
	const { store } = mirror;
	const program = readFileSync(hands.mirrorProgram ?? new URL(new URL("../image-cache/mirror.js", import.meta.url).href), "utf8");
	await must(host, `the store ${store} cannot be made`, {
		do: "make-folder",
		path: store,
		mode: 448
	});
	await must(host, "the mirror's program cannot be written", { ...{
		do: "write",
		path: programPath(store),
		text: program,
		mode: 420
	} });
	await must(host, "the mirror's settings cannot be replaced", {
		do: "remove",
		path: settingsPath(store)
	});
	await must(host, "the mirror's settings cannot be written", { ...{
		do: "write",
		path: settingsPath(store),
		text: settingsText(mirror),
		mode: 384
	} });
	await stopMirror(hands);
	const id = await withNodeImage(engine, {
		log,
		signal
	}, (image) => createContainer(engine, mirrorSpec(mirror, image), {
		name: mirrorName,
		signal
	}));
	if (id === undefined) throw new ReportedError(`a container ${mirrorName} was made by somebody else meanwhile`);
	try {
		await startContainer(engine, id, signal);
		await untilWell(hands, url, id);
	} catch (error) {
		const said = bounded(oneLine(await containerLog(engine, id, 5, signal).catch(() => "")), 500);
		await removeContainer(engine, id, signal).catch(() => {});
		if (signal.aborted) throw error;
		const why = error instanceof Error ? error.message : "";
		throw new ReportedError(`the mirror does not start: ${said || why}`, { cause: error });
	}
}
async function untilWell({ engine, host, signal }, url, id) {
	const { inspectContainer } = await import("./image-cache_image-cache-post_prune-images-2cbb868d.js").then((n) => n.containers);
	const until = performance.now() + startTime;
	for (;;) {
		const [answer] = await host.ask([{
			do: "get",
			url: `${url}/_imgpub/health`,
			timeout: 2e3
		}]);
		const container = await inspectContainer(engine, id, signal);
		const isRunning = container?.state === "running" && container.restarts === 0;
		if (isRunning && !hasFailed(answer) && answer.status === 200) return;
		if (!container || container.restarts > 0 || container.state === "exited") throw new ReportedError("it has ended");
		if (performance.now() > until) throw new ReportedError(`it has not answered for ${startTime / 1e3} s`);
		await setTimeout(100, undefined, { signal });
	}
}
async function stopMirror({ engine, signal }) {
	await stopContainer(engine, mirrorName, 10, signal);
	await removeContainer(engine, mirrorName, signal);
}
async function writeSettings({ host }, path, before, text, keep) {
	const hash = before === undefined ? null : createHash("sha256").update(before).digest("hex");
	const { written } = await must(host, `the engine's settings ${path} cannot be written`, {
		do: "write",
		path,
		text,
		mode: 420,
		ifSha256: hash,
		...keep ? { backup: backupOf(path) } : {}
	});
	if (!written) throw changedMeanwhile(path);
}
async function removeSettings({ host }, path, before) {
	const file = await must(host, `the engine's settings ${path} cannot be read`, {
		do: "read",
		path
	});
	if (file.text !== before) throw changedMeanwhile(path);
	await must(host, `the engine's settings ${path} cannot be removed`, {
		do: "remove",
		path
	});
}
const changedMeanwhile = (path) => new ReportedError(`the engine's settings ${path} were changed by somebody else meanwhile; run this again`);
async function reload(done, { daemon, mirrors }, url, hands) {
	const { host } = hands;
	const write = done.findLast((step) => step.do === "write-settings");
	const isUnwiring = write !== undefined && !write.text.includes(url);
	if (!daemon) throw new ReportedError("the engine's process is not found on its host");
	const hangUp = async () => {
		const request = {
			do: "signal",
			pid: daemon.pid,
			name: "dockerd",
			signal: "SIGHUP"
		};
		const { sent } = await must(host, "the engine cannot be told to read its settings", request);
		if (!sent) throw new ReportedError("the engine has ended meanwhile; run this again");
	};
	await hangUp();
	if (await isTakenUp(hands, url, !isUnwiring)) return;
	if (!write) throw new ReportedError(`the engine does not take up ${url} from its settings; its log says why. Its mirrors are ${mirrors.join(", ") || "none"}`);
	const { path, before } = write;
	await must(host, "the engine's settings cannot be put back", before === undefined ? {
		do: "remove",
		path
	} : {
		do: "write",
		path,
		text: before,
		mode: 420
	});
	await hangUp();
	throw new ReportedError(`the engine does not take up what was written to ${write.path}, which is as it was again; its log says why`);
}
async function isTakenUp({ engine, signal }, url, isWanted) {
	const until = performance.now() + reloadTime;
	for (;;) {
		const { mirrors } = await info(engine, signal);
		if (mirrors.some((one) => one.replace(/\/$/, "") === url) === isWanted) return true;
		if (performance.now() > until) return false;
		await setTimeout(50, undefined, { signal });
	}
}
export { apply, stopMirror };
