// Calls to the page's own server. What goes wrong is an Error whose message is for people.

export class Offline extends Error {
  constructor() {
    super("The server cannot be reached. Please check the connection and try again.");
  }
}

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function call(method, path, body) {
  const isForm = body instanceof FormData;
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: body && !isForm ? { "Content-Type": "application/json" } : {},
      body: isForm ? body : body && JSON.stringify(body),
    });
  } catch {
    throw new Offline();
  }
  const text = await response.text().catch(() => {
    throw new Offline();
  });
  if (!response.ok) throw new Refused(words(text), response.status);
  return text ? JSON.parse(text) : null;
}

function words(text) {
  try {
    const { detail } = JSON.parse(text);
    if (typeof detail === "string") return detail;
  } catch {
    // a proxy's page, say
  }
  return "The server could not do this. Please try again.";
}

// An id that nobody guesses, also where the page is served without TLS and crypto.randomUUID does not exist.
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
