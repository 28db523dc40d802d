import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** In the place of a page that is for customers: leads to the sign-in, and from there back. */
export function ToSignIn() {
  const router = useRouter();
  // Kept as it was: on the way to the sign-in the present location is the sign-in already.
  const [next] = useState(() => router.latestLocation.href);
  useEffect(() => {
    void router.navigate({ to: "/sign-in", search: { next }, replace: true });
  }, [router, next]);
  return null;
}
