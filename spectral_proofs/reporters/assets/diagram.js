"use strict";
// The cells of a phase diagram: a canvas that answers to pointer, touch and arrow keys. All data are in the page.
const data = JSON.parse(document.getElementById("cells").textContent);
const canvas = document.querySelector("canvas");
const quantity = document.querySelector("select");
const [columns, rows] = data.axes.map((axis) => axis.values.length);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const regime = new Int16Array(bytes(data.regime).buffer);
const level = Object.fromEntries(Object.entries(data.levels).map(([name, item]) => [name, new Uint16Array(bytes(item.data).buffer)]));
const NONE = 65535;
const STOPS = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]]; // cividis
let chosen = [Math.floor(columns / 2), Math.floor(rows / 2)];

const place = (i, j) => i * rows + j;

function colour(fraction) {
  const at = Math.min(fraction, 0.9999) * (STOPS.length - 1);
  const low = STOPS[Math.floor(at)];
  const high = STOPS[Math.floor(at) + 1];
  return low.map((part, index) => Math.round(part + (high[index] - part) * (at % 1)));
}

function draw() {
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(columns, rows);
  const values = level[quantity.value];
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      const here = place(i, j);
      const border = (i + 1 < columns && regime[here] !== regime[place(i + 1, j)]) || (j + 1 < rows && regime[here] !== regime[place(i, j + 1)]);
      const shade = border ? [213, 94, 0] : values[here] === NONE ? [255, 255, 255] : colour(values[here] / (NONE - 1));
      image.data.set([...shade, 255], 4 * ((rows - 1 - j) * columns + i));
    }
  }
  pen.putImageData(image, 0, 0);
  const ends = data.levels[quantity.value];
  document.getElementById("scale").textContent = `colour from ${ends.low} (dark) to ${ends.high} (light)`;
}

function show() {
  const [i, j] = chosen;
  const number = regime[place(i, j)];
  const found = number < 0 ? null : data.regimes[number];
  const point = [`${data.axes[0].name} = ${data.axes[0].values[i]}`, `${data.axes[1].name} = ${data.axes[1].values[j]}`];
  document.getElementById("point").textContent = point.join(", ");
  document.getElementById("regime").textContent = found ? found.when : "outside the assumptions";
  document.getElementById("exponents").textContent = found ? found.exponents : "";
  const options = data.axes.map((axis, index) => axis.option.replace("{}", axis.values[chosen[index]]));
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
canvas.width = columns;
canvas.height = rows;
canvas.addEventListener("pointermove", point);
canvas.addEventListener("pointerdown", point);
canvas.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (step) {
    event.preventDefault();
    choose(chosen[0] + step[0], chosen[1] + step[1]);
  }
});
quantity.addEventListener("change", draw);
draw();
show();
