import { useState } from "react";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { t } from "@/i18n/t";

/** Have a code mailed again; `problem` is why it was not. */
export function useResend(
  path: "/api/auth/resend-code" | "/api/auth/forgot-password",
  email: string,
): { resend: () => Promise<void>; problem: unknown } {
  const [problem, setProblem] = useState<unknown>();
  const resend = async () => {
    try {
      await read(api.POST(path, { body: { email: email.trim() } }));
      setProblem(undefined);
      announce(t("account.codeSentAgain"));
    } catch (error) {
      setProblem(error);
    }
  };
  return { resend, problem };
}
