// What an app asks for before the first question, as a form.

import { find, make } from "./dom.js";

let form = null;

export function showIntro(app, ask) {
  const parts = [make("h2", { textContent: app.name })];
  const words = app.opening || app.description;
  if (words) parts.push(make("p", { textContent: words }));
  form = app.fields.length ? make("form", { className: "inputs" }, ...app.fields.map(field)) : null;
  if (form) {
    form.onsubmit = (event) => event.preventDefault();
    parts.push(form);
  }
  const buttons = app.suggestions.map((text) =>
    make("button", { type: "button", className: "suggestion", textContent: text, onclick: () => ask(text) }),
  );
  if (buttons.length) parts.push(make("div", { className: "suggestions" }, ...buttons));
  find("intro").replaceChildren(...parts);
}

// The values by name; null when something that is needed is missing, which the form then says.
export function readInputs() {
  if (!form) return {};
  if (!form.reportValidity()) return null;
  const values = {};
  for (const control of form.elements) {
    if (control.type === "checkbox") values[control.name] = control.checked;
    else if (control.value) values[control.name] = control.type === "number" ? Number(control.value) : control.value;
  }
  return values;
}

function field({ name, label, type, required, options, max_length, default: value }) {
  const control = make(type === "paragraph" ? "textarea" : type === "select" ? "select" : "input", { name });
  if (type === "checkbox") {
    control.type = "checkbox";
    control.checked = Boolean(value);
    return make("label", { className: "check" }, control, ` ${label}`);
  }
  if (type === "number") Object.assign(control, { type: "number", step: "any" });
  if (type === "select") control.append(make("option", { value: "", textContent: "" }), ...options.map((text) => make("option", { textContent: text })));
  else if (max_length && type !== "number") control.maxLength = max_length;
  control.required = required;
  control.value = value ?? "";
  return make("label", {}, make("span", { textContent: required ? label : `${label} (optional)` }), control);
}
