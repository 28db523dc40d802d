import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { forgetAccessToken } from "@/session/tokens";

/** End this session: nothing that the customer saw stays in this browser. */
export function useSignOut() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => read(api.POST("/api/auth/sign-out", { body: { everywhere: false } })),
    onSuccess: async () => {
      await navigate({ to: "/" });
      forgetAccessToken();
      queryClient.clear();
    },
  });
}
