// Runs in the page: draws the diagrams, and measures what became of it.
/* global mermaid, document */
globalThis.drawAll = async (theme) => {
  mermaid.initialize({ startOnLoad: false, theme, securityLevel: "strict" });
  await mermaid.run({ querySelector: ".mermaid", suppressErrors: false });
  await document.fonts.ready;
  const tables = [...document.querySelectorAll("table")];
  const axes = [...document.querySelectorAll(".mermaid svg .grid")];
  return {
    height: document.documentElement.scrollHeight,
    cutOff: Math.max(0, ...tables.map((one) => one.scrollWidth - one.clientWidth)),
    ticks: axes.map((axis) => [...axis.querySelectorAll(".tick text")].map((text) => text.textContent)),
  };
};
