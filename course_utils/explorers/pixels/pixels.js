// The pixel and channel inspector in the page. It does the sums of pixels.py again, so that a
// movement of the pointer needs no answer from Python; the browser tests compare the two.

const RADIUS = 3; // the patch has 7 x 7 cells
const STATE = ["row", "column", "plane", "order", "value_range"];
const WORDS = { RGB: ["red", "green", "blue"], BGR: ["blue", "green", "red"] };
const TALLEST = 480; // of the picture on screen
const SAVE_AFTER = 150; // milliseconds of rest until Python hears of a movement
const SPEAK_AFTER = 500; // ... and until a screen reader does

// ---- numbers -----------------------------------------------------------------------------------

/** R, G, B, H, S, V and grey as OpenCV computes them for a uint8 picture: H is half the degrees. */
function byteNumbers(R, G, B) {
  const V = Math.max(R, G, B);
  const spread = V - Math.min(R, G, B);
  let H = 0;
  let S = 0;
  if (spread > 0) {
    // OpenCV divides by way of tables of whole numbers with 12 binary places.
    S = (spread * Math.round((255 << 12) / V) + 2048) >> 12;
    if (V === R) H = G - B;
    else if (V === G) H = B - R + 2 * spread;
    else H = R - G + 4 * spread;
    H = (H * Math.round((30 << 12) / spread) + 2048) >> 12;
    if (H < 0) H += 180;
  }
  const grey = (9798 * R + 19235 * G + 3735 * B + 16384) >> 15;
  return { R, G, B, H, S, V, grey };
}

/** The same for a float picture from 0 to 1, in 32 bits at each step: H is in degrees. */
function floatNumbers(R, G, B) {
  const f = Math.fround;
  const epsilon = 2 ** -23; // keeps OpenCV from dividing by 0
  const V = Math.max(R, G, B);
  const spread = f(V - Math.min(R, G, B));
  const S = f(spread / f(V + epsilon));
  const step = f(60 / f(spread + epsilon));
  let H;
  if (V === R) H = f(f(G - B) * step);
  else if (V === G) H = f(f(f(B - R) * step) + 120);
  else H = f(f(f(R - G) * step) + 240);
  if (H < 0) H = f(H + 360);
  const grey = f(f(f(R * f(0.299)) + f(G * f(0.587))) + f(B * f(0.114)));
  return { R, G, B, H, S, V, grey };
}

const toByte = (value) => Math.floor(value * 255 + 0.5);

/** The picture's array: values of single pixels in either range, and planes for the screen. */
class Pixels {
  constructor(bytes, info) {
    Object.assign(this, info);
    const part = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    this.values = this.kind === "float32" ? new Float32Array(part) : new Uint8Array(part);
    this.bytes = this.kind === "float32" ? Uint8Array.from(this.values, toByte) : this.values;
  }

  has(row, column) {
    return row >= 0 && row < this.rows && column >= 0 && column < this.columns;
  }

  /** The channels of a pixel as red, green, blue, or as the one value there is. */
  channelValues(row, column, order, range) {
    const first = (row * this.columns + column) * this.channels;
    const found = Array.from(this.values.subarray(first, first + this.channels));
    if (order === "BGR") found.reverse();
    if (this.kind === "uint8" && range === "0-1") return found.map((v) => Math.fround(v / 255));
    if (this.kind === "float32" && range === "0-255") return found.map(toByte);
    return found;
  }

  read(row, column, order, range) {
    const values = this.channelValues(row, column, order, range);
    if (this.kind === "bool") return { mask: values[0] };
    if (this.channels === 1) return { grey: values[0] };
    return range === "0-255" ? byteNumbers(...values) : floatNumbers(...values);
  }

  /** The colours of some pixels on screen, as red, green, blue and opacity. */
  colours(firstRow, lastRow, firstColumn, lastColumn, plane, order) {
    const { bytes, channels } = this;
    const red = order === "BGR" ? channels - 1 : 0;
    const green = channels === 3 ? 1 : 0;
    const blue = channels - 1 - red;
    const painted = new Uint8ClampedArray(
      4 * (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1),
    );
    let next = 0;
    for (let row = firstRow; row <= lastRow; row++) {
      let pixel = (row * this.columns + firstColumn) * channels;
      for (let column = firstColumn; column <= lastColumn; column++, pixel += channels) {
        let r = bytes[pixel + red];
        let g = bytes[pixel + green];
        let b = bytes[pixel + blue];
        if (plane === "mask") r = g = b = 255 * r;
        else if (plane === "H") r = g = b = Math.floor(byteNumbers(r, g, b).H * (255 / 179) + 0.5);
        else if (plane !== "colour") r = g = b = byteNumbers(r, g, b)[plane];
        painted[next++] = r;
        painted[next++] = g;
        painted[next++] = b;
        painted[next++] = 255;
      }
    }
    return painted;
  }
}

