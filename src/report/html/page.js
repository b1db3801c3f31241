// The page is complete without script. This part holds what the others use, marks the chapter in sight in the bar of
// contents, and opens what a link or a printer needs.
"use strict";
const make = (name, text, onclick) => {
  const element = document.createElement(name);
  element.textContent = text;
  if (name === "button") element.type = "button";
  if (onclick) element.addEventListener("click", onclick);
  return element;
};

// A row of buttons.
const toolbar = (...buttons) => {
  const bar = make("div", "");
  bar.className = "buttons";
  bar.append(...buttons);
  return bar;
};

// Saves a file that the page has made. Nothing leaves the machine.
const save = (blob, name) => {
  const link = make("a", "");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

// The name of a file: that of the page and of what is saved.
const fileName = (what, ending) =>
  `${document.title}-${what}`.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") + ending;

(() => {
  // The target of a link may be in a closed part.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  // Paper cannot be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
  });

  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
  const targets = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const passed = targets.filter((target) => target.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1) || targets[0];
    for (const [id, link] of links) {
      if (current && id === current.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
})();
