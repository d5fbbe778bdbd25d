/**
 * The lines of a body, without their ends, as they come; empty ones are left out.
 *
 * @param most characters of a line that are kept, or some more: an engine's messages are no longer
 */
export async function* linesIn(body: AsyncIterable<Uint8Array>, most = 1 << 20): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Joined once a line, since each part of a long one would else be looked at over and over.
  let parts: string[] = [];
  let length = 0;
  const taken = () => {
    const line = parts.join("");
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of body) {
    const pieces = decoder.decode(chunk, { stream: true }).split("\n");
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        const line = taken();
        if (line.trim() !== "") yield line;
      }
      if (length < most) parts.push(piece);
      length += piece.length;
    }
  }
  const line = taken();
  if (line.trim() !== "") yield line;
}
