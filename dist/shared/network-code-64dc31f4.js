function networkCode(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		if ("code" in at && typeof at.code === "string") return at.code === "EPROTO" ? tlsCode(at) : at.code;
		if (at instanceof AggregateError && at.errors[0] !== at) {
			const inner = networkCode(at.errors[0]);
			if (inner !== undefined) return inner;
		}
	}
	return undefined;
}
function tlsCode({ message }) {
	const reason = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
	return reason ? `ERR_SSL_${reason.trim().toUpperCase().replace(/\W+/g, "_")}` : "EPROTO";
}
export { networkCode };
