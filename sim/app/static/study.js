// The page of a study: brushing of parallel coordinates.

const TOP = 46, BOTTOM = 12, HEIGHT = 330; // of the picture, as the server draws it
const SMALLEST = 0.015; // of an axis; less is a click, which lets the axis go
const svg = document.querySelector("svg.parallel");
const lines = [...svg.querySelectorAll(".future")].map((line) => ({
  line, places: line.dataset.places.split(",").map((text) => (text === "" ? NaN : Number(text))),
}));
const kept = document.getElementById("kept");
const bounds = new Map(); // axis: [low, high], from 0 to 1

function brushed() {
  let count = 0;
  for (const { line, places } of lines) {
    const inside = [...bounds].every(([axis, [low, high]]) => places[axis] >= low && places[axis] <= high);
    line.classList.toggle("out", !inside);
    count += inside;
  }
  for (const brush of svg.querySelectorAll(".brush")) {
    const bound = bounds.get(Number(brush.dataset.axis));
    const room = HEIGHT - TOP - BOTTOM;
    brush.setAttribute("y", bound ? TOP + (1 - bound[1]) * room : TOP);
    brush.setAttribute("height", bound ? Math.max((bound[1] - bound[0]) * room, 1) : 0);
  }
  for (const slider of document.querySelectorAll("#bounds input")) {
    const bound = bounds.get(Number(slider.dataset.axis)) ?? [0, 1];
    slider.value = Math.round(100 * (slider.dataset.end === "low" ? bound[0] : bound[1]));
  }
  kept.textContent = bounds.size ? `${count.toLocaleString("en")} of ${lines.length.toLocaleString("en")} lines kept` : "";
}

function bound(axis, low, high) {
  const whole = low <= 0 && high >= 1;
  if (whole || high - low < 0) bounds.delete(axis);
  else bounds.set(axis, [low, high]);
  brushed();
}

function placeOf(event) {
  const box = svg.getBoundingClientRect();
  const y = ((event.clientY - box.top) / box.height) * HEIGHT;
  return Math.min(Math.max(1 - (y - TOP) / (HEIGHT - TOP - BOTTOM), 0), 1);
}

for (const handle of svg.querySelectorAll(".handle")) {
  const axis = Number(handle.dataset.axis);
  let start = null;
  handle.addEventListener("pointerdown", (event) => {
    start = placeOf(event);
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const now = placeOf(event);
    if (Math.abs(now - start) >= SMALLEST) bound(axis, Math.min(start, now), Math.max(start, now));
  });
  handle.addEventListener("pointerup", (event) => {
    if (start !== null && Math.abs(placeOf(event) - start) < SMALLEST) bound(axis, 0, 1);
    start = null;
  });
}

document.getElementById("bounds").addEventListener("input", (event) => {
  const axis = Number(event.target.dataset.axis);
  const end = (name) => Number(document.querySelector(`#bounds [data-axis="${axis}"][data-end="${name}"]`).value) / 100;
  bound(axis, Math.min(end("low"), end("high")), Math.max(end("low"), end("high")));
});
