// Draws every [data-chart] from the JSON beside it, when it comes into view. The same numbers
// stand in a table beneath each chart, so nothing is lost without this file.
"use strict";

const CONFIG = { responsive: true, displaylogo: false, displayModeBar: false };
let plotly = null;

// The site's policy refuses style attributes and allows the style object. Plotly writes attributes;
// through the object they arrive, and the browser's console stays free of refusals.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "style") this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

// The library is large: it is fetched once, and only when the first chart is about to be seen.
function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => reject(new Error(`not loaded: ${address}`)));
    document.head.append(script);
  });
  return plotly;
}

async function draw(canvas) {
  if (canvas.dataset.drawn) return;
  canvas.dataset.drawn = "running";
  const source = document.getElementById(`chart-${canvas.dataset.chart}`);
  const figure = JSON.parse(source.textContent);
  const Plotly = await loadPlotly(canvas.dataset.library);
  await Plotly.newPlot(canvas, figure.data, figure.layout, CONFIG);
  canvas.dataset.drawn = "yes";
}

// Once one chart is drawn the library is there, and the others follow while the page is idle, so
// that they are ready for paper.
const whenIdle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 200));
function drawRest() {
  const next = canvases.find((canvas) => !canvas.dataset.drawn);
  if (next) draw(next).then(() => whenIdle(drawRest));
}

const canvases = [...document.querySelectorAll("[data-chart]")];
const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      draw(entry.target).then(() => whenIdle(drawRest));
    }
  },
  { rootMargin: "400px" },
);
for (const canvas of canvases) observer.observe(canvas);
window.addEventListener("beforeprint", () => canvases.forEach(draw));
