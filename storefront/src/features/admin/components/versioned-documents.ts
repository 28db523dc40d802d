import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { announce } from "@/components/announcer";
import { t } from "@/i18n/t";

import { isVersionConflict } from "./version-conflict";

/** A thing that staff edit: a change names the version that it was made from. */
export interface Stored<Data> {
  id: string;
  version: number;
  data: Data;
}

interface Doors<Data> {
  /** The list that shows these things; read again after each change. */
  listKey: QueryKey;
  create: (data: Data) => Promise<unknown>;
  replace: (id: string, version: number, data: Data) => Promise<unknown>;
  remove: (id: string, version: number) => Promise<unknown>;
  /** The thing as it is saved now, for when somebody else saved in between. */
  readAgain: (id: string) => Promise<Stored<Data> | undefined>;
}

/** Saving and removing one thing, with what somebody else saved in between (`theirs`). */
export function useStored<Data>(
  stored: Stored<Data> | undefined,
  doors: Doors<Data>,
  onDone: () => void,
) {
  const queryClient = useQueryClient();
  const [theirs, setTheirs] = useState<Stored<Data>>();
  const readAgain = async (error: unknown) => {
    if (stored && isVersionConflict(error)) setTheirs(await doors.readAgain(stored.id));
  };
  const finish = async (words: string) => {
    await queryClient.invalidateQueries({ queryKey: doors.listKey });
    announce(words);
    onDone();
  };
  const save = useMutation({
    mutationFn: ({ data, version }: { data: Data; version: number }) =>
      stored ? doors.replace(stored.id, version, data) : doors.create(data),
    onSuccess: () => finish(t(stored ? "admin.saved" : "admin.created")),
    onError: readAgain,
  });
  const remove = useMutation({
    mutationFn: async () => {
      if (stored) await doors.remove(stored.id, (theirs ?? stored).version);
    },
    onSuccess: () => finish(t("admin.deleted")),
    onError: readAgain,
  });
  return { save, remove, theirs, setTheirs };
}

/** The header that names the version a change is made from. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}
