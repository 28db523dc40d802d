import { useQuery, useQueryClient } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { ChoiceField, TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { EntryProblem } from "./entry-page";
import { type Preferences, preferencesQuery } from "./preferences";
import { phoneNumber } from "./rules";

export function PreferencesPage() {
  const { data, error, refetch } = useQuery(preferencesQuery());
  return (
    <>
      <title>{`${t("account.preferences")} – ${t("common.shopName")}`}</title>
      <h1>{t("account.preferences")}</h1>
      <p className="soft">{t("account.preferencesIntro")}</p>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data ? <PreferencesForm known={data} /> : !error && <Skeleton height="24rem" />}
    </>
  );
}

function PreferencesForm({ known }: { known: Preferences }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initial: known,
    validate: ({ sms_number, sms_order_updates }) => ({
      sms_number: numberError(sms_number, sms_order_updates),
    }),
    submit: async ({ email_back_in_stock, sms_number, sms_order_updates, push_order_updates }) => {
      const body = {
        email_back_in_stock,
        sms_number: phoneNumber(sms_number) ?? "",
        sms_order_updates,
        push_order_updates,
      };
      const saved = await read(api.PUT("/api/notifications/preferences", { body }));
      queryClient.setQueryData(preferencesQuery().queryKey, saved);
      form.setAll(saved);
      announce(t("account.preferencesSaved"));
    },
  });
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <fieldset className="card stack">
        <legend>{t("account.byEmail")}</legend>
        <p className="small soft">{t("account.emailAlways")}</p>
        <ChoiceField
          type="checkbox"
          label={t("account.backInStock")}
          hint={t("account.backInStockText")}
          {...form.box("email_back_in_stock")}
        />
      </fieldset>
      <fieldset className="card stack">
        <legend>{t("account.bySms")}</legend>
        <ChoiceField
          type="checkbox"
          label={t("account.smsUpdates")}
          hint={t("account.smsText")}
          {...form.box("sms_order_updates")}
        />
        <TextField
          label={t("account.smsNumber")}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          required={form.values.sms_order_updates}
          hint={t("account.smsNumberHint")}
          {...form.field("sms_number")}
        />
      </fieldset>
      <fieldset className="card stack">
        <legend>{t("account.byPush")}</legend>
        <ChoiceField
          type="checkbox"
          label={t("account.pushUpdates")}
          hint={t("account.pushText", { count: known.push_devices })}
          {...form.box("push_order_updates")}
        />
      </fieldset>
      <EntryProblem error={form.problem} />
      <div>
        <Button look="primary" type="submit" busy={form.isBusy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}

function numberError(typed: string, isNeeded: boolean): string | undefined {
  if (!typed.trim()) return isNeeded ? t("account.smsNumberMissing") : undefined;
  return phoneNumber(typed) ? undefined : t("account.smsNumberWrong");
}
