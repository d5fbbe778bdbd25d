import { ForgeError } from "./cascade-runtime-version-207e8416.js";
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
