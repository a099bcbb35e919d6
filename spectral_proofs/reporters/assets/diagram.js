"use strict";
// The cells of a phase diagram: a canvas that answers to pointer, touch and arrow keys. All data are in the page.
const data = JSON.parse(document.getElementById("cells").textContent);
const canvas = document.querySelector("canvas");
const quantity = document.querySelector("select");
const slider = document.getElementById("depth");
const [columns, rows, depths] = [...data.axes.map((axis) => axis.values.length), 1];
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const regime = new Int16Array(bytes(data.regime).buffer);
const undecided = bytes(data.undecided);
const level = Object.fromEntries(Object.entries(data.levels).map(([name, item]) => [name, new Uint16Array(bytes(item.data).buffer)]));
const NONE = 65535;
const STOPS = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]]; // cividis
const GREY = [140, 140, 141];
const across = Math.max(2, Math.floor(800 / columns)); // pixels of a cell
const up = Math.max(2, Math.floor(800 / rows));
let chosen = [Math.floor(columns / 2), Math.floor(rows / 2)];

const depth = () => (slider ? Number(slider.value) : 0);
const place = (i, j) => (i * rows + j) * depths + depth();

function colour(fraction) {
  const at = Math.min(fraction, 0.9999) * (STOPS.length - 1);
  const low = STOPS[Math.floor(at)];
  const high = STOPS[Math.floor(at) + 1];
  return low.map((part, index) => Math.round(part + (high[index] - part) * (at % 1)));
}

function shade(here, x, y) {
  const value = level[quantity.value][here];
  if (regime[here] < 0) return (x + y) % 12 < 2 || (x - y + 12000) % 12 < 2 ? GREY : [255, 255, 255];
  const base = value === NONE ? [255, 255, 255] : colour(value / (NONE - 1));
  return undecided[here] && (x + y) % 10 < 3 ? (value === NONE ? GREY : [255, 255, 255]) : base;
}

function draw() {
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(columns * across, rows * up);
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      const here = place(i, j);
      const right = i + 1 < columns && regime[here] !== regime[place(i + 1, j)];
      const above = j + 1 < rows && regime[here] !== regime[place(i, j + 1)];
      for (let u = 0; u < across; u += 1) {
        for (let v = 0; v < up; v += 1) {
          const [x, y] = [i * across + u, (rows - 1 - j) * up + v];
          const edge = (right && u >= across - 2) || (above && v < 2);
          image.data.set([...(edge ? [0, 0, 0] : shade(here, x, y)), 255], 4 * (y * columns * across + x));
        }
      }
    }
  }
  pen.putImageData(image, 0, 0);
  ring(pen);
  label(pen);
  const ends = data.levels[quantity.value];
  document.getElementById("scale").textContent = `${ends.label} as colour from ${ends.low.toPrecision(4)} (dark) to ${ends.high.toPrecision(4)} (light)`;
}

function ring(pen) {
  for (const [cell, agrees] of data.spots) {
    if (cell % depths !== depth()) continue;
    const flat = Math.floor(cell / depths);
    const [x, y] = [(Math.floor(flat / rows) + 0.5) * across, (rows - (flat % rows) - 0.5) * up];
    pen.beginPath();
    if (agrees === false) pen.rect(x - 7, y - 7, 14, 14);
    else pen.arc(x, y, 6, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.fillStyle = agrees === null ? "#8c8c8d" : "#fff";
    pen.strokeStyle = "#000";
    pen.fill();
    pen.stroke();
  }
}

function label(pen) {
  pen.font = "bold 28px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 6;
  pen.strokeStyle = "#fff";
  pen.fillStyle = "#000";
  for (const [at, i, j, letter] of data.names) {
    if (at !== depth()) continue;
    const [x, y] = [(i + 0.5) * across, (rows - j - 0.5) * up];
    pen.strokeText(letter, x, y);
    pen.fillText(letter, x, y);
  }
}

function number(name, here) {
  const item = data.levels[name];
  const value = level[name][here];
  return value === NONE ? `${item.label}: no value` : `${item.label} ≈ ${(item.low + ((item.high - item.low) * value) / (NONE - 1)).toPrecision(4)}`;
}

function show() {
  const [i, j] = chosen;
  const here = place(i, j);
  const found = regime[here] < 0 ? null : data.regimes[regime[here]];
  const indices = [i, j, depth()];
  const values = data.axes.map((axis, index) => axis.values[indices[index]]);
  document.getElementById("point").textContent = data.axes.map((axis, index) => `${axis.name} = ${values[index]}`).join(", ");
  document.getElementById("regime").textContent = found ? found.when : "outside the assumptions";
  document.getElementById("exponents").textContent = found ? data.own[here] || `${found.exponents}${undecided[here] ? "; undecided" : ""}` : "";
  document.getElementById("values").textContent = found ? Object.keys(level).map((name) => number(name, here)).join(", ") : "";
  const options = data.axes.map((axis, index) => axis.option.replace("{}", values[index])).filter((option) => option);
  document.getElementById("command").textContent = found ? `${data.command} ${options.join(" ")}` : "";
  const marker = document.getElementById("marker");
  marker.style.left = `${(100 * (i + 0.5)) / columns}%`;
  marker.style.top = `${(100 * (rows - j - 0.5)) / rows}%`;
}

function choose(i, j) {
  chosen = [Math.max(0, Math.min(columns - 1, i)), Math.max(0, Math.min(rows - 1, j))];
  show();
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  choose(Math.floor(((event.clientX - box.left) / box.width) * columns), rows - 1 - Math.floor(((event.clientY - box.top) / box.height) * rows));
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
canvas.width = columns * across;
canvas.height = rows * up;
canvas.addEventListener("pointermove", point);
canvas.addEventListener("pointerdown", point);
canvas.addEventListener("focus", show);
canvas.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen[0] + step[0], chosen[1] + step[1]);
  }
});
quantity.addEventListener("change", draw);
if (slider) {
  slider.addEventListener("input", () => {
    draw();
    show();
  });
}
draw();
show();
