// The what-if page: a change of a control asks the server for the parts of the page that follow from it.
// One request is under way at a time; what is changed meanwhile is asked for when it is back, the latest only.

import { again } from "./chart.js";

const DEBOUNCE_MS = 25;
const RETRY_MS = 400;
const form = document.getElementById("controls");
const results = document.getElementById("results");
const status = document.getElementById("status");
const problem = document.getElementById("problem");
const presets = JSON.parse(document.getElementById("presets").textContent);
const tab = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
const controls = [...form.querySelectorAll("[name]")];

let number = 0; // of the last move that was asked for
let underWay = false;
let timer = null;
let changedAt = performance.now(); // when the first change came that is not drawn yet
let waiting = true;
let address = [...new URLSearchParams(location.search)]; // until it is read: the server tells what of it is not used

const textOf = (control) => (control.type === "checkbox" ? String(control.checked) : control.value);

function setTo(control, text) {
  if (control.type === "checkbox") control.checked = text === "true";
  else control.value = text;
}

function pairs() {
  return controls.map((control) => [control.name, textOf(control)]);
}

function query() {
  const changed = controls.filter((control) => textOf(control) !== control.dataset.default);
  return new URLSearchParams(changed.map((control) => [control.name, textOf(control)])).toString();
}

function tell() {
  // The numbers beside the sliders, and which controls have an effect.
  for (const control of controls) {
    if (control.type === "range") {
      const unit = control.dataset.unit;
      const words = unit === "day" ? `day ${control.value}` : `${control.value} ${unit}`.trim();
      control.nextElementSibling.textContent = words;
      control.setAttribute("aria-valuetext", words);
    }
  }
  const values = new Map(pairs());
  for (const box of form.querySelectorAll("[data-when]")) {
    const holds = (word) => {
      const [name, some] = word.split("=");
      return some.split("|").includes(values.get(name));
    };
    const on = box.dataset.when.split(" ").filter(Boolean).every(holds);
    box.classList.toggle("off", !on);
    for (const control of box.querySelectorAll("[name]")) control.disabled = !on;
  }
}

function changed(event) {
  address = null;
  if (!waiting) changedAt = event.timeStamp;
  waiting = true;
  tell();
  clearTimeout(timer);
  timer = setTimeout(ask, DEBOUNCE_MS);
}

async function ask() {
  if (underWay) return; // it asks again when it is back
  underWay = true;
  waiting = false;
  const began = changedAt;
  const asked = ++number;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/api/whatif", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ state: address ?? pairs(), tab, number: asked }),
    });
    const found = await answer.json();
    if (answer.status === 503) {
      waiting = true;
      changedAt = began;
      status.textContent = "Others are being served; this page waits its turn";
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (1 + Math.random())));
    } else if (!answer.ok) {
      problem.textContent = found.problem;
      status.textContent = "Not run";
    } else {
      draw(found, began);
    }
  } catch (error) {
    problem.textContent = `The server does not answer (${error.message}). Is escsim explore still running?`;
  } finally {
    underWay = false;
    if (!waiting) results.removeAttribute("aria-busy");
    else timer = setTimeout(ask, 0);
  }
}

function draw(found, began) {
  const received = performance.now();
  for (const [name, html] of Object.entries(found.parts)) document.getElementById(name).innerHTML = html;
  again(document.getElementById("fans"));
  problem.textContent = "";
  address = null;
  history.replaceState(null, "", query() ? `/?${query()}` : "/");
  const asked = number;
  requestAnimationFrame(() => setTimeout(() => { // after the frame has been painted
    const drawn = performance.now();
    const moves = { total: drawn - began, draw: drawn - received, ...found.seconds };
    results.dataset.move = String(asked);
    results.dataset.times = JSON.stringify(moves);
    status.textContent = `${found.pairs.toLocaleString("en")} pairs of replications, ${((drawn - began) / 1000).toFixed(2)} s`;
  }));
}

form.addEventListener("input", (event) => {
  const preset = event.target.dataset.preset;
  if (preset) {
    const values = presets[event.target.value] ?? {};
    for (const control of controls) {
      const name = control.name.startsWith(`${preset}.`) ? control.name.slice(2) : null;
      if (name !== null && name in values) setTo(control, values[name]);
    }
    event.target.value = "";
  }
  changed(event);
});
form.addEventListener("submit", (event) => event.preventDefault());

// A click on a policy's chart leads to what it is made of.
results.addEventListener("picked", (event) => form.querySelector(`fieldset.${event.detail} [name]`)?.focus());

document.getElementById("reset").addEventListener("click", (event) => {
  for (const control of controls) setTo(control, control.dataset.default);
  changed(event);
});

document.getElementById("words").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    status.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    status.textContent = "Selected: copy it with the keys of your system";
  }
});

tell();
ask();
