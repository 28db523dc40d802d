import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Notice } from "@/components/notice";
import { Picture } from "@/components/picture";
import { Price } from "@/components/price";
import { formatMoney } from "@/i18n/format";
import { isMessageId, t } from "@/i18n/t";

import styles from "./cart.module.css";
import type { CartLine, Obstacle } from "./lines";
import { QuantityStepper } from "./quantity-stepper";
import type { LineActions } from "./use-line-actions";

interface CartLinesProps {
  lines: readonly CartLine[];
  actions: LineActions;
  /** In the drawer, where there is less room. */
  compact?: boolean;
  onLeave?: () => void;
}

export function CartLines({ lines, actions, compact = false, onLeave }: CartLinesProps) {
  const list = useRef<HTMLUListElement>(null);
  const undo = () => {
    actions.restore();
    list.current?.focus({ preventScroll: true });
  };
  return (
    <>
      {actions.removed && <Removed line={actions.removed} onUndo={undo} />}
      <ul ref={list} tabIndex={-1} className={styles.lines}>
        {lines.map((line) => (
          <li key={line.sku} className={styles.line} data-compact={compact || undefined}>
            <div className={styles.frame}>
              {line.imageUrl && <Picture src={line.imageUrl} alt="" sizes="7rem" />}
            </div>
            <div className={styles.about}>
              <LineTitle line={line} onLeave={onLeave} />
              {line.variantTitle && <p className="small soft">{line.variantTitle}</p>}
              {line.unitPrice && (
                <p className="small">
                  <Price price={line.unitPrice} compareAt={line.compareAt} />
                </p>
              )}
              <LineNotes line={line} actions={actions} />
            </div>
            <div className={styles.controls}>
              {line.obstacle?.kind !== "unavailable" && (
                <QuantityStepper
                  title={line.title}
                  quantity={line.quantity}
                  onStep={(by) => actions.step(line, by)}
                  onType={(quantity) => actions.type(line, quantity)}
                />
              )}
              <Button
                look="icon"
                aria-label={t("cart.remove", { title: line.title })}
                onClick={() => actions.remove(line)}
              >
                <Icon name="trash" />
              </Button>
              <p className={styles.subtotal}>{line.subtotal && formatMoney(line.subtotal)}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function LineTitle({ line, onLeave }: { line: CartLine; onLeave?: (() => void) | undefined }) {
  if (!line.productId) return <p className={styles.title}>{line.title}</p>;
  return (
    <p className={styles.title}>
      <Link
        to="/products/$slug"
        params={{ slug: line.productId }}
        search={{ sku: line.sku }}
        onClick={onLeave}
      >
        {line.title}
      </Link>
    </p>
  );
}

function LineNotes({ line, actions }: { line: CartLine; actions: LineActions }) {
  const { obstacle, priceBefore, unitPrice, left } = line;
  return (
    <>
      {priceBefore && unitPrice && (
        <p className={styles.note}>
          {t(priceBefore.amount < unitPrice.amount ? "cart.priceRose" : "cart.priceFell", {
            before: formatMoney(priceBefore),
            now: formatMoney(unitPrice),
          })}
        </p>
      )}
      {left !== undefined && left > 0 && !obstacle && (
        <p className={styles.note}>{t("cart.left", { count: left })}</p>
      )}
      {obstacle && (
        <Notice tone="caution">
          <p>{explainObstacle(obstacle)}</p>
          {obstacle.kind === "too-many" && (
            <Button
              size="small"
              onClick={() => actions.type(line, obstacle.available)}
              style={{ marginTop: "var(--space-2)" }}
            >
              {t("cart.takeFewer", { count: obstacle.available })}
            </Button>
          )}
        </Notice>
      )}
    </>
  );
}

function explainObstacle(obstacle: Obstacle): string {
  if (obstacle.kind === "sold-out") return t("cart.soldOut");
  if (obstacle.kind === "too-many") return t("cart.tooMany", { count: obstacle.available });
  const id = `cart.unavailable.${obstacle.reason}`;
  return t(isMessageId(id) ? id : "cart.unavailable.unknown");
}

/** In the place of what was taken out; the focus comes here, for its button is gone. */
function Removed({ line, onUndo }: { line: CartLine; onUndo: () => void }) {
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => undo.current?.focus({ preventScroll: true }), [line]);
  return (
    <div className={styles.removed} role="status">
      <p>{t("cart.removed", { title: line.title })}</p>
      <Button look="quiet" size="small" ref={undo} onClick={onUndo}>
        {t("cart.undo")}
      </Button>
    </div>
  );
}
