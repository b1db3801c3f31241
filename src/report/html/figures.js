// Figures: one version at a time, arms that can be hidden, and files to save.
(() => {
  const shown = (figure) => [...figure.querySelectorAll("svg:not(.mark)")].filter((svg) => svg.getClientRects().length > 0);

  // A drawing as a file: properties that the page's style sheet gives become attributes.
  const PROPERTIES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "font-size",
    "font-weight", "text-anchor", "display"];
  const drawing = (svg) => {
    const copy = svg.cloneNode(true);
    const [from, to] = [svg, copy].map((root) => [...root.querySelectorAll("*")]);
    from.forEach((part, i) => {
      const style = getComputedStyle(part);
      for (const name of PROPERTIES) {
        const value = style.getPropertyValue(name);
        if (name === "display" ? value === "none" : value) to[i].setAttribute(name, value);
      }
      for (const name of ["class", "style", "data-arm", "data-animal"]) to[i].removeAttribute(name);
      if (to[i].dataset.words) {
        const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
        title.textContent = to[i].dataset.words;
        to[i].prepend(title);
        delete to[i].dataset.words;
      }
    });
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", `${width}pt`);
    copy.setAttribute("height", `${height}pt`);
    copy.removeAttribute("tabindex");
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    ground.setAttribute("width", width);
    ground.setAttribute("height", height);
    ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
    copy.prepend(ground);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  };
  // Pixels per point: 300 per inch.
  const SCALE = 300 / 72;
  const savePng = ({ text, width, height }, name) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(width * SCALE);
      canvas.height = Math.round(height * SCALE);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };
  // Several panels are several drawings, and several files.
  const each = (figure, ending, done) => {
    const all = shown(figure);
    all.forEach((svg, i) => done(drawing(svg), fileName(all.length > 1 ? `${figure.id}-${i + 1}` : figure.id, ending)));
  };
  const saving = (figure) => {
    const svg = make("button", "SVG", () =>
      each(figure, ".svg", ({ text }, name) => save(new Blob([text], { type: "image/svg+xml" }), name)));
    const png = make("button", "PNG", () => each(figure, ".png", savePng));
    svg.title = "save the figure as SVG";
    png.title = "save the figure as PNG";
    return [svg, png];
  };

  const choosing = (figure) => {
    const versions = [...figure.querySelectorAll(".version")];
    if (versions.length < 2) return [];
    const show = (one) => versions.forEach((version, i) => {
      version.classList.toggle("hidden", version !== one);
      buttons[i].setAttribute("aria-pressed", version === one);
    });
    const buttons = versions.map((version) => make("button", version.dataset.version, () => show(version)));
    for (const name of figure.querySelectorAll(".version-name")) name.classList.add("hidden");
    show(versions[0]);
    return buttons;
  };

  // Buttons that hide an arm in their figure and show it again; a click on a key of the drawing does the same.
  const hiding = (figure) => {
    const bar = figure.querySelector(".toggles");
    if (!bar) return;
    bar.hidden = false;
    const set = (button, off) => {
      button.setAttribute("aria-pressed", !off);
      for (const part of figure.querySelectorAll(`svg [data-arm="${button.dataset.arm}"]`)) {
        if (part.classList.contains("key")) part.classList.toggle("off", off);
        else part.classList.toggle("off-arm", off);
      }
      figure.dispatchEvent(new Event("arms"));
    };
    const toggle = (button) => set(button, button.getAttribute("aria-pressed") === "true");
    for (const button of bar.querySelectorAll("button")) button.addEventListener("click", () => toggle(button));
    figure.addEventListener("click", (event) => {
      const key = event.target.closest(".key");
      const button = key && bar.querySelector(`button[data-arm="${key.dataset.arm}"]`);
      if (button) toggle(button);
    });
  };

  for (const figure of document.querySelectorAll("figure")) {
    const versions = choosing(figure);
    if (versions.length > 0) figure.prepend(toolbar(...versions));
    figure.append(toolbar(...saving(figure)));
    hiding(figure);
  }
})();
