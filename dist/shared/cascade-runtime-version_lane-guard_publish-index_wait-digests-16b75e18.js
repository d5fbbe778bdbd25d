const { setTimeout } = process.getBuiltinModule("node:timers/promises");
async function actionFetch(env) {
	return namesProxy(env) ? (await import("./proxy-9fc6ab62.js")).createFetch(env) : fetch;
}
function namesProxy(env) {
	return Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
}
const systemClock = {
	now: () => performance.now(),
	random: Math.random,
	async sleep(ms, signal) {
		signal.throwIfAborted();
		try {
			await setTimeout(ms, undefined, { signal });
		} catch (error) {
			signal.throwIfAborted();
			throw error;
		}
	}
};
export { actionFetch, namesProxy, systemClock };
