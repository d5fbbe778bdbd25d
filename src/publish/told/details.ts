import { formatDuration } from "../../base/duration.ts";
import { escapeMarkdown, markdownCode } from "../../base/markdown.ts";
import { counted } from "../../base/words.ts";
import { attests } from "../../image/attestation.ts";
import type { Descriptor } from "../../image/descriptor.ts";
import { formatPlatform } from "../../image/platform.ts";
import { countReasons } from "../recorder.ts";
import { referrersInWords, toTell } from "../referrers/words.ts";
import { bytesInWords, outcomeOf } from "../soci/words.ts";
import type { ReferrersResult, SociResult, TagState, TargetResult } from "../target.ts";
import { retriesOf } from "./report.ts";

/** A target's tags, manifests, time and retries as Markdown, with a line that says it in short. */
export function detailsOf(result: TargetResult): { readonly title: string; readonly body: string } {
  const { name, tags, entries, digest, phases, referrers, soci } = result;
  const manifests = entries.map(({ descriptor }) => descriptor);
  const attestations = manifests.filter((one) => attests(one) !== undefined);
  // A SOCI index is part of its image.
  const images = manifests.filter(
    (one) => attests(one) === undefined && !one.artifactType?.includes(".soci."),
  );
  const short = [...tagsInWords(tags), ...(images.length > 0 ? [counted(images.length, "image")] : [])];
  const retries = retriesOf(result);
  const body = [
    // A fence, as the forges put a button beside it that copies what it holds.
    ...(digest === undefined ? [] : ["```text", digest, "```", ""]),
    ...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${inWords(state)}`),
    ...(phases.length === 0 ? [] : [`- ${timesOf(result)}`]),
    ...(retries.length === 0 ? [] : [`- ${escapeMarkdown(countReasons(retries))}`]),
    ...(referrers ? linesOf(referrers) : []),
    ...(soci ? linesOfSoci(soci) : []),
    ...(images.length === 0 ? [] : [`- ${counted(images.length, "image")}:`]),
    ...images.map((one) => `  - ${platformOf(one)} ${markdownCode(one.digest)}`),
    ...(attestations.length === 0 ? [] : folded(attestations, images)),
  ];
  return {
    title: [escapeMarkdown(name), short.join(", ")].filter(Boolean).join(": "),
    body: body.join("\n"),
  };
}

const inWords = (state: TagState) => state.replace("-", " ");

/** `3 tags published`, or `2 tags published, 1 unchanged`. */
function tagsInWords(tags: TargetResult["tags"]): string[] {
  const counts = new Map<string, number>();
  for (const { state } of tags) counts.set(inWords(state), (counts.get(inWords(state)) ?? 0) + 1);
  return [...counts].map(([state, count], at) => `${at === 0 ? counted(count, "tag") : count} ${state}`);
}

const platformOf = ({ platform }: Descriptor) => escapeMarkdown(platform ? formatPlatform(platform) : "–");

/** `wait 3.3 s, check 2 ms, tag 5 ms`. */
function timesOf({ phases }: TargetResult): string {
  return phases.map(({ phase, start, end }) => `${phase} ${formatDuration(end - start)}`).join(", ");
}

/** Attestations are many, and seldom asked for. */
function folded(attestations: readonly Descriptor[], images: readonly Descriptor[]): string[] {
  return [
    "",
    `<details><summary>${counted(attestations.length, "attestation")}</summary>`,
    "",
    ...attestations.map((one) => {
      const image = images.find(({ digest }) => digest === attests(one));
      const of = image?.platform ? platformOf(image) : markdownCode(attests(one) ?? "");
      return `- of ${of}: ${markdownCode(one.digest)}`;
    }),
    "",
    "</details>",
  ];
}

function linesOf(referrers: ReferrersResult): string[] {
  const { copied, present, left } = referrers;
  if (copied + present + left.length === 0) return [];
  return [
    `- ${referrersInWords(referrers)}`,
    ...toTell(left).map((sentence) => `  - ${escapeMarkdown(sentence)}`),
  ];
}

function linesOfSoci(soci: SociResult): string[] {
  const { skipped, toRead, plainDigest, digest } = soci;
  const read = toRead
    ? `${counted(toRead.layers, "layer")} would be read, ${bytesInWords(toRead.bytes)}; ${outcomeOf(soci)}`
    : outcomeOf(soci);
  const converted =
    digest && digest !== plainDigest ? `; ${markdownCode(plainDigest)} became ${markdownCode(digest)}` : "";
  return [
    `- SOCI: ${read}${converted}`,
    ...skipped.map(({ layer, reason }) => `  - ${markdownCode(layer)} skipped: ${escapeMarkdown(reason)}`),
  ];
}
