import type { BareClone } from "../../git/bare-clone.ts";
import type { Job } from "../job.ts";
import type { Delivery } from "./delivery.ts";

/** What brings commits to a branch, as the request asks for. */
export async function openDelivery(clone: BareClone, branch: string, job: Job): Promise<Delivery> {
  if (job.request.commitThrough === "api") {
    const { ApiDelivery } = await import("./by-api.ts");
    return new ApiDelivery(clone, branch, job);
  }
  const { GitDelivery } = await import("./by-git.ts");
  return new GitDelivery(clone, branch, job.signal);
}
