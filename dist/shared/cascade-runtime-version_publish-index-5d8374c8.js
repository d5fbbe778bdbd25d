import { createLimit } from "./core-3ac62363.js";
async function runJobs(items, concurrency, signal, work) {
	const limit = createLimit(concurrency);
	return Promise.all(items.map((item, index) => limit(async () => {
		if (signal.aborted) return { state: "skipped" };
		try {
			return {
				state: "done",
				value: await work(item, index)
			};
		} catch (error) {
			return {
				state: "failed",
				error
			};
		}
	})));
}
async function allToTheEnd(work) {
	const values = [];
	const settled = await Promise.allSettled(work);
	for (const part of settled) {
		if (part.status === "rejected") throw part.reason;
		values.push(part.value);
	}
	return values;
}
export { allToTheEnd, runJobs };
