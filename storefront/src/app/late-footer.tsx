import { lazy, Suspense, useEffect, useRef, useState } from "react";

import styles from "./shell.module.css";

const Footer = lazy(async () => ({ default: (await import("./footer")).Footer }));

/** Signs that somebody has begun to use the page, and may be at its end soon. */
const signs = ["pointermove", "touchstart", "keydown", "wheel", "scroll"] as const;

/** The footer is never in a first view: it comes with the first move, or when it would be seen. */
export function LateFooter() {
  const place = useRef<HTMLDivElement>(null);
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const due = () => setDue(true);
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && due());
    if (place.current) observer.observe(place.current);
    for (const sign of signs) window.addEventListener(sign, due, { once: true, passive: true });
    return () => {
      observer.disconnect();
      for (const sign of signs) window.removeEventListener(sign, due);
    };
  }, []);
  return (
    <div ref={place} className={styles.footerPlace}>
      {isDue && (
        <Suspense>
          <Footer />
        </Suspense>
      )}
    </div>
  );
}
