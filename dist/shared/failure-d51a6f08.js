import { CommitError } from "./new-commit-0d32ebc1.js";
const byStatus = {
	401: "unauthorized",
	403: "forbidden",
	404: "missing",
	409: "race",
	423: "archived"
};
function failureOfAnswer(error, words) {
	const { status, said, verdict } = error;
	const known = said === undefined ? undefined : words.find((one) => one.words.test(said));
	const isTransient = verdict.action === "retry";
	const kind = isTransient ? "busy" : known?.kind ?? (status === undefined ? undefined : byStatus[status]) ?? "unknown";
	const failure = {
		kind,
		reason: !isTransient && known?.reason || verdict.reason,
		said,
		advice: verdict.advice,
		mayHaveArrived: said === undefined || (isTransient ? status !== 429 : !known && !isCertain(status)),
		delay: verdict.delay,
		cause: error
	};
	return new CommitError(failure);
}
const isCertain = (status) => status === 401 || status === 423;
export { failureOfAnswer };
