// Charts that answer: values under the pointer, zoom by dragging, back by a double click.
// The server draws every chart as SVG and says its numbers; uPlot takes over where a pointer or the focus comes.

const sync = uPlot.sync("days");
const CLOSE = 14; // pixels from a mark that still are on it
const STILL = 4; // pixels that a pointer moves in a click
const charts = new Set();
let zoom = null; // the days that all charts show, while they do not show all

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (value) => {
  if (value === null) return "-";
  const size = value ? Math.floor(Math.log10(Math.abs(value))) : 0;
  return value.toLocaleString("en", { maximumFractionDigits: Math.max(2 - size, 0) }).replace("-", "−");
};
const signed = (value) => (value > 0 ? `+${number(value)}` : number(value));
const alpha = (share) => Math.round(255 * share).toString(16).padStart(2, "0");

function axes(size, more) {
  const look = { stroke: () => colour("--quiet"), font: "11px system-ui, sans-serif", ticks: { show: false } };
  const grid = { stroke: () => colour("--rule"), width: 1 };
  return [
    { ...look, size: 20, gap: 2, grid: { show: false }, ...more },
    { ...look, size, gap: 4, grid, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString("en").replace("-", "−")) },
  ];
}

function put(svg, options, data) {
  const box = svg.getBoundingClientRect();
  const holder = document.createElement("div");
  svg.after(holder);
  svg.classList.add("unseen"); // its words stay for who does not see
  const whole = { ...options, width: Math.round(box.width), height: Math.round(box.height), legend: { show: false } };
  const chart = new uPlot(whole, data, holder);
  charts.add(chart);
  return chart;
}

function valueOf(figure) {
  let value = figure.querySelector(".value");
  if (!value) {
    value = document.createElement("span");
    figure.querySelector("figcaption").append(value);
  }
  return value;
}

// The share of replications at or above each rung: areas on top of each other.
function ladder(svg) {
  const { days, ends, side, shares, dashed } = JSON.parse(svg.dataset.chart);
  const figure = svg.closest("figure");
  const value = valueOf(figure);
  const said = value.textContent;
  const read = (chart) => {
    const { idx } = chart.cursor;
    const reached = shares.map((share, place) => [place + 1, share[idx]]).filter(([, share]) => share > 0);
    const told = (reached.length ? reached : [[1, 0]]).slice(-3).map(([rung, share]) => `≥ ${rung}: ${number(share)} %`);
    value.textContent = idx == null ? said : `, day ${days[idx]}: ${told.join(", ")}`;
  };
  const area = { width: 0, points: { show: false }, fill: () => colour(`--${side}`) + alpha(0.24), fillTo: 0 };
  const line = { stroke: () => colour("--ink"), width: 1.1, dash: [4, 3], points: { show: false } };
  dayChart(svg, figure, side, {
    series: [{}, ...shares.map(() => area), ...dashed.map(() => line)],
    scales: { x: { time: false }, y: { range: () => ends } },
    hooks: { setCursor: [read], setScale: [zoomed] },
  }, [days, ...shares, ...dashed]);
}

// A chart of days: it zooms and reads with the others, and a click picks its policy.
function dayChart(svg, figure, side, options, data) {
  const filters = { pub: (type) => type.startsWith("mousemove") || type === "mouseleave" };
  const cursor = { y: false, points: { show: false }, sync: { key: sync.key, filters } };
  const chart = put(svg, { axes: axes(44), cursor, ...options }, data);
  if (zoom) chart.setScale("x", zoom);
  clicked(chart, () => figure.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: side })));
  figure.addEventListener("keydown", (event) => step(event, chart, data[0]));
}

