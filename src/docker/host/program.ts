// Works on the host of an engine, in a container: a line of JSON with requests comes in, a line with answers goes out. It
// ends when its input does, so whatever holds it lives no longer than who started it.
import { linesIn } from "../lines.ts";
import { answerOnHost } from "./answer.ts";
import type { HostAnswer, HostRequest } from "./requests.ts";

const host = { root: process.env.IMGPUB_HOST ?? "/host", proc: "/proc" };

// Node.js's own reader of lines ends one at U+2028 as well, which a text may hold.
for await (const line of linesIn(process.stdin, Number.POSITIVE_INFINITY)) {
  const requests = JSON.parse(line) as HostRequest[];
  const answers: HostAnswer[] = [];
  for (const request of requests) answers.push(await answerOnHost(host, request));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
