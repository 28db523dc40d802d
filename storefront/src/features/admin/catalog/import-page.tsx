import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { Button } from "@/components/button";
import { SelectField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Notice, ProblemNotice } from "@/components/notice";
import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { useCurrencies } from "../components/currencies";
import { FieldRow, FormSection } from "../components/form-section";
import { PageHead } from "../components/page-head";
import { UnsavedWarning } from "../components/unsaved-warning";
import { ImportIssues } from "./import-issues";
import styles from "./import-page.module.css";
import { beginning, type Format, formatOf, type ImportState, runImport } from "./import-run";
import { ImportSummary } from "./import-summary";

/** An import that can be called off; what was imported before stays. */
function useImport() {
  const queryClient = useQueryClient();
  const [state, setState] = useState<ImportState>(beginning);
  const abort = useRef<AbortController>(undefined);
  const run = useMutation({
    mutationFn: async (request: Parameters<typeof runImport>[0]) => {
      abort.current = new AbortController();
      setState(beginning);
      return await runImport(request, setState, abort.current.signal);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["admin"] }),
  });
  const wasCancelled = run.error instanceof DOMException && run.error.name === "AbortError";
  return { run, state, cancel: () => abort.current?.abort(), wasCancelled };
}

/** Products from a file: checked first, then imported. */
export function ImportPage() {
  const currencies = useCurrencies();
  const [file, setFile] = useState<File>();
  const [format, setFormat] = useState<Format>("shopify");
  const [currency, setCurrency] = useState<string>();
  const { run, state, cancel, wasCancelled } = useImport();
  const start = (dryRun: boolean) => {
    if (!file) return;
    run.mutate({ file, format, dryRun, currency: currency ?? currencies[0] ?? "EUR" });
  };
  const choose = (chosen: File) => {
    run.reset();
    setFile(chosen);
    setFormat(formatOf(chosen.name) ?? format);
  };
  const wasChecked = run.isSuccess && run.variables.dryRun && run.variables.file === file;
  return (
    <div className="stack">
      <PageHead title={t("adminCatalog.import")} intro={t("adminCatalog.importIntro")} />
      <FormSection title={t("adminCatalog.importFile")}>
        <FileDrop file={file} onChoose={choose} disabled={run.isPending} />
        <FieldRow>
          <SelectField
            label={t("adminCatalog.importFormat")}
            value={format}
            disabled={run.isPending}
            onChange={(event) => setFormat(event.target.value as Format)}
          >
            <option value="shopify">{t("adminCatalog.formatShopify")}</option>
            <option value="jsonl">{t("adminCatalog.formatJsonl")}</option>
          </SelectField>
          {format === "shopify" && (
            <SelectField
              label={t("adminCatalog.importCurrency")}
              hint={t("adminCatalog.importCurrencyHint")}
              value={currency ?? currencies[0]}
              disabled={run.isPending}
              onChange={(event) => setCurrency(event.target.value)}
            >
              {currencies.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </SelectField>
          )}
        </FieldRow>
        <div className="cluster">
          <Button
            look={wasChecked ? "secondary" : "primary"}
            disabled={!file || run.isPending}
            onClick={() => start(true)}
          >
            {t("adminCatalog.importCheck")}
          </Button>
          <Button
            look={wasChecked ? "primary" : "secondary"}
            disabled={!file || run.isPending}
            onClick={() => start(false)}
          >
            {t("adminCatalog.importStart")}
          </Button>
          {run.isPending && (
            <Button look="danger" onClick={cancel}>
              {t("common.cancel")}
            </Button>
          )}
        </div>
      </FormSection>
      {run.isPending && <ImportProgress state={state} isCheck={run.variables.dryRun} />}
      {wasCancelled && <Notice tone="caution">{t("adminCatalog.importCancelled")}</Notice>}
      {run.error && !wasCancelled && <ProblemNotice error={run.error} />}
      {run.isSuccess && state.summary && <ImportSummary summary={state.summary} />}
      {state.issueCount > 0 && <ImportIssues state={state} />}
      <UnsavedWarning when={run.isPending} />
    </div>
  );
}

function ImportProgress({ state, isCheck }: { state: ImportState; isCheck: boolean }) {
  const share = state.bytesTotal ? state.bytesRead / state.bytesTotal : undefined;
  return (
    <FormSection title={t(isCheck ? "adminCatalog.importChecking" : "adminCatalog.importRunning")}>
      <progress
        className={styles.progress}
        max={1}
        value={share}
        aria-label={t("common.working")}
      />
      <p className="numeric" style={{ textAlign: "start" }}>
        {t("adminCatalog.importCounts", {
          percent: Math.round((share ?? 0) * 100),
          products: formatCount(state.products),
          issues: formatCount(state.issueCount),
        })}
      </p>
      {share === undefined && <p className="small soft">{t("adminCatalog.importSending")}</p>}
    </FormSection>
  );
}

interface FileDropProps {
  file: File | undefined;
  onChoose: (file: File) => void;
  disabled: boolean;
}

/** A file, dropped or chosen. The field itself is what keyboards and screen readers use. */
function FileDrop({ file, onChoose, disabled }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [first] = files ?? [];
    if (first && !disabled) onChoose(first);
  };
  return (
    // Dropping is a convenience for those who use a mouse; the field does the same for all.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <label
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <Icon name="upload" size={28} />
      <span>
        <strong>{file?.name ?? t("adminCatalog.importDrop")}</strong>
        <br />
        <span className="small soft">{file ? sizeOf(file) : t("adminCatalog.importDropHint")}</span>
      </span>
      <input
        type="file"
        className="visually-hidden"
        accept=".csv,.jsonl,.ndjson"
        disabled={disabled}
        onChange={(event) => take(event.target.files)}
      />
    </label>
  );
}

function sizeOf(file: File): string {
  const megabytes = file.size / 1_000_000;
  if (megabytes < 0.1) return t("adminCatalog.bytes", { bytes: formatCount(file.size) });
  return t("adminCatalog.megabytes", { size: formatCount(Math.round(megabytes * 10) / 10) });
}