function fan(svg) {
  const { days, ends, side, band, line, dashed } = JSON.parse(svg.dataset.chart);
  const [low, lower, , upper, high] = band; // none of what jumps
  const figure = svg.closest("figure");
  const value = valueOf(figure);
  const said = value.textContent;
  const hidden = { width: 0, points: { show: false } };
  const drawn = (stroke, more) => ({ stroke: () => colour(stroke), width: 1.8, points: { show: false }, ...more });
  const fill = (share) => () => colour(`--${side}`) + alpha(share);
  const read = (chart) => {
    const { idx } = chart.cursor;
    const middle = side === "d" ? signed(line[idx] ?? null) : number(line[idx] ?? null);
    const range = low ? `[${number(low[idx] ?? null)} to ${number(high[idx] ?? null)}]` : "";
    value.textContent = idx == null ? said : `, day ${days[idx]}: ${middle} ${range}`;
  };
  const edges = low ? [low, lower, upper, high] : [];
  const series = [{}, ...edges.map(() => hidden), drawn(`--${side}`)];
  series.push(...dashed.map(() => drawn("--ink", { width: 1.1, dash: [4, 3] })));
  dayChart(svg, figure, side, {
    series,
    bands: low ? [{ series: [4, 1], fill: fill(0.24) }, { series: [3, 2], fill: fill(0.42) }] : [],
    scales: { x: { time: false }, y: { range: () => ends } },
    hooks: { setCursor: [read], setScale: [zoomed], draw: side === "d" ? [zeroLine] : [] },
  }, [days, ...edges, line, ...dashed]);
}

function step(event, chart, days) {
  const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Escape") chart.setScale("x", { min: days[0], max: days.at(-1) });
  if (!move) return;
  const place = Math.min(Math.max((chart.cursor.idx ?? (move > 0 ? -1 : days.length)) + move, 0), days.length - 1);
  chart.setCursor({ left: chart.valToPos(days[place], "x"), top: 0 });
  event.preventDefault();
}

function zoomed(chart, scale) {
  const { min, max } = chart.scales.x;
  const days = chart.data[0];
  if (scale !== "x" || min == null || (zoom && zoom.min === min && zoom.max === max)) return;
  const whole = min <= days[0] && max >= days.at(-1);
  if (whole && !zoom) return;
  zoom = { min, max };
  for (const other of sync.plots) if (other !== chart) other.setScale("x", { min, max });
  if (whole) zoom = null;
}

function curve(svg) {
  const { x, y, box, ticks } = JSON.parse(svg.dataset.chart);
  const { width, height } = svg.viewBox.baseVal;
  const across = (text) => x[0] + ((Number(text) - box[0]) / (width - box[0] - box[1])) * (x[1] - x[0]);
  const up = (text) => y[0] + ((height - box[3] - Number(text)) / (height - box[2] - box[3])) * (y[1] - y[0]);
  const of = (mark, ...names) => names.map((name) => mark.getAttribute(name));
  const spots = [...svg.querySelectorAll("circle.future")].map((mark) => {
    const [cx, cy] = of(mark, "cx", "cy");
    return { mark, x: across(cx), y: up(cy) };
  });
  const strokes = [...svg.querySelectorAll(".interval, .mean")].map((mark) => {
    const [x1, x2, y1, y2, d] = of(mark, "x1", "x2", "y1", "y2", "d");
    const pairs = d ? d.slice(1).split("L").map((pair) => pair.split(",")) : [[x1, y1], [x2, y2]];
    return { mark, points: pairs.map(([left, down]) => [across(left), up(down)]) };
  });
  const reading = document.createElement("p");
  reading.className = "quiet reading";
  reading.textContent = "Drag to zoom, double-click to see all.";
  let nearest = null;
  const look = (chart) => {
    const { left, top } = chart.cursor;
    const away = ({ x: place, y: value }) => Math.hypot(chart.valToPos(place, "x") - left, chart.valToPos(value, "y") - top);
    nearest = spots.reduce((best, spot) => (best && away(best) <= away(spot) ? best : spot), null);
    if (nearest && away(nearest) > CLOSE) nearest = null;
    chart.over.style.cursor = nearest ? "pointer" : "crosshair";
    if (nearest) reading.textContent = nearest.mark.textContent;
  };
  const sorted = spots.map((spot) => spot.x).sort((one, other) => one - other);
  const xs = [x[0], ...sorted, x[1]];
  const chart = put(svg, {
    series: [{}, { paths: () => null, points: { show: false } }],
    axes: axes(56, { splits: () => ticks.map(([place]) => place), values: () => ticks.map(([, words]) => words) }),
    scales: { x: { time: false }, y: { range: () => y } },
    cursor: { drag: { x: true, y: true, uni: 30 }, points: { show: false } },
    hooks: { setCursor: [look], draw: [(drawn) => paint(drawn, spots, strokes)] },
  }, [xs, xs.map(() => y[0])]);
  chart.root.after(reading);
  clicked(chart, () => nearest?.mark.dispatchEvent(new MouseEvent("click", { bubbles: true })));
  new MutationObserver(() => chart.redraw(false)).observe(svg, { attributes: true, subtree: true });
}

