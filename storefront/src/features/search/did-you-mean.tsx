import { Link } from "@tanstack/react-router";

import { t } from "@/i18n/t";

/** A spelling that finds more. */
export function DidYouMean({ words }: { words: string }) {
  return (
    <p>
      {t("search.didYouMean")}{" "}
      <Link to="/search" search={{ q: words }}>
        <strong>{words}</strong>
      </Link>
      ?
    </p>
  );
}
