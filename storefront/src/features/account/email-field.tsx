import type { ComponentProps } from "react";

import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

/** The address that an account goes by; password managers know it as the user's name. */
export function EmailField(props: Omit<ComponentProps<typeof TextField>, "type" | "label">) {
  return (
    <TextField
      {...props}
      label={t("account.email")}
      type="email"
      required
      autoComplete="username"
      autoCapitalize="none"
    />
  );
}