function clicked(chart, then) {
  let from = [0, 0];
  chart.over.addEventListener("mousedown", (event) => { from = [event.clientX, event.clientY]; });
  chart.over.addEventListener("click", (event) => {
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) <= STILL) then(); // else it was a drag
  });
}

function zeroLine({ ctx, bbox, scales, valToPos }) {
  if (scales.y.min > 0 || scales.y.max < 0) return;
  const zero = valToPos(0, "y", true);
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeStyle = colour("--ink");
  ctx.beginPath();
  ctx.moveTo(bbox.left, zero);
  ctx.lineTo(bbox.left + bbox.width, zero);
  ctx.stroke();
}

function paint(chart, spots, strokes) {
  const { ctx } = chart;
  const scale = devicePixelRatio;
  const at = (x, y) => [chart.valToPos(x, "x", true), chart.valToPos(y, "y", true)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
  ctx.clip();
  zeroLine(chart);
  for (const { mark, x, y } of spots) {
    const look = getComputedStyle(mark);
    ctx.beginPath();
    ctx.arc(...at(x, y), 4 * scale, 0, 2 * Math.PI);
    ctx.fillStyle = look.fill;
    ctx.strokeStyle = look.stroke;
    ctx.lineWidth = parseFloat(look.strokeWidth) * scale;
    ctx.fill();
    ctx.stroke();
  }
  for (const { mark, points } of strokes) {
    ctx.strokeStyle = getComputedStyle(mark).stroke;
    ctx.lineWidth = 1.8 * scale;
    ctx.beginPath();
    for (const point of points) ctx.lineTo(...at(...point));
    ctx.stroke();
  }
  ctx.restore();
}

// Charts that came with a new answer show the days that the others showed.
export function again(root) {
  for (const figure of root.querySelectorAll("figure:has(svg[data-chart])")) figure.tabIndex = 0;
  if (zoom) enliven(root);
}

function enliven(root) {
  for (const old of charts) {
    if (old.root.isConnected) continue;
    old.destroy();
    charts.delete(old);
  }
  for (const svg of root.querySelectorAll("svg[data-chart]:not(.unseen)")) drawing(svg)(svg);
}

function drawing(svg) {
  if (svg.matches(".surface")) return curve;
  return "shares" in JSON.parse(svg.dataset.chart) ? ladder : fan;
}

function come(event) {
  const inside = event.target.closest?.("figure, svg");
  const svg = inside?.matches("svg") ? inside : inside?.querySelector("svg");
  if (svg?.matches("[data-chart]:not(.unseen)")) enliven(svg.closest("#fans, #point, #surface, main"));
}
for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, come);
again(document);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of charts) chart.redraw(false);
});
addEventListener("resize", () => {
  for (const chart of charts) {
    const { width } = chart.root.parentElement.getBoundingClientRect();
    chart.setSize({ width: Math.round(width), height: Math.round((width * chart.height) / chart.width) });
  }
});
