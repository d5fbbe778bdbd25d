import { verdictOf, RegistryError } from "./publish-index_wait-digests-66bd1fd0.js";
async function afterHead(error, answers, phase, get, settles) {
	const absent = isAbsent(error);
	if (absent ? !settles : !isRefused(error)) throw error;
	const instead = async () => {
		const answer = await get();
		answers.useless = true;
		return answer;
	};
	return absent ? settle(error, answers, phase, instead) : instead();
}
async function settle(no, answers, phase, get) {
	answers.agreed ??= new Map();
	const { agreed } = answers;
	const others = agreed.get(phase);
	if (others && await others) throw no;
	const answer = get();
	if (!others) agreed.set(phase, answer.then(() => false, isAbsent));
	return answer.catch((error) => {
		if (isAbsent(error)) throw no;
		agreed.delete(phase);
		throw error;
	});
}
function isAbsent(error) {
	return verdictOf(error)?.action === "absent";
}
function isRefused(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
	return error.verdict.action === "fail" && error.failure.status !== 429;
}
export { afterHead };
