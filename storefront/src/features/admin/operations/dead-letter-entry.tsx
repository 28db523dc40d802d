import { Link } from "@tanstack/react-router";

import { ChoiceField } from "@/components/field";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { Code, Fact, Facts } from "../components/facts";
import { useIsIn } from "../components/staff";
import styles from "./operations.module.css";
import type { DeadLetter } from "./operations-queries";

interface DeadLetterEntryProps {
  letter: DeadLetter;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

/** One message: what it is, and why its consumer gave it up. */
export function DeadLetterEntry({ letter, chosen, onChoose }: DeadLetterEntryProps) {
  return (
    <li className={styles.letter} data-chosen={chosen}>
      <ChoiceField
        type="checkbox"
        label={<strong>{letter.event_type ?? t("adminOperations.noEvent")}</strong>}
        hint={letter.message_id}
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <WhyGivenUp letter={letter} />
      <Facts>
        <Fact label={t("adminOperations.subject")}>
          <Subject subject={letter.subject} />
        </Fact>
        <Fact label={t("adminOperations.firstSent")}>
          <time dateTime={letter.first_sent_at}>{formatMoment(letter.first_sent_at)}</time>
        </Fact>
        <Fact label={t("adminOperations.tries")}>{letter.receive_count}</Fact>
        {letter.event_id && (
          <Fact label={t("adminOperations.eventId")}>
            <Code>{letter.event_id}</Code>
          </Fact>
        )}
      </Facts>
      <details>
        <summary>{t("adminOperations.content")}</summary>
        <pre className={styles.data}>{JSON.stringify(letter.data, null, 2)}</pre>
        {letter.hidden.length > 0 && (
          <p className="small soft">
            {t("adminOperations.hidden", { names: letter.hidden.join(", ") })}
          </p>
        )}
      </details>
    </li>
  );
}

function WhyGivenUp({ letter: { reason } }: { letter: DeadLetter }) {
  if (!reason) return <p className={styles.reason}>{t("adminOperations.noReason")}</p>;
  return (
    <div className={styles.reason}>
      <p>
        <strong>{reason.code}</strong> {reason.detail}
      </p>
      <p className="small">
        {t("adminOperations.givenUpBy", {
          consumer: reason.consumer,
          moment: formatMoment(reason.failed_at),
        })}
      </p>
      {reason.trace_id && (
        <p className="small">
          {t("adminOperations.trace")} <Code>{reason.trace_id}</Code>
        </p>
      )}
    </div>
  );
}

/** What the message is about; an order leads to its page for those who may see it. */
function Subject({ subject }: { subject: string | null }) {
  const seesOrders = useIsIn("orders", "support");
  if (!subject) return "–";
  const order = /^(?:orders?\/)?(ord_\w+)$/.exec(subject)?.[1];
  const name = <Code>{subject}</Code>;
  return order && seesOrders ? (
    <Link to="/admin/orders/$orderId" params={{ orderId: order }}>
      {name}
    </Link>
  ) : (
    name
  );
}
