import { createElement, Fragment, type ReactNode } from "react";

/** The tags that the catalog keeps in a description (core_services/catalog/descriptions.py). */
export const proseTags = [
  ...["p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "strong", "em", "b", "i", "u", "s"],
  ...["h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "sub", "sup", "span", "div"],
  ...["table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "a", "small"],
];
const empty = new Set(["br", "hr"]);
const dangerous = new Set(["script", "style", "iframe", "object", "template", "noscript"]);

/** A description as it will look: its prose tags alone, without attributes but a link's address. */
export function Prose({ html }: { html: string }) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return <>{[...body.childNodes].map(toReact)}</>;
}

function toReact(node: ChildNode, index: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const tag = node.tagName.toLowerCase();
  if (dangerous.has(tag)) return null;
  if (empty.has(tag)) return createElement(tag, { key: index });
  const children = [...node.childNodes].map(toReact);
  if (!proseTags.includes(tag)) return <Fragment key={index}>{children}</Fragment>;
  return createElement(tag, { key: index, ...attributesOf(node, tag) }, ...children);
}

function attributesOf(element: Element, tag: string): Record<string, string> {
  const href = tag === "a" ? element.getAttribute("href") : null;
  return href && /^(https?:|mailto:|tel:)/i.test(href) ? { href } : {};
}
