import { readText } from "../../base/body.ts";
import type { GetRequest } from "./requests.ts";

/** Characters of an answer that are taken: what is asked for is a page of counts. */
const mostOfAnswer = 16 << 20;

/** Asks by HTTP from the host's own network, without its proxies: what is asked is the host itself, or lies beside it. */
export async function getOnHost({ url, timeout }: GetRequest): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(timeout);
  const answer = await fetch(url, { signal, redirect: "manual" }).catch((error: unknown) => {
    // The cause says what happened, where the error says that something did.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  });
  const { text } = await readText(answer.body, mostOfAnswer);
  return { status: answer.status, text };
}
