// Tables: a click on a heading sorts by it, a second one the other way, a third one restores the first order. Tables
// can be copied and saved.
(() => {
  const value = (row, at) => {
    const cell = row.cells[at];
    const number = cell.dataset.v === undefined ? NaN : parseFloat(cell.dataset.v);
    return { number, text: cell.textContent.trim() };
  };
  // What has no number stands last in both directions.
  const compare = (a, b, way) => {
    if (isNaN(a.number) && isNaN(b.number)) return way * a.text.localeCompare(b.text, "en", { numeric: true });
    if (isNaN(a.number)) return 1;
    if (isNaN(b.number)) return -1;
    return way * (a.number - b.number);
  };
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const sort = (table, first, at) => {
    const headings = [...table.tHead.rows[0].cells];
    const order = next[headings[at].getAttribute("aria-sort") || "none"];
    for (const cell of headings) cell.removeAttribute("aria-sort");
    let rows = [...first];
    if (order !== "none") {
      headings[at].setAttribute("aria-sort", order);
      const way = order === "ascending" ? 1 : -1;
      rows = rows.map((row) => [value(row, at), row]).sort(([a], [b]) => compare(a, b, way)).map(([, row]) => row);
    }
    table.tBodies[0].append(...rows);
  };

  // The text of a cell without its links to definitions and its arrow.
  const textOf = (cell) => {
    const shown = cell.cloneNode(true);
    for (const link of shown.querySelectorAll("a.def")) link.remove();
    for (const line of shown.querySelectorAll("br")) line.replaceWith(" ");
    return shown.textContent.trim().replace(/\s+/g, " ");
  };
  const texts = (table) => [...table.rows].map((row) => [...row.cells].map(textOf));
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
  // A text that a spreadsheet would read as a formula gets a sign in front.
  const field = (text) => {
    const safe = /^[=+@\t\r-]/.test(text) && isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const csv = (table) => "\ufeff" + texts(table).map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";

  for (const table of document.querySelectorAll("table.data")) {
    const first = [...table.tBodies[0].rows];
    [...table.tHead.rows[0].cells].forEach((cell, at) => {
      const link = cell.querySelector("a.def");
      const button = make("button", "", () => sort(table, first, at));
      button.title = "sort";
      button.append(...[...cell.childNodes].filter((node) => node !== link));
      cell.prepend(button);
    });
    const copying = make("button", "copy table", async () => {
      copying.textContent = (await copy(texts(table).map((row) => row.join("\t")).join("\n"))) ? "copied" : "could not copy";
      setTimeout(() => (copying.textContent = "copy table"), 1500);
    });
    const saving = make("button", "CSV", () => {
      const name = textOf(table.caption || table.closest("section").querySelector("h2"));
      save(new Blob([csv(table)], { type: "text/csv" }), fileName(name, ".csv"));
    });
    saving.title = "save the table as CSV";
    table.closest(".scroll").after(toolbar(copying, saving));
  }
})();
