// One point of a study: its trajectories and the story of a replication.

import { again } from "./chart.js";

const status = document.getElementById("status");
const problem = document.getElementById("problem");
const pick = document.getElementById("pick");

let newest = 0;
async function show(point, replication) {
  const mine = ++newest;
  status.textContent = `Reading point ${point}`;
  problem.textContent = "";
  try {
    const answer = await fetch("/api/point", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ study: pick.dataset.study, point, replication }),
    });
    const found = await answer.json();
    if (mine !== newest) return;
    status.textContent = "";
    if (!answer.ok) {
      problem.textContent = found.problem;
      return;
    }
    document.getElementById("point").innerHTML = found.html;
    again(document.getElementById("point"));
    document.getElementById("point").dataset.point = point;
    for (const other of document.querySelectorAll(".picked")) other.classList.remove("picked");
    for (const mark of document.querySelectorAll(`[data-point="${point}"]`)) mark.classList.add("picked");
    document.getElementById("h-point").scrollIntoView({ block: "start" });
  } catch (error) {
    status.textContent = "";
    problem.textContent = `The server does not answer (${error.message}). Is escsim explore still running?`;
  }
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("svg [data-point], button[data-point]");
  if (!mark) return;
  pick.elements.point.value = mark.dataset.point;
  show(Number(mark.dataset.point), Number(pick.elements.replication.value));
});
pick.addEventListener("submit", (event) => {
  event.preventDefault();
  show(Number(pick.elements.point.value), Number(pick.elements.replication.value));
});
