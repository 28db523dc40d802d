import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

/** A screen reader goes on reading where the focus is: after a navigation, at the new content. */
export function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const previous = useRef(path);
  useEffect(() => {
    if (previous.current === path) return;
    previous.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}
