import type { ImageRepository } from "../../image/reference.ts";
import type { Answer, ApiRequest, Client } from "../client.ts";
import type { RequestContext } from "../request-context.ts";
import { nextPage } from "./next-page.ts";

/** The pages of a list, and whether there are more than were asked for. */
export interface Pages {
  readonly answers: readonly Answer[];
  readonly more: boolean;
}

/**
 * Reads a list page by page, `most` pages of it.
 *
 * @throws {RegistryError} when a page cannot be had
 */
export async function readPages(
  client: Client,
  { registry, repository }: ImageRepository,
  path: string,
  query: Readonly<Record<string, string>>,
  most: number,
  context: RequestContext,
): Promise<Pages> {
  const answers: Answer[] = [];
  const request: ApiRequest = {
    registry,
    access: [{ repository, actions: ["pull"] }],
    method: "GET",
    path: `${repository}/${path}`,
    query,
    phase: "read",
  };
  const { host } = new URL(client.origin(registry));
  let page: ApiRequest | undefined = request;
  while (page && answers.length < most) {
    const answer: Answer = await client.request(page, context);
    answers.push(answer);
    const { query: _, ...further } = request;
    const next = answer.url.host === host ? nextPage(answer.headers.link, answer.url) : undefined;
    page = next && { ...further, path: next };
  }
  return { answers, more: page !== undefined };
}
