import { isMessageId, t } from "@/i18n/t";

/** One field of a request that the server refused; `pointer` is a JSON pointer (`/email`). */
export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

interface Problem {
  code: string;
  status: number;
  title: string;
  detail: string;
  errors: readonly FieldProblem[];
  traceId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** The whole document: problems of one kind carry facts of their own. */
  document?: Readonly<Record<string, unknown>> | undefined;
}

/** What an API of ours answers when it does not do what it was asked (RFC 9457). */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly traceId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly document: Readonly<Record<string, unknown>>;

  constructor(problem: Problem) {
    super(problem.detail || problem.title || problem.code);
    this.name = "ProblemError";
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.traceId = problem.traceId;
    this.retryAfterSeconds = problem.retryAfterSeconds;
    this.document = problem.document ?? {};
  }

  /** Whether trying the same again later may help: nothing was wrong with what was asked. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** There was no answer at all. */
export function noConnection(): ProblemError {
  return new ProblemError({ code: "offline", status: 0, title: "", detail: "", errors: [] });
}

/** Read a refusal; one that is not a problem document (a proxy's page) becomes one. */
export function toProblem(body: unknown, response: Response): ProblemError {
  const document = isRecord(body) ? body : {};
  const wait = Number(response.headers.get("retry-after"));
  return new ProblemError({
    code: text(document.code) || (response.status >= 500 ? "unavailable" : "unknown"),
    status: response.status,
    title: text(document.title),
    detail: text(document.detail),
    errors: Array.isArray(document.errors) ? (document.errors as FieldProblem[]) : [],
    traceId: text(document.trace_id) || undefined,
    retryAfterSeconds: Number.isFinite(wait) && wait > 0 ? wait : undefined,
    document,
  });
}

/** What to tell a person: our words for a code that we know, else the server's, else a plain line. */
export function explain(error: unknown): string {
  if (!(error instanceof ProblemError)) return t("problem.unknown");
  const id = `problem.${error.code}`;
  if (isMessageId(id)) return t(id);
  if (error.isTemporary) return t("problem.unavailable");
  return error.detail || t("problem.unknown");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
