import { Link } from "@tanstack/react-router";

import type { components } from "@/api/client";
import { Badge } from "@/components/notice";
import { Picture } from "@/components/picture";
import { formatDay, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import styles from "./orders.module.css";
import { statusTone, statusWord } from "./story";

const shownPictures = 4;

/** An order in a list: all of it leads to its page. */
export function OrderCard({ order }: { order: components["schemas"]["OrderSummary"] }) {
  const pictures = order.lines.filter(({ image_url }) => image_url).slice(0, shownPictures);
  return (
    <li className={`card ${styles.orderCard ?? ""}`}>
      <div className="spread">
        <h3>
          <Link to="/orders/$orderId" params={{ orderId: order.id }}>
            {t("orders.titleWithNumber", { number: order.number })}
          </Link>
        </h3>
        <Badge tone={statusTone(order.status)}>{statusWord(order.status)}</Badge>
      </div>
      <p className="small soft">
        {t("orders.summary", {
          day: formatDay(order.placed_at),
          count: order.item_count,
          total: formatMoney({ amount: order.total, currency: order.currency }),
        })}
      </p>
      <div className={styles.pictures}>
        {pictures.map(({ sku, title, image_url }) => (
          <Picture
            key={sku}
            src={image_url ?? ""}
            alt={title}
            sizes="4rem"
            width={64}
            height={64}
          />
        ))}
      </div>
    </li>
  );
}
