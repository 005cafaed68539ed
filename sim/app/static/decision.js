// The page on which a study is decided: sliders of price and belief, and a map on which both can be picked.

const sliders = document.getElementById("sliders");
const price = document.getElementById("price");
const rank = document.getElementById("rank");
const map = document.getElementById("map");
const reading = document.getElementById("reading");
const problem = document.getElementById("problem");
const LEFT = 56, RIGHT = 12, TOP = 22, BOTTOM = 36, WIDTH = 560, HEIGHT = 330; // of the map, as the server draws it
const { study, belief, structure } = sliders.dataset;
const low = Number(sliders.dataset.low), high = Number(sliders.dataset.high), steps = Number(sliders.dataset.steps);
let values = [], ranks = [];
let moves = 0, shown = 0, running = false;

const priceOf = () => low * (high / low) ** (Number(price.value) / steps);

async function ask() {
  const mine = ++moves;
  if (running) return; // the newest move is asked for when the answer is there
  running = true;
  document.getElementById("answer").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/api/decide", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ study, belief, structure, price: priceOf(), rank: Number(rank.value) / 100 }),
    });
    const found = await answer.json();
    problem.textContent = answer.ok ? "" : found.problem;
    if (answer.ok) put(found);
  } catch (error) {
    problem.textContent = `The server does not answer (${error.message}). Is escsim explore still running?`;
  }
  running = false;
  document.getElementById("answer").removeAttribute("aria-busy");
  shown = mine;
  sliders.dataset.move = mine;
  if (moves > mine) ask();
}

function put(found) {
  for (const name of ["map", "answer", "futures"]) document.getElementById(name).innerHTML = found[name];
  ({ values, ranks } = found);
  document.getElementById("price-words").textContent = found.words.price;
  document.getElementById("rank-words").textContent = found.words.value;
  price.setAttribute("aria-valuetext", found.words.price);
  rank.setAttribute("aria-valuetext", found.words.value);
}

sliders.addEventListener("input", ask);
sliders.addEventListener("submit", (event) => event.preventDefault());

// The place of a map under the pointer: how far along the belief, and up the price.
function placeOf(event) {
  const svg = event.target.closest("svg");
  if (!svg || !values.length) return null;
  const box = svg.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * WIDTH, y = ((event.clientY - box.top) / box.height) * HEIGHT;
  const across = Math.min(Math.max((x - LEFT) / (WIDTH - LEFT - RIGHT), 0), 1);
  const up = Math.min(Math.max(1 - (y - TOP) / (HEIGHT - TOP - BOTTOM), 0), 1);
  return { across: values[0] + across * (values.at(-1) - values[0]), up };
}

map.addEventListener("pointermove", (event) => {
  const place = placeOf(event);
  const area = place && document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.matches(".area"));
  if (!area) return;
  const most = { maximumSignificantDigits: 3 };
  const words = [place.across, low * (high / low) ** place.up].map((value) => value.toLocaleString("en", most));
  const { beliefTitle, priceTitle } = sliders.dataset;
  reading.textContent = `${beliefTitle} ${words[0]}, ${priceTitle} ${words[1]}: ${area.textContent}`;
});

map.addEventListener("click", (event) => {
  const place = placeOf(event);
  if (!place) return;
  const { across: value, up } = place;
  let nearest = 0;
  values.forEach((each, place) => { if (Math.abs(each - value) < Math.abs(values[nearest] - value)) nearest = place; });
  rank.value = Math.round(100 * ranks[nearest]);
  price.value = Math.round(steps * up);
  ask();
});

ask();
