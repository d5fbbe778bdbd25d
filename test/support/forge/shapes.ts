import { onTestFinished } from "vitest";
import { isRecord } from "../../../src/base/json.ts";
import { type ForgeOptions, startForge } from "./forge.ts";

export const token = "a-token";

/** A fake forge with the repository `acme/app`, asked without any client of ours. */
export async function started(options: Omit<ForgeOptions, "token">) {
  const running = await startForge({ token, ...options });
  onTestFinished(running.close);
  const { forge } = running;
  const repository = forge.repository("acme/app");
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `token ${token}`, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(`${forge.apiUrl}${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return { status: response.status, headers: response.headers, data: isJson ? JSON.parse(text) : text };
  };
  // The address is learned from the first request.
  await fetch(`${running.serverUrl}${forge.apiPath.slice(forge.path.length)}/version`);
  const post = (path: string, body: object) => ask(path, { method: "POST", body: JSON.stringify(body) });
  return { ...running, repository, ask, post };
}

/** The names and kinds of an object's members, as `name:kind`. */
export function shape(value: unknown): string[] {
  if (!isRecord(value)) throw new Error("no object");
  const kind = (member: unknown) =>
    member === null ? "null" : Array.isArray(member) ? "list" : typeof member;
  return Object.entries(value)
    .map(([name, member]) => `${name}:${kind(member)}`)
    .sort();
}

export const words = (text: string) => text.trim().split(/\s+/).sort();
