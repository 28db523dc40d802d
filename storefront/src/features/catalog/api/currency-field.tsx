import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { SelectField } from "@/components/field";
import { language, t } from "@/i18n/t";
import { chooseCurrency, chosenCurrency } from "@/session/currency";

/** The currencies that one can buy in, the shop's own first. */
const currenciesQuery = () =>
  queryOptions({
    queryKey: ["currencies"],
    queryFn: async ({ signal }) => {
      const params = { query: { locale: language() } };
      return (await read(api.GET("/core/v1/currencies", { params, signal }))).currencies;
    },
    staleTime: 60 * 60_000,
  });

/** Chooses the currency of all prices. Its place is kept until it is known what there is. */
export function CurrencyField() {
  const { data: currencies = [] } = useQuery(currenciesQuery());
  const own = currencies.find((currency) => currency.is_default)?.code;
  const chosen = chosenCurrency() ?? own ?? "";
  return (
    <SelectField
      label={t("common.currency")}
      required
      value={chosen}
      onChange={(event) => chooseCurrency(event.target.value)}
    >
      {currencies.length === 0 && <option value={chosen}>{chosen}</option>}
      {currencies.map(({ code, name }) => (
        <option key={code} value={code}>
          {name} ({code})
        </option>
      ))}
    </SelectField>
  );
}
