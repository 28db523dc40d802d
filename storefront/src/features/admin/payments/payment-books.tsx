import { formatCount, formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { Code } from "../components/facts";
import { FormSection } from "../components/form-section";
import { term } from "../components/term";
import { type Booking, bookings } from "./bookings";
import styles from "./books.module.css";
import type { PaymentFile } from "./payment-queries";

/** Pages that were asked for, and what the provider told. */
export function PaymentHistory({ file }: { file: PaymentFile }) {
  return (
    <>
      <FormSection title={t("adminPayments.attempts")}>
        <DataTable
          caption={t("adminPayments.attempts")}
          rows={file.attempts}
          rowKey={(attempt) => attempt.id}
          empty={<p>{t("adminPayments.noAttempts")}</p>}
          columns={[
            momentColumn((attempt: PaymentFile["attempts"][number]) => attempt.created_at),
            {
              key: "outcome",
              label: t("adminPayments.outcome"),
              cell: ({ outcome }) => term("adminPayments.attemptOutcome", outcome),
            },
            {
              key: "detail",
              label: t("adminPayments.detail"),
              cell: ({ detail }) => detail || "–",
            },
          ]}
        />
      </FormSection>
      <FormSection title={t("adminPayments.events")}>
        <DataTable
          caption={t("adminPayments.events")}
          rows={file.events}
          rowKey={(event) => event.id}
          empty={<p>{t("adminPayments.noEvents")}</p>}
          columns={[
            momentColumn((event: PaymentFile["events"][number]) => event.received_at),
            {
              key: "type",
              label: t("adminPayments.eventType"),
              cell: ({ type }) => <Code>{type}</Code>,
            },
            {
              key: "outcome",
              label: t("adminPayments.outcome"),
              cell: ({ outcome }) => term("adminPayments.eventOutcome", outcome),
            },
            {
              key: "tries",
              label: t("adminPayments.tries"),
              numeric: true,
              cell: ({ tries }) => formatCount(tries),
            },
          ]}
        />
      </FormSection>
    </>
  );
}

export function PaymentRefunds({ file }: { file: PaymentFile }) {
  if (file.refunds.length === 0) return null;
  return (
    <FormSection title={t("adminPayments.refunds")}>
      <DataTable
        caption={t("adminPayments.refunds")}
        rows={file.refunds}
        rowKey={(refund) => refund.id}
        empty={null}
        columns={[
          momentColumn((refund: PaymentFile["refunds"][number]) => refund.created_at),
          {
            key: "amount",
            label: t("adminPayments.amount"),
            numeric: true,
            cell: (refund) => formatMoney(refund),
          },
          {
            key: "status",
            label: t("adminPayments.statusLabel"),
            cell: ({ status }) => term("adminPayments.refundStatus", status),
          },
          {
            key: "why",
            label: t("adminPayments.why"),
            cell: ({ failure_reason, reason }) =>
              term("adminPayments.reason", failure_reason || reason) || "–",
          },
        ]}
      />
    </FormSection>
  );
}

type Line = Booking["lines"][number];

/** Debits and credits; that they sum to zero is shown, not assumed. */
export function Ledger({ file }: { file: PaymentFile }) {
  const booked = bookings(file);
  const balanced = booked.every((booking) => booking.balanced);
  return (
    <FormSection title={t("adminPayments.ledger")}>
      <DataTable
        caption={t("adminPayments.ledger")}
        rows={booked.flatMap(({ lines }) => lines)}
        rowKey={(line) => `${line.transaction_id} ${line.account} ${line.currency} ${line.amount}`}
        empty={<p>{t("adminPayments.noLedger")}</p>}
        columns={ledgerColumns()}
      />
      {booked.length > 0 && (
        <p className={balanced ? styles.balanced : styles.unbalanced}>
          {t(balanced ? "adminPayments.balanced" : "adminPayments.unbalanced")}
        </p>
      )}
    </FormSection>
  );
}

const ledgerColumns = (): Column<Line>[] => [
  momentColumn((line) => line.posted_at),
  {
    key: "kind",
    label: t("adminPayments.bookingKind"),
    cell: ({ kind }) => term("adminPayments.kind", kind),
  },
  {
    key: "account",
    label: t("adminPayments.account"),
    cell: ({ account }) => term("adminPayments.accountOf", account),
  },
  {
    key: "debit",
    label: t("adminPayments.debit"),
    numeric: true,
    cell: (line) => (line.amount > 0 ? formatMoney(line) : ""),
  },
  {
    key: "credit",
    label: t("adminPayments.credit"),
    numeric: true,
    cell: ({ amount, currency }) => (amount < 0 ? formatMoney({ amount: -amount, currency }) : ""),
  },
];

function momentColumn<Row>(momentOf: (row: Row) => string): Column<Row> {
  return {
    key: "moment",
    label: t("adminPayments.moment"),
    cell: (row) => <time dateTime={momentOf(row)}>{formatMoment(momentOf(row))}</time>,
  };
}
