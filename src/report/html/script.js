// The page is complete without this: it sorts and copies tables, shows one version of a figure at a time,
// hides arms, and tells the values under the pointer.
"use strict";
(() => {
  const make = (name, text, onclick) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (onclick) element.addEventListener("click", onclick);
    return element;
  };

  // Tables: a click on a heading sorts by it, a second one the other way.
  const value = (row, at) => {
    const cell = row.cells[at];
    const number = cell.dataset.v === undefined ? NaN : parseFloat(cell.dataset.v);
    return { number, text: cell.textContent.trim() };
  };
  const compare = (a, b) => {
    if (isNaN(a.number) && isNaN(b.number)) return a.text.localeCompare(b.text, "en", { numeric: true });
    if (isNaN(a.number)) return 1;
    if (isNaN(b.number)) return -1;
    return a.number - b.number;
  };
  const sort = (table, at) => {
    const heading = table.tHead.rows[0].cells[at];
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, at), row]);
    rows.sort(([a], [b]) => (down && !isNaN(a.number) && !isNaN(b.number) ? compare(b, a)
      : down && isNaN(a.number) && isNaN(b.number) ? compare(b, a) : compare(a, b)));
    for (const [, row] of rows) table.tBodies[0].append(row);
  };
  const copied = (table) =>
    [...table.rows].map((row) => [...row.cells].map((cell) => {
      const shown = cell.cloneNode(true);
      for (const link of shown.querySelectorAll("a.def")) link.remove();
      return shown.textContent.trim().replace(/\s+/g, " ");
    }).join("\t")).join("\n");
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", "");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const table of document.querySelectorAll("table.data")) {
    [...table.tHead.rows[0].cells].forEach((cell, at) => {
      const link = cell.querySelector("a.def");
      const button = make("button", "", () => sort(table, at));
      button.title = "sort";
      button.append(...[...cell.childNodes].filter((node) => node !== link));
      cell.prepend(button);
    });
    const button = make("button", "copy table", async () => {
      button.textContent = (await copy(copied(table))) ? "copied" : "could not copy";
      setTimeout(() => (button.textContent = "copy table"), 1500);
    });
    const buttons = make("div", "");
    buttons.className = "buttons";
    buttons.append(button);
    table.closest(".scroll").after(buttons);
  }

  // Figures: one version at a time.
  for (const figure of document.querySelectorAll("figure")) {
    const versions = [...figure.querySelectorAll(".version")];
    if (versions.length < 2) continue;
    const buttons = make("div", "");
    buttons.className = "buttons";
    const show = (shown) => versions.forEach((version, i) => {
      version.classList.toggle("hidden", version !== shown);
      buttons.children[i].setAttribute("aria-pressed", version === shown);
    });
    for (const version of versions) buttons.append(make("button", version.dataset.version, () => show(version)));
    for (const name of figure.querySelectorAll(".version-name")) name.classList.add("hidden");
    figure.prepend(buttons);
    show(versions[0]);
  }

  // Keys: a click hides an arm in its figure and shows it again.
  for (const key of document.querySelectorAll("figure .key")) {
    key.setAttribute("tabindex", "0");
    key.setAttribute("role", "button");
    key.setAttribute("aria-pressed", "true");
    const toggle = () => {
      const off = !key.classList.contains("off");
      const arm = `[data-arm="${key.dataset.arm}"]`;
      for (const part of key.closest("figure").querySelectorAll(arm)) {
        if (part.classList.contains("key")) {
          part.classList.toggle("off", off);
          part.setAttribute("aria-pressed", !off);
        } else {
          part.classList.toggle("off-arm", off);
          part.style.display = off ? "none" : "";
        }
      }
    };
    key.addEventListener("click", toggle);
    key.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle();
      }
    });
  }

  // The value under the pointer. Courses of animals take theirs from the page's data.
  const data = document.getElementById("curves");
  const curves = data ? JSON.parse(data.textContent) : {};
  for (const title of document.querySelectorAll("figure svg g > title")) {
    title.parentNode.dataset.words = title.textContent;
    title.remove();
  }
  const told = make("div", "");
  told.id = "told";
  told.hidden = true;
  document.body.append(told);
  const ofAnimal = (part, event) => {
    const curve = curves[part.dataset.animal];
    const path = part.querySelector("path, circle");
    if (!curve || !path) return part.dataset.animal;
    const places = (path.getAttribute("d") || "M0 0").match(/[ML][^ML]*/g).map((p) => p.slice(1).split(" ").map(Number));
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(part.ownerSVGElement.getScreenCTM().inverse());
    const far = ([x, y]) => (x - at.x) ** 2 + (y - at.y) ** 2;
    const nearest = places.reduce((best, place, i) => (far(place) < far(places[best]) ? i : best), 0);
    return `${part.dataset.animal}, day ${curve[0][nearest]}: ${curve[1][nearest]} mm³`;
  };
  const tell = (event) => {
    const part = event.target.closest?.("figure svg [data-words], figure svg .animal");
    told.hidden = !part;
    if (!part) return;
    told.textContent = part.dataset.words || ofAnimal(part, event);
    const left = Math.min(event.clientX + 12, innerWidth - told.offsetWidth - 8);
    const top = event.clientY + 16 + told.offsetHeight > innerHeight ? event.clientY - told.offsetHeight - 8 : event.clientY + 16;
    told.style.left = `${Math.max(4, left)}px`;
    told.style.top = `${top}px`;
  };
  document.addEventListener("pointermove", tell);
  document.addEventListener("pointerdown", tell);
})();