const isWhole = (name, range) => name === "mask" || range === "0-255";

/** A number with so many decimals; the first rounding hides the last bit of the float sums. */
const fixed = (value, places) => (Math.floor(value * 10000 + 0.5) / 10000).toFixed(places);

function cellText(name, value, range) {
  if (isWhole(name, range)) return String(value);
  return name === "H" ? `${fixed(value, 0)}°` : fixed(value, 2);
}

function readOut(name, value, range) {
  if (isWhole(name, range)) return String(value);
  return name === "H" ? `${fixed(value, 1)}°` : fixed(value, 3);
}

function sentence(pixels, { row, column, plane, order, value_range: range }) {
  const numbers = {};
  for (const [name, value] of Object.entries(pixels.read(row, column, order, range))) {
    numbers[name] = readOut(name, value, range);
  }
  let subject = `image[${row}, ${column}]`;
  if (pixels.kind === "bool") return `${subject} is ${numbers.mask === "1" ? "True" : "False"}.`;
  if (pixels.kind === "uint8" && range === "0-1") subject += " / 255";
  if (pixels.kind === "float32" && range === "0-255") subject += " * 255, rounded,";
  if (pixels.channels === 1) return `${subject} is ${numbers.grey}.`;
  const values = WORDS[order].map((word) => numbers[word[0].toUpperCase()]);
  const named = WORDS[order].map((word, i) => `${word} ${values[i]}`).join(", ");
  let text = `${subject} is [${values.join(", ")}]: ${named}.`;
  if (order !== pixels.channelOrder) {
    text += ` Read as ${order}, red and blue have changed places.`;
  }
  if (plane === "H") {
    text += ` Plane H shows ${numbers.H}; black is 0°, white is almost 360°.`;
  } else if (plane !== "colour") {
    text += ` Plane ${plane} shows ${numbers[plane]}.`;
  }
  return text;
}

