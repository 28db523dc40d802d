import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatMoment } from "@/i18n/format";
import { type MessageId, t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import { Code, Fact, Facts } from "../components/facts";
import { FormSection } from "../components/form-section";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { ordersQuery } from "../orders/order-queries";
import { OrdersTable } from "../orders/orders-table";
import { AccountBadge } from "./account-badge";
import {
  type AccountAct,
  type CustomerDetails,
  customerQuery,
  useAccountAction,
} from "./customer-queries";

export function CustomerPage() {
  const { customerId } = useParams({ from: "/admin/customers/$customerId" });
  const customer = useQuery(customerQuery(customerId));
  if (customer.data) return <Details key={customerId} customer={customer.data} />;
  return (
    <>
      <PageHead title={t("adminCustomers.customer")} before={<ToCustomers />} />
      {customer.isError ? (
        <ProblemNotice error={customer.error} retry={() => void customer.refetch()} />
      ) : (
        <Skeleton height="12rem" />
      )}
    </>
  );
}

function ToCustomers() {
  return <Link to="/admin/customers">{t("adminCustomers.title")}</Link>;
}

function Details({ customer }: { customer: CustomerDetails }) {
  const isStaff = customer.groups.length > 0;
  return (
    <>
      <PageHead title={customer.email} before={<ToCustomers />}>
        {!isStaff && <Actions customer={customer} />}
      </PageHead>
      <div className="stack">
        {isStaff && (
          <Notice tone="note">
            {t("adminCustomers.isStaff", { groups: customer.groups.join(", ") })}
          </Notice>
        )}
        <AccountFacts customer={customer} />
        <Orders email={customer.email} />
      </div>
    </>
  );
}

function AccountFacts({ customer }: { customer: CustomerDetails }) {
  return (
    <div className="card">
      <Facts>
        <Fact label={t("adminCustomers.statusLabel")}>
          <AccountBadge account={customer} />
        </Fact>
        <Fact label={t("adminCustomers.emailVerified")}>
          {t(customer.email_verified ? "admin.yes" : "admin.no")}
        </Fact>
        <Fact label={t("adminCustomers.secondFactor")}>
          {t(customer.mfa_enabled ? "admin.yes" : "admin.no")}
        </Fact>
        <Fact label={t("adminCustomers.since")}>{formatMoment(customer.created_at)}</Fact>
        <Fact label={t("adminCustomers.changed")}>{formatMoment(customer.changed_at)}</Fact>
        <Fact label={t("adminCustomers.id")}>
          <Code>{customer.id}</Code>
        </Fact>
      </Facts>
    </div>
  );
}

function Orders({ email }: { email: string }) {
  const orders = useInfiniteQuery(ordersQuery({ q: email }));
  const rows = orders.data?.pages.flatMap((page) => page.orders);
  return (
    <FormSection title={t("adminCustomers.orders")} intro={t("adminCustomers.ordersIntro")}>
      {orders.isError && !rows ? (
        <ProblemNotice error={orders.error} retry={() => void orders.refetch()} />
      ) : (
        <div>
          <OrdersTable orders={rows} empty={t("adminCustomers.noOrders")} expected={3} />
          <LoadMore query={orders} shown={rows?.length ?? 0} />
        </div>
      )}
    </FormSection>
  );
}

interface Words {
  action: MessageId;
  title: MessageId;
  text: MessageId;
  done: MessageId;
}

const words: Record<AccountAct, Words> = {
  disable: {
    action: "adminCustomers.disable",
    title: "adminCustomers.disableTitle",
    text: "adminCustomers.disableText",
    done: "adminCustomers.disableDone",
  },
  enable: {
    action: "adminCustomers.enable",
    title: "adminCustomers.enableTitle",
    text: "adminCustomers.enableText",
    done: "adminCustomers.enableDone",
  },
  "sign-out": {
    action: "adminCustomers.signOut",
    title: "adminCustomers.signOutTitle",
    text: "adminCustomers.signOutText",
    done: "adminCustomers.signOutDone",
  },
  "reset-password": {
    action: "adminCustomers.reset",
    title: "adminCustomers.resetTitle",
    text: "adminCustomers.resetText",
    done: "adminCustomers.resetDone",
  },
};

/** What the API would refuse is not offered: see its `account-state`. */
function possibleActs({ enabled, status }: CustomerDetails): AccountAct[] {
  if (!enabled) return ["enable"];
  return status === "CONFIRMED" || status === "RESET_REQUIRED"
    ? ["reset-password", "sign-out", "disable"]
    : ["sign-out", "disable"];
}

function Actions({ customer }: { customer: CustomerDetails }) {
  const [asked, setAsked] = useState<AccountAct>();
  const action = useAccountAction(customer.id);
  const close = () => setAsked(undefined);
  const act = (chosen: AccountAct) =>
    action.mutate(chosen, {
      onSuccess: () => {
        close();
        announce(t(words[chosen].done));
      },
    });
  return (
    <>
      {possibleActs(customer).map((each) => (
        <Button
          key={each}
          look={each === "disable" ? "danger" : "secondary"}
          onClick={() => {
            action.reset();
            setAsked(each);
          }}
        >
          {t(words[each].action)}
        </Button>
      ))}
      <ConfirmDialog
        title={asked ? t(words[asked].title) : ""}
        action={asked ? t(words[asked].action) : ""}
        open={asked !== undefined}
        onClose={close}
        onConfirm={() => asked && act(asked)}
        danger={asked === "disable"}
        busy={action.isPending}
        error={action.error}
      >
        {asked && t(words[asked].text, { email: customer.email })}
      </ConfirmDialog>
    </>
  );
}
