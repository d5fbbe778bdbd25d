import { UserError, quoted } from "./core-834e1696.js";
import { runJobs } from "./cascade-runtime-version_publish-index-afbe90b2.js";
import { contested } from "./publish-index-af741dca.js";
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
		throw new UserError(`input "targets": ${tag} is wanted by ${quoted(wanted[0].name)} as ${wanted[0].digest} and by ${quoted(other.name)} as ${other.digest}; expected one image for each tag`);
	}
	const digestOf = ({ target }) => digests.get(target);
	for (const job of involved) if (digestOf(job) !== undefined) job.sharing = involved.filter((other) => digestOf(other) === digestOf(job)).map(({ target }) => target);
}
export { agree };
