"use strict";
// What is folded is printed all the same, also by browsers whose style sheets cannot open it.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => (each.open = true)));
// Each heading of a table becomes a button that sorts its rows: upwards, downwards, and back to the order of the page.
(() => {
  const valueOf = (cell) => {
    const text = cell.textContent.trim();
    const number = parseFloat(text.replace(/\u2212/g, "-").replace(/^[<>+\u25b2\u25bc\u25cb\s]+/, "").replace(/,/g, ""));
    return { text, number };
  };
  const compare = (one, other) => {
    const numbers = [one.number, other.number].map(Number.isNaN);
    if (numbers[0] !== numbers[1]) return numbers[0] ? 1 : -1;
    return numbers[0] ? one.text.localeCompare(other.text, "en") : one.number - other.number;
  };
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    if (original.length < 2) continue;
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = next[heading.getAttribute("aria-sort")];
        for (const each of headings) each.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", order);
        const rows = [...original];
        if (order !== "none") {
          const sign = order === "ascending" ? 1 : -1;
          rows.sort((a, b) => sign * compare(valueOf(a.cells[column]), valueOf(b.cells[column])));
        }
        body.append(...rows);
      });
    });
  }
})();
