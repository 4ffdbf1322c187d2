// The list of conversations: open, rename, delete.

import { call } from "./api.js";
import { find, iconButton, make } from "./dom.js";

const list = find("conversations");
const more = find("more-conversations");

// open(conversation) shows one; deleted(conversation) hears that one is gone; trouble(error) tells what went wrong.
export class Conversations {
  #all = [];
  #current = null;
  #on;

  constructor(on) {
    this.#on = on;
    more.onclick = () => this.#load(this.#all.at(-1).id);
  }

  find(id) {
    return this.#all.find((one) => one.id === id);
  }

  mark(id) {
    this.#current = id;
    this.#draw();
  }

  refresh() {
    return this.#load(null);
  }

  async #load(after) {
    try {
      const page = await call("GET", `conversations${after ? `?last_id=${after}` : ""}`);
      this.#all = [...(after ? this.#all : []), ...page.conversations];
      more.hidden = !page.has_more;
      this.#draw();
    } catch (error) {
      this.#on.trouble(error);
    }
  }

  #draw() {
    list.replaceChildren(...this.#all.map((one) => this.#row(one)));
  }

  #row(conversation) {
    const name = conversation.name || "Unnamed";
    const open = make("button", { type: "button", className: "plain name", textContent: name, title: name });
    open.onclick = () => this.#on.open(conversation);
    if (conversation.id === this.#current) open.setAttribute("aria-current", "true");
    const row = make("li", {}, open);
    row.append(
      iconButton("rename", `Rename ${name}`, () => this.#rename(conversation, row)),
      iconButton("delete", `Delete ${name}`, () => this.#delete(conversation, name)),
    );
    return row;
  }

  #rename(conversation, row) {
    const input = make("input", { value: conversation.name, ariaLabel: "New name", required: true });
    const form = make("form", { className: "rename" }, input);
    const back = () => {
      this.#draw();
      this.#focus(conversation);
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      const name = input.value.trim();
      if (!name) return;
      try {
        await call("PATCH", `conversations/${conversation.id}`, { name });
        conversation.name = name;
      } catch (error) {
        this.#on.trouble(error);
      }
      back();
    };
    input.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      back();
    };
    row.replaceChildren(form);
    input.select();
  }

  async #delete(conversation, name) {
    const dialog = find("confirm");
    find("confirm-text").textContent = `Delete “${name}” with all its messages?`;
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
    if (dialog.returnValue !== "yes") return;
    try {
      await call("DELETE", `conversations/${conversation.id}`);
      this.#all = this.#all.filter((one) => one !== conversation);
      this.#draw();
      this.#on.deleted(conversation);
    } catch (error) {
      this.#on.trouble(error);
    }
  }

  #focus(conversation) {
    list.children[this.#all.indexOf(conversation)]?.querySelector("button")?.focus();
  }
}
