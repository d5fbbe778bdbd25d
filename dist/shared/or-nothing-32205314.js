import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
async function orNothing(read, signal) {
	try {
		return await read();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ForgeError) return undefined;
		throw error;
	}
}
export { orNothing };
