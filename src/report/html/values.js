// The value under the pointer, near a finger, or chosen by arrow keys. Courses of animals take theirs from the page's
// data.
(() => {
  const data = document.getElementById("curves");
  const curves = data ? JSON.parse(data.textContent) : {};
  for (const title of document.querySelectorAll("figure svg g > title")) {
    title.parentNode.dataset.words = title.textContent;
    title.remove();
  }
  const PARTS = "[data-words], .animal";
  const tooltip = make("div", "");
  tooltip.id = "tooltip";
  tooltip.hidden = true;
  tooltip.setAttribute("role", "status");
  document.body.append(tooltip);

  // The reading of an animal that is nearest to a place on the screen.
  const ofAnimal = (part, at) => {
    const curve = curves[part.dataset.animal];
    const path = part.querySelector("path, circle");
    if (!curve || !path) return part.dataset.animal;
    const places = (path.getAttribute("d") || "M0 0").match(/[ML][^ML]*/g).map((p) => p.slice(1).split(" ").map(Number));
    const point = new DOMPoint(at.x, at.y).matrixTransform(part.ownerSVGElement.getScreenCTM().inverse());
    const far = ([x, y]) => (x - point.x) ** 2 + (y - point.y) ** 2;
    const nearest = places.reduce((best, place, i) => (far(place) < far(places[best]) ? i : best), 0);
    return `${part.dataset.animal}, day ${curve[0][nearest]}: ${curve[1][nearest]} mm³`;
  };
  const tell = (part, at) => {
    tooltip.hidden = !part;
    if (!part) return;
    tooltip.textContent = part.dataset.words || ofAnimal(part, at);
    const left = Math.min(at.x + 12, innerWidth - tooltip.offsetWidth - 8);
    const below = at.y + 16 + tooltip.offsetHeight <= innerHeight;
    tooltip.style.left = `${Math.max(4, left)}px`;
    tooltip.style.top = `${below ? at.y + 16 : at.y - tooltip.offsetHeight - 8}px`;
  };
  const middle = (part) => {
    const box = part.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };

  // A finger is wider than a mark: the nearest part within its reach.
  const REACH = 28;
  const near = (svg, at) => {
    let found = null;
    let best = REACH;
    for (const part of svg.querySelectorAll("[data-words]")) {
      const center = middle(part);
      const distance = Math.hypot(center.x - at.x, center.y - at.y);
      if (distance < best && part.getClientRects().length > 0) [found, best] = [part, distance];
    }
    return found;
  };
  const point = (event) => {
    const svg = event.target.closest?.("figure svg:not(.mark)");
    const exact = svg && event.target.closest(PARTS);
    const part = exact || (svg && event.pointerType === "touch" ? near(svg, { x: event.clientX, y: event.clientY }) : null);
    tell(part, { x: event.clientX, y: event.clientY });
  };
  document.addEventListener("pointermove", point);
  document.addEventListener("pointerdown", point);

  // Arrow keys go through the values of a drawing.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const svg of document.querySelectorAll("figure svg:not(.mark)")) {
    const visible = () => [...svg.querySelectorAll(PARTS)].filter((part) => part.getClientRects().length > 0);
    if (!svg.querySelector(PARTS)) continue;
    svg.setAttribute("tabindex", "0");
    let chosen = null;
    const choose = (part) => {
      chosen?.classList.remove("chosen");
      chosen = part;
      chosen?.classList.add("chosen");
      tell(chosen, chosen && middle(chosen));
    };
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return choose(null);
      const parts = visible();
      const at = parts.indexOf(chosen);
      const to = { Home: 0, End: parts.length - 1 }[event.key] ?? (event.key in STEPS ? at + STEPS[event.key] : NaN);
      if (isNaN(to) || parts.length === 0) return;
      event.preventDefault();
      choose(parts[(to + parts.length) % parts.length]);
    });
    svg.addEventListener("blur", () => choose(null));
  }
})();
