// What keeps a page from being used without a mouse or without seeing it: a list of complaints. As axe-core has it, in short.
() => {
  const complaints = [];
  const every = (selector) => [...document.querySelectorAll(selector)];
  const complain = (why, elements) => elements.forEach((each) => complaints.push(`${why}: ${each.outerHTML.slice(0, 120)}`));
  const named = (each) => each.labels?.length || each.ariaLabel || each.textContent.trim();
  complain("no name", every("input:not([type=hidden]), select, button, a").filter((each) => !named(each)));
  complain("no words", every("img:not([alt]), svg[role=img]:not([aria-label])"));
  complain("no scope", every("th:not([scope])"));
  complain("no header", every("table").filter((each) => !each.querySelector("thead th")));
  complain("out of reach", every(".scroll, pre").filter((each) => each.tabIndex < 0));
  const landmarks = every("main, nav, [role=region], [role=search], section[aria-label], section[aria-labelledby]");
  const role = (each) => each.role ?? (each.localName === "section" ? "region" : each.localName);
  const called = (each) => each.ariaLabel ?? document.getElementById(each.getAttribute("aria-labelledby"))?.textContent.trim() ?? "";
  const known = landmarks.map((each) => `${role(each)} ${called(each)}`);
  complain("same landmark", landmarks.filter((each, place) => known.indexOf(known[place]) !== place));
  complain("same id", every("[id]").filter((each) => document.getElementById(each.id) !== each));
  const headings = every("h1, h2, h3, h4");
  const level = (each) => (each ? Number(each.tagName[1]) : 0);
  complain("a level is left out", headings.filter((each, place) => level(each) > level(headings[place - 1]) + 1));

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const up = (each) => (each ? [each, ...up(each.parentElement)] : []);
  const ground = (each) => channels(getComputedStyle(up(each).find((one) => channels(getComputedStyle(one).backgroundColor)[3] !== 0) ?? document.body).backgroundColor);
  const contrast = (each) => {
    const paper = ground(each);
    const opacity = up(each).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
    const ink = channels(getComputedStyle(each).color).slice(0, 3).map((part, place) => opacity * part + (1 - opacity) * paper[place]);
    const [less, more] = [light(ink), light(paper)].sort((one, other) => one - other);
    return (more + 0.05) / (less + 0.05);
  };
  const spoken = every("body *").filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const seen = spoken.filter((each) => each.checkVisibility() && !each.closest("svg, :disabled, option, noscript, .unseen, .skip, [aria-busy]"));
  complain("little contrast", seen.filter((each) => contrast(each) < 4.5));
  return complaints;
}
