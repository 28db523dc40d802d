/** A form's text without the space around it; undefined when there is none. */
export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return (typeof value === "string" && value.trim()) || undefined;
}

/** The form's texts of these names, as an address takes them: an empty one is left out. */
export function textsOf<Name extends string>(form: FormData, ...names: readonly Name[]) {
  const texts = names.map((name) => [name, textOf(form, name)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text)) as Partial<Record<Name, string>>;
}
