const interval = {
	first: 2e3,
	factor: 1.5,
	longest: 15e3
};
const appearsWithin = 12e4;
const shortestLook = 1e3;
async function follow(forge, { repository, commit, filter }, mostWait, clock, signal) {
	const start = clock.now();
	let pause = interval.first;
	let report = {
		state: "unknown",
		url: null
	};
	for (;;) {
		const over = AbortSignal.timeout(Math.ceil(Math.max(start + mostWait - clock.now(), shortestLook)));
		const either = AbortSignal.any([signal, over]);
		const asked = forge.runsOf(repository, commit, filter, either);
		const runs = await asked.catch((error) => over.aborted ? "late" : Promise.reject(error));
		signal.throwIfAborted();
		if (runs === "late") return report;
		if (runs === undefined) return {
			state: "unknown",
			url: null
		};
		report = together(runs);
		const left = start + (runs.length === 0 ? Math.min(mostWait, appearsWithin) : mostWait) - clock.now();
		if (!["pending", "none"].includes(report.state) || left <= 0) return report;
		await clock.sleep(Math.min(pause, left), signal);
		pause = Math.min(pause * interval.factor, interval.longest);
	}
}
function together(runs) {
	for (const state of [
		"pending",
		"failure",
		"cancelled",
		"success"
	]) {
		const run = runs.find((one) => one.state === state);
		if (run) return {
			state,
			url: run.url
		};
	}
	return {
		state: "none",
		url: null
	};
}
export { follow, together };
