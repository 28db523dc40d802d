import { i18n } from "@lingui/core";

import type { MessageId } from "./message-ids";

export type { MessageId };

/**
 * The text of a message in the visitor's language. Messages are ICU: `{count, plural, one {# item}
 * other {# items}}`. The language never changes while a page lives, so that this needs no hook.
 */
export function t(id: MessageId, values?: Record<string, string | number>): string {
  return i18n._(id, values);
}

/** Whether a message exists, for ids that are made of a server's code (`problem.${code}`). */
export function isMessageId(id: string): id is MessageId {
  return id in i18n.messages;
}

/** The language that is spoken, as a BCP 47 tag for `Intl` and the API. */
export function language(): string {
  return i18n.locale;
}
