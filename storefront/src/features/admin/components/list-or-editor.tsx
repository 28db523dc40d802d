import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";

interface ListOrEditorProps {
  list: ReactNode;
  /**
   * The form for the thing with this id; `new` for one that is being made. `onDone` leads back to
   * the list after saving, `onClose` asks first when something is unsaved.
   */
  editor: (id: string, onDone: () => void, onClose: () => void) => ReactNode;
}

/** A list, or in its place the form of the thing that the address names (`?id=`). */
export function ListOrEditor({ list, editor }: ListOrEditorProps) {
  const { id } = useSearch({ strict: false });
  const navigate = useNavigate();
  const before = useRef(id);
  // The path stays the same, so the shell does not notice that this is another content.
  useEffect(() => {
    if (before.current === id) return;
    before.current = id;
    document.getElementById("content")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [id]);
  const leave = (ignoreBlocker: boolean) => () =>
    void navigate({ to: ".", search: {}, ignoreBlocker });
  if (!id) return list;
  return <div key={id}>{editor(id, leave(true), leave(false))}</div>;
}
