// Files that go with the next question. Each is uploaded as soon as it is chosen.

import { call } from "./api.js";
import { find, iconButton, make } from "./dom.js";

const list = find("files");

export class Attachments {
  #chosen = [];

  constructor(trouble) {
    const input = find("file");
    const add = (files) => [...files].forEach((file) => this.#add(file, trouble));
    input.onchange = () => {
      add(input.files);
      input.value = "";
    };
    const question = find("question");
    question.addEventListener("paste", (event) => {
      if (find("attach").hidden || !event.clipboardData.files.length) return;
      event.preventDefault();
      add(event.clipboardData.files);
    });
  }

  get areReady() {
    return this.#chosen.every((one) => one.uploaded);
  }

  // The uploaded files, which are the question's now.
  take() {
    const files = this.#chosen.map((one) => one.uploaded);
    this.clear();
    return files;
  }

  clear() {
    this.#chosen = [];
    list.replaceChildren();
  }

  async #add(file, trouble) {
    const state = make("span", { className: "state", textContent: "uploading …" });
    const one = { chip: make("li", { ariaBusy: "true" }, make("span", { className: "file", textContent: file.name }), state) };
    const drop = () => {
      this.#chosen = this.#chosen.filter((other) => other !== one);
      one.chip.remove();
    };
    one.chip.append(iconButton("remove", `Remove ${file.name}`, drop));
    this.#chosen.push(one);
    list.append(one.chip);
    const form = new FormData();
    form.append("file", file);
    try {
      one.uploaded = await call("POST", "files", form);
      one.chip.ariaBusy = "false";
      state.remove();
    } catch (error) {
      drop();
      trouble(new Error(`${file.name}: ${error.message}`));
    }
  }
}
