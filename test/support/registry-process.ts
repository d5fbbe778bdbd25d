// A registry in a process of its own, so that its memory is not counted as an action's. Given a size in bytes, it
// holds an image with one layer of that size. Ends when its parent disconnects.
import { pushLargeImage } from "./images/images.ts";
import { startBearerRegistry } from "./scenarios/publish.ts";

const size = Number(process.argv[2] ?? 0);
const registry = await startBearerRegistry();
process.on("disconnect", () => void registry.close());
const image = size > 0 ? await pushLargeImage(registry, "org/large", { size }) : undefined;
process.send?.({ host: registry.host, digest: image?.digest });
