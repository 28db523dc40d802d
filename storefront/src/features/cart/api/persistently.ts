import { ProblemError } from "@/api/problem";

const attempts = 4;
const firstPauseMilliseconds = 150;
const longestPauseMilliseconds = 5_000;

/** Do something that may be done twice until it works, as long as trying again may help. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !mayHelp(error)) throw error;
      await pause(error, attempt);
    }
  }
}

/** Without a network there is nothing to hope for within seconds; the visitor is told at once. */
function mayHelp(error: unknown): error is ProblemError {
  if (!(error instanceof ProblemError)) return false;
  const isRace = error.status === 409 && error.retryAfterSeconds !== undefined;
  return isRace || (error.isTemporary && error.status !== 0);
}

function pause({ retryAfterSeconds }: ProblemError, attempt: number): Promise<void> {
  const wait = (retryAfterSeconds ?? 0) * 1000 || firstPauseMilliseconds * 2 ** attempt;
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(wait, longestPauseMilliseconds));
  });
}
