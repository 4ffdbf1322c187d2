// Markdown as the nodes of a document. It comes from a model, and so from anybody: nothing in it may act, load or look like the page.

import { Marked } from "./vendor/marked.esm.js";
import DOMPurify from "./vendor/purify.es.mjs";

const marked = new Marked({ gfm: true, breaks: true });

// An image would be asked for at once, and tell whatever stands in its address to whoever owns it. A link waits for a click.
marked.use({
  renderer: {
    image({ href, text }) {
      const link = document.createElement("a");
      link.setAttribute("href", href);
      link.textContent = text || href;
      return link.outerHTML;
    },
  },
});

const ALLOWED = {
  ALLOWED_TAGS: [
    ..."h1 h2 h3 h4 h5 h6 p br hr blockquote pre code ul ol li table thead tbody tr th td a em strong del sub sup".split(" "),
  ],
  ALLOWED_ATTR: ["href", "title", "align", "start"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer nofollow");
});

// Models that think aloud put it in think tags before the answer.
const THOUGHTS = /^\s*<think>([\s\S]*?)(?:<\/think>|$)/;

export function render(text) {
  const result = document.createDocumentFragment();
  const thoughts = THOUGHTS.exec(text);
  if (thoughts) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Thoughts";
    details.append(summary, sanitised(thoughts[1]));
    result.append(details);
    text = text.slice(thoughts[0].length);
  }
  result.append(sanitised(text));
  for (const table of result.querySelectorAll("table")) scrollable(table);
  for (const code of result.querySelectorAll("pre")) code.tabIndex = 0; // so that the keyboard can scroll it
  return result;
}

function sanitised(text) {
  return DOMPurify.sanitize(marked.parse(text), ALLOWED);
}

function scrollable(table) {
  const box = document.createElement("div");
  box.className = "scroll";
  box.tabIndex = 0;
  table.replaceWith(box);
  box.append(table);
}
