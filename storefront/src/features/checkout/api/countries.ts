import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, type components, read } from "@/api/client";
import { language } from "@/i18n/t";

export type Country = components["schemas"]["Country"];
export type AddressFormat = components["schemas"]["AddressFormat"];

const longMilliseconds = 60 * 60_000;

/** The countries that goods are sent to, by name in the visitor's language. */
export const countriesQuery = () =>
  queryOptions({
    queryKey: ["countries"],
    queryFn: async ({ signal }) => {
      const params = { query: { locale: language() } };
      return (await read(api.GET("/core/v1/countries", { params, signal }))).countries;
    },
    staleTime: longMilliseconds,
  });

/** How an address of a country is written: its lines, what is required, its regions. */
export const addressFormatQuery = (code: string) =>
  queryOptions({
    queryKey: ["address-format", code],
    queryFn: ({ signal }) =>
      read(
        api.GET("/core/v1/countries/{code}/address-format", {
          params: { path: { code }, query: { locale: language() } },
          signal,
        }),
      ),
    staleTime: longMilliseconds,
  });

const key = "mercato.country";

/** Remember where the visitor has things sent to. */
export function rememberCountry(code: string): void {
  localStorage.setItem(key, code);
}

/** The country chosen before, else that of the browser's language, if goods are sent there. */
export function likelyCountry(
  countries: readonly Country[],
  chosen: string | null,
  tags: readonly string[],
): string | undefined {
  const regions = tags.map((tag) => new Intl.Locale(tag).region);
  return (
    [chosen, ...regions].find((code) => countries.some((country) => country.code === code)) ??
    undefined
  );
}

/** Where things are likely to be sent, and a way to choose another country. */
export function useCountry() {
  const { data: countries = [] } = useQuery(countriesQuery());
  const [chosen, setChosen] = useState(() => localStorage.getItem(key));
  return {
    countries,
    country: likelyCountry(countries, chosen, navigator.languages),
    choose: (code: string) => {
      rememberCountry(code);
      setChosen(code);
    },
  };
}
