const interval = {
	first: 2e3,
	factor: 1.5,
	longest: 15e3
};
const appearsWithin = 12e4;
async function follow(forge, { repository, commit, filter }, mostWait, clock, signal) {
	const start = clock.now();
	let pause = interval.first;
	for (;;) {
		const runs = await forge.runsOf(repository, commit, filter, signal);
		if (runs === undefined) return {
			state: "unknown",
			url: null
		};
		const report = together(runs);
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
