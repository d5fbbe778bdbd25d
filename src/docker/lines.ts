/** Characters of a line that are kept: a longer one is no message of an engine's. */
const mostOfLine = 1 << 20;

/** The lines of a body, without their ends, as they come; of those that are too long their beginning. */
export async function* linesIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (parts.pop() ?? "").slice(0, mostOfLine);
    yield* parts.filter((line) => line.trim() !== "");
  }
  if (rest.trim() !== "") yield rest;
}
