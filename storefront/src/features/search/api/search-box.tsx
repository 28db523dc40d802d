import { useNavigate, useSearch } from "@tanstack/react-router";
import {
  type KeyboardEvent,
  lazy,
  Suspense,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";

import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import styles from "./search-box.module.css";

const Suggestions = lazy(() => import("../suggestions"));

/** Closed, or open with so many suggestions, one of which may be marked. */
const closed = { isOpen: false, marked: -1 };

/**
 * The search field: a form that works by itself. What suggests is fetched when the field is first
 * used; the field then is a combobox as the ARIA Authoring Practices have it.
 */
export function SearchBox() {
  const navigate = useNavigate();
  const [text, setText] = useText();
  const [isUsed, setIsUsed] = useState(false);
  const [list, setList] = useState(closed);
  const [count, setCount] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useShortcut(input);
  const isExpanded = list.isOpen && count > 0;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setList(closed);
    input.current?.blur();
    void navigate({ to: "/search", search: text.trim() ? { q: text.trim() } : {} });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const marked = move(event.key, list.marked, count);
    if (marked !== undefined) setList({ isOpen: true, marked });
    else if (event.key === "Escape" && isExpanded) setList(closed);
    else if (event.key === "Enter" && isExpanded && list.marked >= 0) {
      document.getElementById(`${id}-${list.marked}`)?.click();
    } else return;
    event.preventDefault();
  };
  return (
    <div role="search" className={styles.box}>
      <form action="/search" onSubmit={submit}>
        <input
          ref={input}
          type="search"
          name="q"
          role="combobox"
          aria-label={t("search.boxLabel")}
          aria-autocomplete="list"
          aria-keyshortcuts="/"
          aria-expanded={isExpanded}
          aria-controls={id}
          aria-activedescendant={
            isExpanded && list.marked >= 0 ? `${id}-${list.marked}` : undefined
          }
          placeholder={t("search.boxPlaceholder")}
          autoComplete="off"
          enterKeyHint="search"
          maxLength={200}
          value={text}
          onFocus={() => setIsUsed(true)}
          onBlur={() => setList(closed)}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            setList({ isOpen: true, marked: -1 });
          }}
        />
        <button type="submit" aria-label={t("common.search")}>
          <Icon name="search" />
        </button>
      </form>
      <Suspense>
        {isUsed && (
          <Suggestions
            id={id}
            text={text}
            isOpen={list.isOpen}
            marked={list.marked}
            onFound={setCount}
            onDone={() => setList(closed)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** What is typed; the words of a search page until something else is. */
function useText() {
  const words = useSearch({ strict: false, select: ({ q = "" }: { q?: string }) => q });
  const [draft, setDraft] = useState({ words, text: words });
  const text = draft.words === words ? draft.text : words;
  return [text, (typed: string) => setDraft({ words, text: typed })] as const;
}

/** Where a key moves the mark to: past either end back to the text, or undefined for other keys. */
function move(key: string, marked: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === "ArrowDown") return marked + 1 < count ? marked + 1 : -1;
  if (key === "ArrowUp") return marked >= 0 ? marked - 1 : count - 1;
  return undefined;
}

/** `/` leads to the field, as on many sites, unless it is being typed somewhere. */
function useShortcut(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent) => {
      const { key, target, altKey, ctrlKey, metaKey } = event;
      const isTyping = target instanceof Element && target.closest("input,textarea,select,dialog");
      if (key !== "/" || altKey || ctrlKey || metaKey || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [input]);
}
