function createLimit(most) {
	const waiting = [];
	let running = 0;
	return async (work) => {
		if (running < most) running++;
		else await new Promise((begin) => waiting.push(begin));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
}
export { createLimit };