/** Black or white, whichever is easier to read on a colour (contrast by WCAG 2). */
function textColour(colour) {
  const [r, g, b] = colour.map((v) => {
    const level = v / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

// ---- the page ----------------------------------------------------------------------------------

function element(tag, properties = {}, ...children) {
  const { aria = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** One row of choices: a fieldset of radio buttons. */
function choice(legend, name, values, choose) {
  const inputs = new Map();
  const box = element("fieldset", {}, element("legend", { textContent: legend }));
  const group = `${name}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  for (const value of values) {
    const input = element("input", { type: "radio", name: group, value });
    input.addEventListener("change", () => choose({ [name]: value }));
    inputs.set(value, input);
    box.append(element("label", {}, input, value));
  }
  box.hidden = values.length < 2;
  return { box, show: (value) => (inputs.get(value).checked = true) };
}

/** A slider and a number box for the row or the column. */
function position(name, size, choose) {
  const word = name[0].toUpperCase() + name.slice(1);
  const limits = { min: 0, max: size - 1, step: 1 };
  const slider = element("input", { type: "range", ...limits, aria: { "aria-label": word } });
  const label = { "aria-label": `${word} number` };
  const number = element("input", { type: "number", ...limits, aria: label });
  slider.addEventListener("input", () => choose({ [name]: slider.valueAsNumber }));
  number.addEventListener("input", () => {
    if (Number.isInteger(number.valueAsNumber)) choose({ [name]: number.valueAsNumber });
  });
  number.addEventListener("blur", () => (number.value = slider.value));
  const box = element("div", { className: "position" }, element("span", { textContent: word }));
  box.append(slider, number);
  return {
    box,
    show(value) {
      slider.value = value;
      number.value = value;
    },
  };
}

function patchGrid() {
  const grid = element("div", { className: "patch", aria: { "aria-hidden": "true" } });
  const side = 2 * RADIUS + 1;
  const cells = Array.from({ length: side * side }, () => element("span"));
  cells[(cells.length - 1) / 2].className = "middle";
  grid.append(...cells);
  const caption = element("p", { className: "caption" });
  const box = element("div", {}, grid, caption);
  return {
    box,
    show(pixels, { row, column, plane, order, value_range: range }) {
      const names = plane === "colour" ? ["R", "G", "B"] : [plane];
      cells.forEach((cell, index) => {
        const r = row - RADIUS + Math.floor(index / side);
        const c = column - RADIUS + (index % side);
        const inside = pixels.has(r, c);
        cell.classList.toggle("outside", !inside);
        if (!inside) {
          cell.style.cssText = "";
          cell.textContent = "";
          return;
        }
        const colour = [...pixels.colours(r, r, c, c, plane, order)].slice(0, 3);
        const numbers = pixels.read(r, c, order, range);
        cell.style.background = `rgb(${colour.join(", ")})`;
        cell.style.color = textColour(colour);
        cell.textContent = names.map((name) => cellText(name, numbers[name], range)).join("\n");
      });
      caption.textContent =
        plane === "colour"
          ? "red, green and blue from top to bottom"
          : `the numbers of plane ${plane}`;
    },
  };
}

function readOutTable(pixels) {
  const names = Object.keys(pixels.read(0, 0, "RGB", pixels.valueRanges[0]));
  const head = element("tr", {}, element("td"));
  head.append(...names.map((name) => element("th", { scope: "col", textContent: name })));
  const table = element("table", { className: "read-out" }, element("thead", {}, head));
  const body = element("tbody");
  const rows = pixels.valueRanges.map((range) => {
    const cells = names.map(() => element("td"));
    const row = element("tr", {}, element("th", { scope: "row", textContent: range }), ...cells);
    body.append(row);
    return { range, row, cells };
  });
  table.append(body);
  if (names.includes("H") && pixels.valueRanges.includes("0-255")) {
    const hue = "H is an angle; in 8 bits OpenCV stores half of it, 0 to 179.";
    table.append(element("caption", { className: "caption", textContent: hue }));
  }
  return {
    table,
    show(state) {
      for (const { range, row, cells } of rows) {
        const numbers = pixels.read(state.row, state.column, state.order, range);
        row.classList.toggle("chosen", range === state.value_range);
        cells.forEach((cell, i) => {
          cell.textContent = readOut(names[i], numbers[names[i]], range);
        });
      }
    },
  };
}

/** The picture with its marker: pointer, touch and keys. */
function stage(pixels, choose, current) {
  const canvas = element("canvas", {
    width: pixels.columns,
    height: pixels.rows,
    tabIndex: 0,
    aria: {
      role: "application",
      "aria-label": `${pixels.title}: ${pixels.rows} rows, ${pixels.columns} columns. ` +
        "Arrow keys move by one pixel, with Shift by ten.",
    },
  });
  const marker = element("div", { className: "marker" });
  const frame = element("div", { className: "frame" }, canvas, marker);
  const box = element("div", { className: "stage" }, frame);
  const context = canvas.getContext("2d");
  let scale = 1;
  let painted = "";
  let held = false;

  function paint({ plane, order }) {
    if (painted === plane + order) return;
    painted = plane + order;
    const painting = pixels.colours(0, pixels.rows - 1, 0, pixels.columns - 1, plane, order);
    context.putImageData(new ImageData(painting, pixels.columns), 0, 0);
  }

  function place({ row, column }) {
    const side = Math.max(scale, 9);
    marker.style.width = marker.style.height = `${side}px`;
    marker.style.left = `${(column + 0.5) * scale - side / 2}px`;
    marker.style.top = `${(row + 0.5) * scale - side / 2}px`;
  }

  // Pixels that are large enough to see grow by a whole factor, so that all have the same size. A
  // large picture shrinks on screen, not in the numbers.
  const observer = new ResizeObserver(() => {
    if (!box.clientWidth) return;
    scale = Math.min(box.clientWidth / pixels.columns, TALLEST / pixels.rows);
    if (scale > 4) scale = Math.floor(scale);
    canvas.style.width = `${pixels.columns * scale}px`;
    canvas.style.height = `${pixels.rows * scale}px`;
    place(current());
  });
  observer.observe(box);

  function point(event) {
    const area = canvas.getBoundingClientRect();
    choose({
      row: Math.floor(((event.clientY - area.top) / area.height) * pixels.rows),
      column: Math.floor(((event.clientX - area.left) / area.width) * pixels.columns),
    });
  }

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || !held) point(event);
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") held = !held;
    marker.classList.toggle("held", held);
    point(event);
  });
  canvas.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? 10 : 1;
    const { row, column } = current();
    const moves = {
      ArrowUp: { row: row - far },
      ArrowDown: { row: row + far },
      ArrowLeft: { column: column - far },
      ArrowRight: { column: column + far },
      Home: { column: 0 },
      End: { column: pixels.columns - 1 },
      PageUp: { row: 0 },
      PageDown: { row: pixels.rows - 1 },
    };
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(moves[event.key]);
  });

  return {
    box,
    show(state) {
      paint(state);
      place(state);
    },
    stop: () => observer.disconnect(),
  };
}

function render({ model, el }) {
  const pixels = new Pixels(model.get("pixels"), model.get("picture"));
  const state = Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
  let saveTimer;
  let speakTimer;

  function save() {
    for (const name of STATE) model.set(name, state[name]);
    saveTimer = undefined; // only now: `follow` hears of each value while the others are old
    model.save_changes();
  }

  function choose(changes) {
    Object.assign(state, changes);
    state.row = Math.min(Math.max(state.row, 0), pixels.rows - 1);
    state.column = Math.min(Math.max(state.column, 0), pixels.columns - 1);
    show();
    clearTimeout(saveTimer);
    saveTimer = setTimeout(save, SAVE_AFTER);
  }

  const picture = stage(pixels, choose, () => state);
  const patch = patchGrid();
  const table = readOutTable(pixels);
  const words = element("p", { className: "sentence" });
  const spoken = element("p", { className: "spoken", aria: { "aria-live": "polite" } });
  const places = [
    ["row", position("row", pixels.rows, choose)],
    ["column", position("column", pixels.columns, choose)],
  ];
  const orders = pixels.channels === 3 ? ["RGB", "BGR"] : [pixels.channelOrder];
  const choices = [
    ["plane", choice("Plane", "plane", pixels.planes, choose)],
    ["order", choice("Read channels as", "order", orders, choose)],
    ["value_range", choice("Numbers", "value_range", pixels.valueRanges, choose)],
  ];
  const presets = element("div", {
    className: "presets",
    aria: { role: "group", "aria-label": "Places" },
  });
  for (const [name, changes] of Object.entries(pixels.presets)) {
    const button = element("button", { type: "button", textContent: name });
    button.addEventListener("click", () => choose(changes));
    presets.append(button);
  }

  function show() {
    picture.show(state);
    patch.show(pixels, state);
    table.show(state);
    words.textContent = sentence(pixels, state);
    for (const [name, control] of [...places, ...choices]) control.show(state[name]);
    clearTimeout(speakTimer);
    speakTimer = setTimeout(() => (spoken.textContent = words.textContent), SPEAK_AFTER);
  }

  const facts = element("p", { className: "facts" });
  for (const [name, text] of Object.entries(pixels.facts)) {
    const term = element("strong", { textContent: name });
    facts.append(element("span", {}, term, ` ${text}`));
  }
  const help = element("p", { className: "caption" });
  help.textContent =
    "Point at the picture, or use the arrow keys on it (Shift: 10 pixels; Home, End, Page Up, " +
    "Page Down: to the border). A click holds the pixel, another lets it go.";
  const root = element(
    "div",
    {
      className: "course-live pixel-inspector",
      aria: { role: "group", "aria-label": `Pixel inspector: ${pixels.title}` },
    },
    element("strong", { textContent: pixels.title }),
    facts,
    element(
      "div",
      { className: "main" },
      element("div", { className: "left" }, picture.box, ...places.map(([, one]) => one.box), help),
      element("div", { className: "right" }, patch.box, table.table),
    ),
    words,
    element("div", { className: "choices" }, ...choices.map(([, one]) => one.box)),
    presets,
    spoken,
  );
  // Keys are for the element that has the focus: JupyterLab must not move to the next cell. It
  // looks at that very element for its shortcuts, so the mark is needed on each.
  for (const one of root.querySelectorAll("canvas, input, button")) {
    one.dataset.lmSuppressShortcuts = "true";
  }
  el.append(root);
  show();

  function follow() {
    // While a movement waits to be saved, the page knows better than Python.
    if (saveTimer !== undefined) return;
    if (STATE.every((name) => state[name] === model.get(name))) return;
    for (const name of STATE) state[name] = model.get(name);
    show();
  }
  for (const name of STATE) model.on(`change:${name}`, follow);
  return () => {
    for (const name of STATE) model.off(`change:${name}`, follow);
    clearTimeout(saveTimer);
    clearTimeout(speakTimer);
    picture.stop();
  };
}

export default { render };
