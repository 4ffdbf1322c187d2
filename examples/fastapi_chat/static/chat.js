// The page: what is asked, what is answered, and which conversation it belongs to.

import { Offline, call, newId } from "./api.js";
import { Attachments } from "./attachments.js";
import { Conversations } from "./conversations.js";
import { find } from "./dom.js";
import { readInputs, showIntro } from "./inputs.js";
import { AnswerView, addEarlier, addQuestion, clear, toEnd } from "./messages.js";
import { watch } from "./watch.js";

const textarea = find("question");
const moreMessages = find("more-messages");

let current = null; // the conversation that is shown: {id, inputs}; null for one that has not begun
let earliest = null; // its first message on the page
let answering = null; // the answer that is being made: {id, end}

const attachments = new Attachments((error) => notice(error.message));
const conversations = new Conversations({
  open: (conversation) => show(conversation),
  deleted: (conversation) => current?.id === conversation.id && show(null),
  trouble: (error) => notice(error.message),
});

function notice(words = "") {
  find("notice").textContent = words;
}

// Asking.

function send() {
  const query = textarea.value.trim();
  if (!query || answering) return;
  if (!attachments.areReady) return notice("A file is still being uploaded.");
  const inputs = current ? current.inputs : readInputs();
  if (inputs === null) return notice("Please fill in the form first.");
  textarea.value = "";
  const files = attachments.take();
  addQuestion(query, files);
  find("intro").hidden = true;
  ask(newId(), { query, files, inputs, conversation_id: current?.id ?? null });
}

// Has it answered. An id is asked once, however often this is called with it.
async function ask(id, question) {
  const view = follow(id, question, null);
  try {
    await call("PUT", `answers/${id}`, question);
  } catch (error) {
    if (answering?.id !== id) return;
    done();
    // What never arrived may be sent again as it is; what was refused would be refused again, and is asked anew.
    view.fail(error.message, () => ask(error instanceof Offline ? id : newId(), question));
    return;
  }
  if (answering?.id === id) answering.start();
}

// Shows an answer as it grows.
function follow(id, question, conversation) {
  const view = new AnswerView();
  view.begin();
  const on = {
    tell(name, data) {
      if (name === "text") view.add(data.text);
      else if (name === "replace") view.show(data.text);
      else if (name === "step") view.step(data.title);
      else if (name === "file") view.addFile(data);
      else if (name === "begun") begun(data.conversation_id, question);
      else {
        done();
        if (name === "done") {
          view.finish(data.sources, data.stopped);
          notice(data.stopped ? "Stopped." : "");
        } else {
          view.fail(data.message, () => ask(newId(), { ...question, conversation_id: current?.id ?? null }));
        }
        conversations.refresh();
      }
    },
    connected: (yes) => notice(yes ? "" : "The connection is lost. Trying to connect again …"),
    gone() {
      done();
      if (current) show(current); // Dify has saved what was answered
      else view.fail("The server has lost this answer.", () => ask(newId(), question));
    },
  };
  answering = { id, end: () => {}, start: () => (answering.end = watch(id, on)) };
  busy(true);
  if (conversation) answering.start();
  return view;
}

function begun(conversationId, question) {
  if (current?.id !== conversationId) {
    current = { id: conversationId, inputs: question.inputs };
    history.replaceState(null, "", `#${conversationId}`);
    conversations.mark(conversationId);
    conversations.refresh();
  }
}

function done() {
  answering?.end();
  answering = null;
  busy(false);
}

function busy(yes) {
  const hadFocus = document.activeElement === find("stop");
  find("send").hidden = yes;
  find("stop").hidden = !yes;
  find("stop").disabled = false;
  if (hadFocus) textarea.focus();
}

async function stop() {
  const { id } = answering;
  find("stop").disabled = true;
  try {
    await call("POST", `answers/${id}/stop`);
  } catch (error) {
    find("stop").disabled = false;
    notice(error.message);
  }
}

// Conversations.

async function show(conversation) {
  done();
  notice();
  clear();
  attachments.clear();
  closeMenu();
  current = conversation;
  earliest = null;
  moreMessages.hidden = true;
  find("intro").hidden = conversation !== null;
  history.replaceState(null, "", conversation ? `#${conversation.id}` : location.pathname);
  conversations.mark(conversation?.id);
  textarea.focus({ preventScroll: true });
  if (!conversation) return;
  try {
    const page = await readMessages(conversation);
    if (!page) return;
    if (page.being_made) {
      const question = { query: page.being_made.query, files: [], inputs: conversation.inputs };
      addQuestion(question.query, []);
      follow(page.being_made.id, question, conversation);
    }
    toEnd();
  } catch (error) {
    if (current !== conversation) return;
    if (error.status === 404) show(null);
    notice(error.message);
  }
}

async function readMessages(conversation) {
  const page = await call("GET", `conversations/${conversation.id}${earliest ? `?first_id=${earliest}` : ""}`);
  if (current !== conversation) return null; // another one was opened meanwhile
  addEarlier(page.messages);
  earliest = page.messages[0]?.id ?? earliest;
  moreMessages.hidden = !page.has_more;
  return page;
}

moreMessages.onclick = () => readMessages(current).catch((error) => notice(error.message));

// The menu, which on narrow screens lies over the page.

const isNarrow = matchMedia("(max-width: 48rem)");

function openMenu() {
  document.body.classList.add("menu");
  find("backdrop").hidden = false;
  find("menu").ariaExpanded = "true";
  find("main").inert = true;
  find("sidebar").inert = false;
  find("new").focus();
}

function closeMenu() {
  const wasOpen = document.body.classList.contains("menu");
  document.body.classList.remove("menu");
  find("backdrop").hidden = true;
  find("menu").ariaExpanded = "false";
  find("main").inert = false;
  find("sidebar").inert = isNarrow.matches;
  if (wasOpen) find("menu").focus();
}

isNarrow.onchange = closeMenu;
find("menu").onclick = openMenu;
find("backdrop").onclick = closeMenu;
addEventListener("keydown", (event) => event.key === "Escape" && !find("confirm").open && closeMenu());

find("new").onclick = () => show(null);
find("stop").onclick = stop;
find("composer").onsubmit = (event) => {
  event.preventDefault();
  send();
};
textarea.onkeydown = (event) => {
  // While an input method is open, Enter is its own.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
};

async function begin() {
  closeMenu();
  try {
    const app = await call("GET", "app");
    document.title = find("title").textContent = app.name;
    find("attach").hidden = !app.takes_files;
    showIntro(app, (text) => {
      textarea.value = text;
      send();
    });
    await conversations.refresh();
    const id = location.hash.slice(1);
    if (id) await show(conversations.find(id) ?? { id, inputs: {} });
  } catch (error) {
    notice(error.message);
  }
}

begin();
