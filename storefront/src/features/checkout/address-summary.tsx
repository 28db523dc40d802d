import { useQuery } from "@tanstack/react-query";

import { t } from "@/i18n/t";

import { type Address, addressLines } from "./address";
import { useAddressFormat } from "./address-fields";
import { countriesQuery } from "./api/countries";

/** The addresses as they were told, each as its country writes it. */
export function AddressSummary({ shipTo, billTo }: { shipTo: Address; billTo: Address | null }) {
  return (
    <>
      <Lines address={shipTo} />
      {billTo && (
        <p>
          <strong>{t("checkout.billingAddress")}</strong>
        </p>
      )}
      {billTo && <Lines address={billTo} />}
    </>
  );
}

function Lines({ address }: { address: Address }) {
  const { data: countries = [] } = useQuery(countriesQuery());
  const country = countries.find(({ code }) => code === address.country)?.name ?? "";
  const lines = addressLines(address, useAddressFormat(address.country), country);
  return lines.map((line, index) => <p key={index}>{line}</p>);
}
