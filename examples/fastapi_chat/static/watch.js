// Follows an answer by server-sent events, through any number of lost connections, so that each event is told once and in order.

import { call } from "./api.js";

const NAMES = ["begun", "step", "text", "replace", "file", "done", "failed"];
const PATIENCE = 2000; // milliseconds before a new attempt where the browser makes none by itself

// tell(name, data) gets each event; connected(yes) hears of the connection; gone() that the server does not have the answer any more.
// Returns a function that ends it.
export function watch(id, { tell, connected, gone }) {
  let last = 0;
  let source = null;
  let timer = null;
  let isOver = false;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`/api/answers/${id}/events?after=${last}`);
    source.onopen = () => connected(true);
    source.onerror = lost;
    for (const name of NAMES) source.addEventListener(name, take);
  }

  function take(event) {
    const number = Number(event.lastEventId);
    if (isOver || number <= last) return;
    last = number;
    if (event.type === "done" || event.type === "failed") end();
    tell(event.type, JSON.parse(event.data));
  }

  async function lost() {
    if (isOver) return;
    connected(false);
    if (source.readyState !== EventSource.CLOSED) return; // the browser connects again, and says where it was
    try {
      await call("GET", `answers/${id}`);
    } catch (error) {
      if (!isOver && error.status === 404) {
        end();
        gone();
        return;
      }
    }
    if (!isOver) timer = setTimeout(open, PATIENCE);
  }

  // Without a network no error comes: the connection would stay open, and silent for ever, also on the network that comes next.
  function wentOffline() {
    clearTimeout(timer);
    source.close();
    connected(false);
  }

  function end() {
    isOver = true;
    clearTimeout(timer);
    source.close();
    removeEventListener("offline", wentOffline);
    removeEventListener("online", open);
  }

  addEventListener("offline", wentOffline);
  addEventListener("online", open);
  open();
  return end;
}
