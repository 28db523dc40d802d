/**
 * The JSON objects of a stream that has one a line, as they come. A line may arrive in parts, and
 * a part may end inside a character.
 */
export async function* readLines<Message>(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Message, void, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      for (const line of lines) if (line.trim()) yield JSON.parse(line) as Message;
      if (done) return;
    }
  } finally {
    // Who stops reading wants no more of it.
    await reader.cancel().catch(() => undefined);
  }
}
