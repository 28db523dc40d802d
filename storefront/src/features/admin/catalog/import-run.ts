import { api, type components } from "@/api/client";
import { ProblemError, toProblem } from "@/api/problem";

import { readLines } from "./ndjson";

export type Summary = components["schemas"]["Summary"];
export type Format = "shopify" | "jsonl";

/** A complaint about one row. An error refuses the row's product; after a warning it is taken. */
export interface Issue {
  kind: "issue";
  file: string;
  line: number;
  severity: "error" | "warning";
  code: string;
  reason: string;
  column?: string;
  handle?: string;
}

interface Progress {
  kind: "progress";
  bytes_read: number;
  bytes_total: number;
  products: number;
}

type Message = Issue | Progress | Summary;

/** How far an import is; `summary` once it has come to its end. */
export interface ImportState {
  bytesRead: number;
  bytesTotal: number;
  products: number;
  issues: readonly Issue[];
  issueCount: number;
  summary: Summary | undefined;
}

/** More complaints than anybody reads are counted and not kept. */
const keptIssues = 5000;

export const beginning: ImportState = {
  bytesRead: 0,
  bytesTotal: 0,
  products: 0,
  issues: [],
  issueCount: 0,
  summary: undefined,
};

/** The state after some more messages of the answer. */
export function after(state: ImportState, messages: readonly Message[]): ImportState {
  const found = messages.filter((message) => message.kind === "issue");
  const progress = messages.findLast((message) => message.kind === "progress");
  const summary = messages.find((message) => message.kind === "summary");
  return {
    bytesRead: progress?.bytes_read ?? state.bytesRead,
    bytesTotal: progress?.bytes_total ?? state.bytesTotal,
    products: progress?.products ?? state.products,
    issues: found.length ? [...state.issues, ...found].slice(0, keptIssues) : state.issues,
    issueCount: state.issueCount + found.length,
    summary: summary ?? state.summary,
  };
}

export interface ImportRequest {
  file: File;
  format: Format;
  currency: string;
  dryRun: boolean;
}

/**
 * Send a file and tell how far its import is. The file is streamed from the disk and never held
 * here; a page that is busy with nothing else stays usable, for it is told at most a few times a
 * second.
 *
 * @throws ProblemError when nothing could be imported, or the answer broke off.
 */
export async function runImport(
  request: ImportRequest,
  tell: (state: ImportState) => void,
  signal: AbortSignal,
): Promise<ImportState> {
  const { file, format, currency, dryRun } = request;
  const query = { format, file: file.name, dry_run: dryRun, currency };
  const { response, error, data } = await api.POST("/core/v1/admin/catalog/imports", {
    params: { query },
    // The generated type of a binary body is a text.
    body: file as unknown as string,
    bodySerializer: (body) => body,
    headers: { "content-type": "application/octet-stream" },
    parseAs: "stream",
    signal,
  });
  if (!response.ok || !data) throw toProblem(error, response);
  let state = beginning;
  let waiting: Message[] = [];
  let told = 0;
  for await (const message of readLines<Message>(data)) {
    waiting.push(message);
    if (message.kind === "issue" && performance.now() - told < tellMilliseconds) continue;
    state = after(state, waiting);
    waiting = [];
    told = performance.now();
    tell(state);
  }
  state = after(state, waiting);
  tell(state);
  if (!state.summary) throw brokenOff();
  return state;
}

const tellMilliseconds = 200;

function brokenOff(): ProblemError {
  return new ProblemError({
    code: "import-broken-off",
    status: 0,
    title: "",
    detail: "",
    errors: [],
  });
}

/** What a file is by its name; undefined when that does not say. */
export function formatOf(name: string): Format | undefined {
  if (/\.csv$/i.test(name)) return "shopify";
  if (/\.(jsonl|ndjson)$/i.test(name)) return "jsonl";
  return undefined;
}

/** The complaints as a file that any table program opens. */
export function toCsv(issues: readonly Issue[]): string {
  const rows = issues.map((issue) => [
    issue.file,
    `${issue.line}`,
    issue.severity,
    issue.column ?? "",
    issue.handle ?? "",
    issue.code,
    issue.reason,
  ]);
  const head = ["file", "line", "severity", "column", "handle", "code", "reason"];
  return [head, ...rows].map((row) => row.map(toCell).join(",")).join("\r\n");
}

/** A quoted cell. What a table program would take for a formula gets an apostrophe before it. */
function toCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
