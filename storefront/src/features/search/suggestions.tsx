import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useState } from "react";

import { api, type components, read } from "@/api/client";
import { Icon, type IconName } from "@/components/icon";
import { type MessageId, t } from "@/i18n/t";

import styles from "./suggestions.module.css";

type Suggestion = components["schemas"]["Suggestion"];

const kinds: Record<Suggestion["kind"], { icon: IconName; name: MessageId }> = {
  query: { icon: "search", name: "search.kindQuery" },
  category: { icon: "tag", name: "search.kindCategory" },
  product: { icon: "box", name: "search.kindProduct" },
};

const pauseMilliseconds = 120;
const shortestText = 2;

/** An older text's request is aborted when nobody waits for it any more. */
const suggestionsQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", "suggestions", text],
    queryFn: async ({ signal }) =>
      (await read(api.GET("/core/v1/suggest", { params: { query: { q: text } }, signal })))
        .suggestions,
    enabled: text.length >= shortestText,
    placeholderData: keepPreviousData,
    retry: false,
  });

interface SuggestionsProps {
  id: string;
  text: string;
  isOpen: boolean;
  /** The suggestion that the arrow keys stand on; -1 for none. */
  marked: number;
  onFound: (count: number) => void;
  onDone: () => void;
}

/** What may be meant, while it is typed: the list of the search field's combobox. */
export default function Suggestions(props: SuggestionsProps) {
  const { id, text, isOpen, marked, onFound, onDone } = props;
  const typed = usePause(text.trim());
  const { data } = useQuery(suggestionsQuery(typed));
  const navigate = useNavigate();
  const found = text.trim().length >= shortestText ? (data ?? []) : [];
  const count = found.length;
  // Before the paint: the field says that it is expanded no later than the list shows.
  useLayoutEffect(() => onFound(count), [count, onFound]);
  const open = ({ kind, slug, text: words }: Suggestion) => {
    onDone();
    if (kind === "product" && slug) void navigate({ to: "/products/$slug", params: { slug } });
    else if (kind === "category" && slug)
      void navigate({ to: "/categories/$slug", params: { slug } });
    else void navigate({ to: "/search", search: { q: words } });
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        {isOpen && typed.length >= shortestText && t("search.suggestionCount", { count })}
      </p>
      {/* The field keeps the focus and hears the keys: ARIA's combobox. */}
      <div
        id={id}
        role="listbox"
        aria-label={t("search.suggestions")}
        className={styles.list}
        hidden={!isOpen || count === 0}
      >
        {found.map((suggestion, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={`${suggestion.kind} ${suggestion.text}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(suggestion)}
          >
            <Icon name={kinds[suggestion.kind].icon} size={18} />
            <span>{suggestion.text}</span>
            <span className={styles.kind}>{t(kinds[suggestion.kind].name)}</span>
          </div>
        ))}
      </div>
    </>
  );
}

/** The text as it was when typing last paused. */
function usePause(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
