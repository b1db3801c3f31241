// A figure of which arms are hidden fills its plot with the others: what lies between the lower edge of the plot and the
// highest value that is shown is stretched to its upper edge. On a linear and on a logarithmic axis this is the same.
(() => {
  const plain = (text) => Number(text.replace("−", "-").replaceAll(",", ""));

  // The labels of the y axis: numbers below each other, at the same place of the line.
  const labels = (svg) => {
    const columns = new Map();
    for (const text of svg.querySelectorAll(":scope > text")) {
      const x = text.getAttribute("x");
      if (isFinite(plain(text.textContent)) && !text.hasAttribute("transform")) columns.set(x, [...(columns.get(x) || []), text]);
    }
    const most = [...columns.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
    return most.length > 1 ? most : [];
  };
  const heightOf = (part) => Number(part.getAttribute("y"));
  // Labels stand a little below their line.
  const LOWERED = 2.5;

  const read = (svg) => {
    const ticks = labels(svg);
    if (ticks.length < 2) return null;
    const heights = ticks.map((tick) => heightOf(tick) - LOWERED);
    // The row of 0 below a logarithmic axis is not stretched.
    const isZero = ticks.map((tick) => plain(tick.textContent) === 0);
    const sorted = heights.filter((_, i) => !isZero[i]).sort((a, b) => b - a);
    // On a linear axis all numbers are equally far apart, per value.
    const marks = ticks.map((tick, i) => [plain(tick.textContent), heights[i]]).sort(([a], [b]) => a - b);
    const slopes = marks.slice(1).map(([value, height], i) => (height - marks[i][1]) / (value - marks[i][0]));
    const isLinear = slopes.every((slope) => Math.abs(slope / slopes[0] - 1) < 0.1);
    const zero = heights[isZero.indexOf(true)];
    // Of changes, which may be negative, both ends matter.
    if (isLinear && zero !== undefined && heights.some((height) => height > zero + 1)) return null;
    const bottom = isLinear && zero !== undefined ? zero : sorted[0];
    const top = Math.min(...heights);
    // Dashed lines are those of limits.
    const isWhole = (line) => getComputedStyle(line).strokeDasharray === "none";
    const lines = [...svg.querySelectorAll(":scope > path")].filter(isWhole);
    const at = (height) => lines.filter((line) => shape(line).heights.every((y) => Math.abs(y - height) < 1));
    const numbered = ticks.map((tick, i) => ({ tick, value: plain(tick.textContent), lines: at(heights[i]) }));
    const values = isLinear ? numbered.filter(({ value }) => value > 0).sort((a, b) => a.value - b.value) : [];
    return { ticks, values, bottom, top };
  };

  // The text of a path or polygon with other heights. After `H` stand numbers across only, after `V` heights only; else
  // both in turn.
  const withHeights = (text, to) => {
    let command = "";
    let nth = 0;
    return text.replace(/[A-Z]|-?\d+(?:\.\d+)?/g, (token) => {
      if (/[A-Z]/.test(token)) {
        command = token;
        nth = 0;
        return token;
      }
      const isHeight = command === "V" || (command !== "H" && nth++ % 2 === 1);
      return isHeight ? to(Number(token)).toFixed(1) : token;
    });
  };
  // The heights of the points of a path or polygon, its attribute, and its text.
  const shape = (part) => {
    const name = { path: "d", polygon: "points" }[part.tagName];
    if (!name) return null;
    const text = part.getAttribute(name);
    const heights = [];
    withHeights(text, (height) => heights.push(height));
    return { name, text, heights };
  };
  // The point around which a mark is drawn: of a triangle it is nearer to its base.
  const middle = (heights) => {
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const upper = heights.filter((height) => Math.abs(height - low) < 0.2).length;
    const share = heights.length === 3 ? (upper === 1 ? 0.58 : 0.42) : 0.5;
    return low + share * (high - low);
  };

  // The numbers of a stretched linear axis.
  const step = (most) => {
    const power = 10 ** Math.floor(Math.log10(most / 4));
    return power * [1, 2, 5, 10].find((share) => most / (share * power) <= 5);
  };
  const renumber = ({ values, bottom, top }, factor, original) => {
    const last = values.at(-1);
    if (!last) return;
    const height = heightOf(last.tick) - LOWERED;
    const perPoint = last.value / (bottom - height);
    const most = (perPoint * (bottom - top)) / factor;
    values.forEach(({ tick, lines }, i) => {
      const value = (i + 1) * step(most);
      const to = bottom - (value / perPoint) * factor;
      const words = tick.textContent;
      original.push(() => (tick.textContent = words));
      tick.textContent = value.toLocaleString("en", { maximumSignificantDigits: 3, useGrouping: false });
      const from = heightOf(tick) - LOWERED;
      for (const part of [tick, ...lines]) {
        move(part, (y) => y + to - from, original);
        part.classList.toggle("beyond", value > 1.02 * most);
      }
    });
  };

  const move = (part, to, original) => {
    const keep = (name) => {
      const value = part.getAttribute(name);
      original.push(() => part.setAttribute(name, value));
    };
    if (part.tagName === "circle" || part.tagName === "text") {
      const name = part.tagName === "circle" ? "cy" : "y";
      keep(name);
      part.setAttribute(name, to(Number(part.getAttribute(name))).toFixed(1));
      return;
    }
    const found = shape(part);
    if (!found) return;
    keep(found.name);
    // A mark keeps its size.
    const isMark = part.tagName === "polygon";
    const shift = isMark ? to(middle(found.heights)) - middle(found.heights) : 0;
    const moved = withHeights(found.text, (height) => (isMark ? height + shift : to(height)));
    part.setAttribute(found.name, moved);
  };

  const DRAWN = "[data-arm]:not(.key):not(.counts) :is(path, polygon, circle, text)";
  const heightsOf = (part) =>
    part.tagName === "circle" ? [Number(part.getAttribute("cy"))] : part.tagName === "text" ? [] : shape(part).heights;

  const scale = (svg, frame, original) => {
    for (const restore of original.splice(0).reverse()) restore();
    for (const part of svg.querySelectorAll(".beyond")) part.classList.remove("beyond");
    if (!svg.querySelector(".off-arm")) return;
    const { bottom, top } = frame;
    const isWithin = (height) => height <= bottom && height >= top - 40;
    const shown = [...svg.querySelectorAll(DRAWN)].filter((part) => !part.closest(".off-arm"));
    const heights = shown.flatMap(heightsOf).filter(isWithin);
    const highest = Math.min(...heights);
    const factor = (bottom - top) / (bottom - highest);
    if (!isFinite(factor) || factor < 1.1) return;
    const to = (height) => (isWithin(height) ? bottom - (bottom - height) * factor : height);
    const numbered = frame.values.flatMap(({ tick, lines }) => [tick, ...lines]);
    const lines = [...svg.querySelectorAll(":scope > path, :scope > text")].filter((part) => !numbered.includes(part));
    const isUpright = (part) => part.tagName === "path" && new Set(shape(part).heights.map(Math.round)).size > 1;
    for (const part of [...svg.querySelectorAll(DRAWN), ...lines]) {
      if (isUpright(part) && lines.includes(part)) continue;
      if (part.tagName === "text" && lines.includes(part) && !frame.ticks.includes(part) && !isWithin(heightOf(part))) continue;
      if (part.hasAttribute("transform")) continue;
      move(part, to, original);
      const after = part.tagName === "text" ? [heightOf(part)] : heightsOf(part);
      if (lines.includes(part) && after.some((height) => height < top - 12)) part.classList.add("beyond");
    }
    renumber(frame, factor, original);
  };

  for (const figure of document.querySelectorAll("figure")) {
    if (figure.querySelector(".bar, .fall")) continue;
    const drawings = [...figure.querySelectorAll("svg:not(.mark)")];
    const frames = drawings.map((svg) => [svg, read(svg), []]).filter(([, frame]) => frame);
    figure.addEventListener("arms", () => frames.forEach(([svg, frame, original]) => scale(svg, frame, original)));
  }
})();
