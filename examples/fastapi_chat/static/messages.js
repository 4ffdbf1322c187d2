// What has been said, as it stands on the page.

import { find, make } from "./dom.js";
import { render } from "./markdown.js";

const log = find("log");
const list = find("messages");

// Changes the page; who reads the end of it goes on reading the end.
export function keepingPlace(change) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  change();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
}

export function clear() {
  list.replaceChildren();
}

// Adds earlier messages above those that are there, and keeps the place of who is reading.
export function addEarlier(messages) {
  const before = log.scrollHeight;
  list.prepend(...messages.flatMap(turn));
  log.scrollTop += log.scrollHeight - before;
}

export function addQuestion(text, files) {
  list.append(question(text, files));
  toEnd();
}

function turn(message) {
  const answer = new AnswerView();
  answer.show(message.answer);
  for (const file of message.made) answer.addFile(file);
  answer.finish(message.sources);
  if (message.failed) answer.fail("The app failed to answer this.");
  return [question(message.query, message.files), answer.element];
}

function question(text, files = []) {
  const element = make("article", { className: "question" }, make("h2", { className: "hidden", textContent: "You" }));
  element.append(make("p", { textContent: text }));
  if (files.length) {
    const names = files.map((file) => make("li", { textContent: file.name }));
    element.append(make("ul", { className: "chips", ariaLabel: "Files" }, ...names));
  }
  return element;
}

// One answer. Its text is drawn at most once per frame, however fast it comes.
export class AnswerView {
  #text = "";
  #frame = null;
  #body = make("div", { className: "text" });
  #step = make("p", { className: "step" });
  #end = make("div");

  constructor() {
    this.element = make("article", { className: "answer" }, make("h2", { className: "hidden", textContent: "Answer" }));
    this.element.append(this.#body, this.#step, this.#end);
  }

  begin() {
    this.element.classList.add("growing");
    this.element.setAttribute("aria-busy", "true");
    keepingPlace(() => list.append(this.element));
  }

  add(text) {
    this.#text += text;
    this.#step.textContent = "";
    this.#frame ??= requestAnimationFrame(() => keepingPlace(() => this.#draw()));
  }

  show(text) {
    this.#text = text;
    this.#draw();
  }

  step(title) {
    keepingPlace(() => (this.#step.textContent = `${title} …`));
  }

  addFile({ type, url }) {
    if (!/^https?:/i.test(url)) return;
    const link = make("a", { href: url, textContent: `Open the ${type}`, target: "_blank", rel: "noopener noreferrer" });
    keepingPlace(() => this.#end.append(make("p", {}, link)));
  }

  finish(sources = [], isStopped = false) {
    keepingPlace(() => {
      this.#draw();
      this.#step.textContent = "";
      this.element.classList.remove("growing");
      this.element.removeAttribute("aria-busy");
      if (sources.length) this.#end.append(make("p", { className: "note", textContent: `Sources: ${sources.join(", ")}` }));
      if (isStopped) this.#end.append(make("p", { className: "note", textContent: "Stopped" }));
    });
  }

  fail(words, again) {
    this.finish();
    const error = make("div", { className: "error" }, make("p", { textContent: words }));
    error.setAttribute("role", "alert");
    if (again) {
      const retry = () => {
        this.element.remove();
        again();
      };
      error.append(make("button", { type: "button", className: "plain", textContent: "Try again", onclick: retry }));
    }
    keepingPlace(() => this.#end.append(error));
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#body.replaceChildren(render(this.#text));
  }
}
