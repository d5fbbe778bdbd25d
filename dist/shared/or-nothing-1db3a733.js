import { ForgeError } from "./cascade-runtime-version-f34bb476.js";
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
