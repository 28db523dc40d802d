import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { announce } from "@/components/announcer";
import { Button, ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import {
  type AdminProduct,
  archiveProduct,
  changeStatus,
  productQuery,
  type Status,
} from "./products";
import { StatusBadge } from "./status-badge";

interface ProductActionsProps {
  product: AdminProduct;
  /** Something is typed and not saved: what acts at once has to wait for it. */
  isDirty: boolean;
  onChanged: (product: AdminProduct) => void;
}

/** What can be done with a product as it is saved: see it, publish it, take it off sale, archive it. */
export function ProductActions({ product, isDirty, onChanged }: ProductActionsProps) {
  const { id, version, record } = product;
  const publish = useMutation({
    mutationFn: (status: Status) => changeStatus(id, version, status),
    onSuccess: (changed) => {
      onChanged(changed);
      announce(
        t(changed.record.status === "active" ? "adminCatalog.published" : "adminCatalog.withdrawn"),
      );
    },
  });
  const isActive = record.status === "active";
  return (
    <>
      <StatusBadge status={record.status} />
      {isActive && (
        <ButtonLink
          to="/products/$slug"
          params={{ slug: record.slug ?? record.handle }}
          size="small"
          target="_blank"
        >
          <Icon name="external" size={16} /> {t("adminCatalog.viewInShop")}
        </ButtonLink>
      )}
      <Button
        size="small"
        busy={publish.isPending}
        disabled={isDirty}
        title={isDirty ? t("adminCatalog.saveFirst") : undefined}
        onClick={() => publish.mutate(isActive ? "draft" : "active")}
      >
        {t(isActive ? "adminCatalog.withdraw" : "adminCatalog.publish")}
      </Button>
      {record.status !== "archived" && (
        <Archive product={product} isDirty={isDirty} onChanged={onChanged} />
      )}
      {publish.error && <ProblemNotice error={publish.error} />}
    </>
  );
}

function Archive({ product, isDirty, onChanged }: ProductActionsProps) {
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const archive = useMutation({
    mutationFn: async () => {
      await archiveProduct(product.id, product.version);
      return queryClient.query({ ...productQuery(product.id), staleTime: 0 });
    },
    onSuccess: (changed) => {
      setAsked(false);
      onChanged(changed);
      announce(t("adminCatalog.archived"));
    },
  });
  return (
    <>
      <Button size="small" look="danger" disabled={isDirty} onClick={() => setAsked(true)}>
        {t("adminCatalog.archive")}
      </Button>
      <ConfirmDialog
        title={t("adminCatalog.archiveTitle", { title: product.record.title })}
        action={t("adminCatalog.archive")}
        open={asked}
        onClose={() => setAsked(false)}
        onConfirm={() => archive.mutate()}
        busy={archive.isPending}
        error={archive.error}
        danger
      >
        {t("adminCatalog.archiveText")}
      </ConfirmDialog>
    </>
  );
}
