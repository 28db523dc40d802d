import { readLines } from "./ndjson";

function streamOf(...parts: (string | Uint8Array)[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const part of parts) {
        controller.enqueue(new Uint8Array(typeof part === "string" ? encoder.encode(part) : part));
      }
      controller.close();
    },
  });
}

async function linesOf(...parts: (string | Uint8Array)[]): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of readLines(streamOf(...parts))) lines.push(line);
  return lines;
}

it("reads one object a line", async () => {
  expect(await linesOf('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
});

it("joins a line that arrives in parts", async () => {
  expect(await linesOf('{"a"', ":1", '}\n{"a":2', "}\n")).toEqual([{ a: 1 }, { a: 2 }]);
});

it("joins a character that arrives in parts", async () => {
  const bytes = new TextEncoder().encode('{"reason":"Größe"}\n');
  expect(await linesOf(bytes.slice(0, 14), bytes.slice(14))).toEqual([{ reason: "Größe" }]);
});

it("reads a last line without an end, and passes over empty ones", async () => {
  expect(await linesOf('\n{"a":1}\n\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
});

it("says that a line which broke off is no JSON", async () => {
  await expect(linesOf('{"a":1}\n{"kind":"summ')).rejects.toThrow(SyntaxError);
});
