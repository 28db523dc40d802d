import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import { Code, Fact, Facts } from "../components/facts";
import { PageHead } from "../components/page-head";
import { useIsIn } from "../components/staff";
import { term } from "../components/term";
import { Ledger, PaymentHistory, PaymentRefunds } from "./payment-books";
import { orderQuery } from "../orders/order-queries";
import { heldMoney } from "./held-money";
import { PaymentBadge } from "./payment-badge";
import { type PaymentFile, paymentFileQuery, usePaymentAction } from "./payment-queries";

export function PaymentPage() {
  const { paymentId } = useParams({ from: "/admin/payments/$paymentId" });
  const file = useQuery(paymentFileQuery(paymentId));
  const toPayments = <Link to="/admin/payments">{t("adminPayments.title")}</Link>;
  if (file.data) return <File key={paymentId} file={file.data} />;
  return (
    <>
      <PageHead title={t("adminPayments.payment")} before={toPayments} />
      {file.isError ? (
        <ProblemNotice error={file.error} retry={() => void file.refetch()} />
      ) : (
        <Skeleton height="20rem" />
      )}
    </>
  );
}

function File({ file }: { file: PaymentFile }) {
  const { payment } = file;
  const accepted = useIsAccepted(payment);
  return (
    <>
      <PageHead
        title={t("adminPayments.paymentOf", { amount: formatMoney(payment) })}
        before={<Link to="/admin/payments">{t("adminPayments.title")}</Link>}
      >
        <Actions file={file} accepted={accepted} />
      </PageHead>
      <div className="stack">
        {payment.status === "held" && <HeldNotice file={file} accepted={accepted} />}
        {payment.surplus && <Notice tone="caution">{t("adminPayments.surplus")}</Notice>}
        <PaymentFacts file={file} />
        <PaymentHistory file={file} />
        <PaymentRefunds file={file} />
        <Ledger file={file} />
      </div>
    </>
  );
}

function HeldNotice({ file, accepted }: { file: PaymentFile; accepted: boolean }) {
  const isReturned = heldMoney(file).amount === 0;
  const text = isReturned
    ? "adminPayments.returnedText"
    : accepted
      ? "adminPayments.acceptedText"
      : "adminPayments.heldText";
  return (
    <Notice
      tone={isReturned || accepted ? "note" : "bad"}
      title={term("adminPayments.reason", file.payment.hold_reason)}
    >
      {t(text)}
    </Notice>
  );
}

/** Whether the order of a held payment was released: then it keeps the money, and refunds it. */
function useIsAccepted({ order_id, status }: PaymentFile["payment"]): boolean {
  const order = useQuery({ ...orderQuery(order_id), enabled: status === "held" });
  return ["paid", "partly_fulfilled", "fulfilled", "delivered"].includes(order.data?.status ?? "");
}

function Actions({ file, accepted }: { file: PaymentFile; accepted: boolean }) {
  const mayAct = useIsIn("orders");
  const [returning, setReturning] = useState(false);
  const action = usePaymentAction(file.payment.id);
  if (!mayAct) return null;
  const held = heldMoney(file);
  const settle = () =>
    action.mutate("settle", { onSuccess: () => announce(t("adminPayments.settled")) });
  const returnFunds = () =>
    action.mutate("return-funds", {
      onSuccess: () => {
        setReturning(false);
        announce(t("adminPayments.fundsReturned"));
      },
    });
  return (
    <>
      <Button busy={action.isPending && action.variables === "settle"} onClick={settle}>
        {t("adminPayments.settle")}
      </Button>
      {held.amount > 0 && !accepted && (
        <Button
          look="danger"
          onClick={() => {
            action.reset();
            setReturning(true);
          }}
        >
          {t("adminPayments.returnFunds")}
        </Button>
      )}
      {action.error && action.variables === "settle" && <ProblemNotice error={action.error} />}
      <ConfirmDialog
        title={t("adminPayments.returnFundsTitle")}
        action={t("adminPayments.returnFunds")}
        open={returning}
        onClose={() => setReturning(false)}
        onConfirm={returnFunds}
        danger
        busy={action.isPending}
        error={action.error}
      >
        {t("adminPayments.returnFundsText", {
          amount: formatMoney(held),
        })}
      </ConfirmDialog>
    </>
  );
}

function PaymentFacts({ file: { payment, ...ids } }: { file: PaymentFile }) {
  const money = (amount: number) => formatMoney({ amount, currency: payment.currency });
  return (
    <div className="card">
      <Facts>
        <Fact label={t("adminPayments.statusLabel")}>
          <PaymentBadge status={payment.status} />
        </Fact>
        <Fact label={t("adminPayments.order")}>
          <Link to="/admin/orders/$orderId" params={{ orderId: payment.order_id }}>
            {t("adminPayments.toOrder")}
          </Link>
        </Fact>
        <Fact label={t("adminPayments.captured")}>{money(payment.captured_amount)}</Fact>
        <Fact label={t("adminPayments.refunded")}>{money(payment.refunded_amount)}</Fact>
        <Fact label={t("adminPayments.method")}>
          {payment.method ? term("adminPayments.methodOf", payment.method) : "–"}
        </Fact>
        <Fact label={t("adminPayments.lastDecline")}>
          {payment.failure_reason ? term("adminPayments.reason", payment.failure_reason) : "–"}
        </Fact>
        <Fact label={t("adminPayments.begun")}>{formatMoment(payment.created_at)}</Fact>
        <Fact label={t("adminPayments.changed")}>{formatMoment(payment.updated_at)}</Fact>
        <Fact label={t("adminPayments.id")}>
          <Code>{payment.id}</Code>
        </Fact>
        <Fact label={t("adminPayments.providerPayment")}>
          <Code>{ids.provider_payment_id ?? "–"}</Code>
        </Fact>
        <Fact label={t("adminPayments.providerPage")}>
          <Code>{ids.provider_page_id ?? "–"}</Code>
        </Fact>
      </Facts>
    </div>
  );
}
