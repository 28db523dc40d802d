import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { announce } from "@/components/announcer";
import { t } from "@/i18n/t";
import { endSession, forgetAccessToken } from "@/session/tokens";

/**
 * Sign out here, or on all devices, and go to the front page. What the customer saw is forgotten
 * with them.
 */
export function useSignOut({ everywhere = false } = {}) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => endSession(everywhere),
    onSuccess: async () => {
      // First away from pages that need somebody, else they would lead to the sign-in.
      await navigate({ to: "/" });
      forgetAccessToken();
      // The address typed at the checkout, and the like.
      sessionStorage.clear();
      announce(t(everywhere ? "account.signedOutEverywhere" : "common.signedOut"));
    },
  });
}
