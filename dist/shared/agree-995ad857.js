import { UserError } from "./core-5b2f5036.js";
import { runJobs } from "./cascade-runtime-version_publish-index-d3b2a28f.js";
import { contested } from "./publish-index-29fe6ea2.js";
async function agree(jobs, concurrency, signal) {
	const claims = contested(jobs.map(({ target }) => target));
	const involved = jobs.filter(({ target }) => claims.some(({ targets }) => targets.includes(target)));
	const prepared = await runJobs(involved, concurrency, signal, (job) => job.index());
	const digests = new Map(prepared.flatMap((outcome, at) => outcome.state === "done" ? [[involved[at]?.target, outcome.value.digest]] : []));
	for (const { tag, targets } of claims) {
		const wanted = targets.flatMap((target) => {
			const digest = digests.get(target);
			return digest ? [{
				name: target.name,
				digest
			}] : [];
		});
		const other = wanted.find(({ digest }) => digest !== wanted[0]?.digest);
		if (!other || !wanted[0]) continue;
		for (const { recorder } of involved) recorder.end();
		throw new UserError(`input "targets": ${tag} is wanted by ${JSON.stringify(wanted[0].name)} as ${wanted[0].digest} and by ${JSON.stringify(other.name)} as ${other.digest}; accepted is one image for a tag`);
	}
}
export { agree };
