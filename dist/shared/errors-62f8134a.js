import { ReportedError } from "./core-8408c4c4.js";
class ForgeError extends ReportedError {
	name = "ForgeError";
	status;
	reason;
	advice;
	verdict;
	routeUnknown;
	constructor(where, details) {
		const { said, verdict, cause } = details;
		const { reason, advice } = verdict;
		super(`${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`, { cause });
		this.status = details.status;
		this.reason = reason;
		this.advice = advice;
		this.verdict = verdict;
		this.routeUnknown = details.routeUnknown ?? false;
	}
}
function forgeErrorIn(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++) if (at instanceof ForgeError) return at;
	return undefined;
}
export { ForgeError, forgeErrorIn };
