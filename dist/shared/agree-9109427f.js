import { runJobs, UserError, quoted } from "./core-cb5264e6.js";
import { contested } from "./publish-index-16a2689c.js";
import { suffixedTarget } from "./suffixed-target-4dd22b47.js";
async function agree(jobs, concurrency, signal) {
	const wishes = jobs.flatMap(wishesOf);
	const claims = contested(wishes.map(({ target }) => target));
	const claimants = new Set(claims.flatMap(({ targets }) => targets));
	const involved = jobs.filter((one) => wishes.some(({ job, target }) => job === one && claimants.has(target)));
	const prepared = await runJobs(involved, concurrency, signal, (job) => job.index(false));
	const digests = new Map(prepared.flatMap((outcome, at) => outcome.state === "done" ? [[involved[at]?.target, outcome.value.digest]] : []));
	for (const { tag, targets } of claims) {
		const wanted = wishes.flatMap(({ job, target, digest: digestOf }) => {
			const digest = targets.includes(target) ? digestOf(digests.get(job.target)) : undefined;
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
function wishesOf(job) {
	const { target } = job;
	const suffix = target.soci?.tagSuffix ?? "";
	const converted = {
		job,
		target: suffixedTarget(target, suffix),
		digest: () => job.soci?.result.digest
	};
	return [{
		job,
		target,
		digest: (index) => index
	}, ...suffix === "" ? [] : [converted]];
}
export { agree };
