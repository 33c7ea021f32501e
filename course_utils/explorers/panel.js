// The panel of an explorer whose pictures Python makes: controls, presets, pictures, numbers and
// one sentence. Everything here is general; what it shows comes from the model's `panel` and from
// the frames that Python sends.

const SPEAK_AFTER = 500; // milliseconds of rest until a screen reader hears the sentence
const PATIENCE = 20000; // ... until a message counts as lost: the kernel may be busy with a cell
const KNOCK_AGAIN = 1000; // ... until a page that opened during a cell asks once more
const LATE = 6000; // ... until the learner is told why nothing happens
const DEAF = 2000; // ... until a press on Stop counts as not heard
const MOST_RADIO = 5; // more options than these become a list to choose from
const TALLEST = 400; // of a picture on screen
const WIDEST_CELL = 34; // of a picture made of cells; with names twice that, if there are only ...
const FEW_COLUMNS = 4; // ... so many columns and rows
const LETTER = 7; // the width of one in a cell, in the largest size
const NARROWEST = 130; // of one of many small pictures, and ...
const GAP = 10; // ... the room between two of them, as in the style sheet
const INLINE_BELOW = 65536; // bytes of a picture that goes into its own address: see `addressOf`
const PIECE = 8192; // of its bytes at once: a function takes only so many arguments
const WAITING =
  "Still waiting for Python. Either another cell is running, or the kernel has stopped: then run " +
  "this cell again.";

function element(tag, properties = {}, ...children) {
  const { aria = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function button(text, press) {
  const made = element("button", { type: "button", textContent: text });
  made.addEventListener("click", () => {
    if (made.ariaDisabled !== "true") press();
  });
  return made;
}

/** Switched off for everybody, but it keeps the focus: a disabled button would lose it. */
const switchOff = (one, off) => (one.ariaDisabled = String(off));

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const uniqueName = (name) => `${name}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;

/** A number without the last bits of a float sum: 0.3, not 0.30000000000000004. */
const tidy = (number) => Number(number.toFixed(6));

/** The value of a slider that is nearest to a number. */
function nearest(number, { low, high, step }) {
  const near = low + Math.round((number - low) / step) * step;
  return tidy(Math.min(Math.max(near, low), high));
}

/** The address of a picture. A small one is the address: the browser is asked for a blob through
    another process, which takes too long for many pictures, many times a second. */
function addressOf(bytes, kind) {
  if (bytes.byteLength >= INLINE_BELOW) {
    return URL.createObjectURL(new Blob([bytes], { type: `image/${kind}` }));
  }
  const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let i = 0; i < all.length; i += PIECE) {
    text += String.fromCharCode(...all.subarray(i, i + PIECE));
  }
  return `data:image/${kind};base64,${btoa(text)}`;
}

// ---- controls: each has a box and show(value) ---------------------------------------------------

function slider(control, choose) {
  const { name, label, low, high, step, unit } = control;
  const limits = { min: low, max: high, step };
  const range = element("input", { type: "range", ...limits, aria: { "aria-label": label } });
  const words = { "aria-label": `${label} number` };
  const number = element("input", { type: "number", ...limits, aria: words });
  range.addEventListener("input", () => choose({ [name]: tidy(range.valueAsNumber) }));
  number.addEventListener("input", () => {
    if (number.value !== "" && number.validity.valid) choose({ [name]: number.valueAsNumber });
  });
  /** What is too large, too small or between two steps becomes the nearest value. */
  function settle() {
    if (Number.isNaN(number.valueAsNumber) || number.validity.valid) return;
    const value = nearest(number.valueAsNumber, control);
    number.value = value;
    choose({ [name]: value });
  }
  number.addEventListener("change", settle);
  number.addEventListener("keydown", ({ key }) => key === "Enter" && settle());
  number.addEventListener("blur", () => (number.value = tidy(range.valueAsNumber)));
  function limit([lowest, highest]) {
    Object.assign(control, { low: lowest, high: highest });
    for (const input of [range, number]) Object.assign(input, { min: lowest, max: highest });
  }
  const box = element("div", { className: "slider" }, element("span", { textContent: label }));
  box.append(range, number, element("span", { className: "unit", textContent: unit }));
  return {
    box,
    limit,
    show(value) {
      range.value = value;
      if (unit) range.setAttribute("aria-valuetext", `${value} ${unit}`);
      // Half a number, such as "-", stays while it is being typed.
      const typing = document.activeElement === number && !number.validity.valid;
      if (!typing && number.valueAsNumber !== value) number.value = tidy(value);
    },
  };
}

function choice({ name, label, options }, choose) {
  if (options.length > MOST_RADIO) {
    const list = element("select", { aria: { "aria-label": label } });
    list.append(...options.map((value) => element("option", { value, textContent: value })));
    list.addEventListener("change", () => choose({ [name]: options[list.selectedIndex] }));
    const box = element("div", { className: "list" }, element("span", { textContent: label }), list);
    return { box, show: (value) => (list.selectedIndex = options.indexOf(value)) };
  }
  const box = element("fieldset", {}, element("legend", { textContent: label }));
  const group = uniqueName(name);
  const inputs = new Map();
  for (const value of options) {
    const input = element("input", { type: "radio", name: group, value });
    input.addEventListener("change", () => choose({ [name]: value }));
    inputs.set(value, input);
    box.append(element("label", {}, input, value));
  }
  return { box, show: (value) => (inputs.get(value).checked = true) };
}

function onOff({ name, label }, choose) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => choose({ [name]: input.checked }));
  const box = element("div", { className: "switch" }, element("label", {}, input, label));
  return { box, show: (value) => (input.checked = value) };
}

function steps({ name, label, options, most }, choose) {
  let chosen = [];
  const add = options.map((word) => button(word, () => choose({ [name]: [...chosen, word] })));
  const undo = button("undo", () => choose({ [name]: chosen.slice(0, -1) }));
  const clear = button("clear", () => choose({ [name]: [] }));
  const sequence = element("ol", { className: "sequence", aria: { "aria-label": `${label}: order` } });
  const nothing = element("span", { className: "caption", textContent: "nothing yet" });
  const box = element("fieldset", { className: "steps" }, element("legend", { textContent: label }));
  box.append(
    element("div", { className: "buttons" }, ...add),
    element("div", { className: "buttons" }, sequence, nothing, undo, clear),
  );
  return {
    box,
    show(value) {
      chosen = value;
      sequence.replaceChildren(...value.map((word) => element("li", { textContent: word })));
      nothing.hidden = value.length > 0;
      sequence.hidden = value.length === 0;
      for (const one of add) switchOff(one, value.length >= most);
      for (const one of [undo, clear]) switchOff(one, value.length === 0);
    },
  };
}

function draw({ name, label }, choose) {
  let seed = 0;
  const number = element("span", { className: "caption" });
  const press = button(label, () => choose({ [name]: seed + 1 }));
  return {
    box: element("div", { className: "draw" }, press, number),
    show(value) {
      seed = value;
      number.textContent = `draw ${value}`;
    },
  };
}

/** Buttons for a number that grows by itself; the page's player asks for one value after the
    other. The count is no live region: a screen reader hears the sentence when the run stops. */
function play(control, _choose, player) {
  const { name, label, most } = control;
  const run = button("Run", () => (player.runs(control) ? player.stop() : player.run(control)));
  const step = button("Step", () => player.step(control));
  const reset = button("Reset", () => player.reset(control));
  const count = element("span", { className: "count" });
  const box = element("fieldset", { className: "play" }, element("legend", { textContent: label }));
  box.append(run, step, reset, count);
  return {
    box,
    show(value) {
      const running = player.runs(control);
      const done = value >= most || player.ended();
      const word = running ? "Stop" : "Run";
      if (run.textContent !== word) run.textContent = word;
      switchOff(run, done && !running);
      switchOff(step, done);
      switchOff(reset, value === 0 && !running);
      count.textContent = `${name} ${value}`;
    },
  };
}

/** A table of numbers to write in. Enter goes on to the next cell, the arrows up and down count. */
function grid({ name, label, low, high }, choose) {
  const table = element("div", { className: "grid" });
  const box = element("fieldset", {}, element("legend", { textContent: label }), table);
  let rows = [];
  let inputs = [];

  function set(row, column, number) {
    const changed = (values) => values.map((value, place) => (place === column ? number : value));
    choose({ [name]: rows.map((values, place) => (place === row ? changed(values) : values)) });
  }

  function made(row, column) {
    const words = { "aria-label": `${label}, row ${row + 1}, column ${column + 1}` };
    const input = element("input", { type: "number", step: "any", min: low, max: high, aria: words });
    input.dataset.lmSuppressShortcuts = "true"; // made later than those of the whole panel
    input.addEventListener("focus", () => input.select());
    input.addEventListener("input", () => {
      if (input.value !== "" && input.validity.valid) set(row, column, input.valueAsNumber);
    });
    /** What is too large or too small becomes the nearest number. */
    input.addEventListener("change", () => {
      if (Number.isNaN(input.valueAsNumber) || input.validity.valid) return;
      set(row, column, Math.min(Math.max(input.valueAsNumber, low), high));
      input.value = tidy(rows[row][column]);
    });
    input.addEventListener("blur", () => (input.value = tidy(rows[row][column])));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const place = inputs.indexOf(input) + (event.shiftKey ? -1 : 1);
      inputs[(place + inputs.length) % inputs.length].focus();
    });
    return input;
  }

  return {
    box,
    show(value) {
      if (value.length !== rows.length || value[0].length !== rows[0].length) {
        inputs = value.flatMap((values, row) => values.map((_, column) => made(row, column)));
        table.style.setProperty("--columns", value[0].length);
        table.replaceChildren(...inputs);
      }
      rows = value;
      rows.flat().forEach((number, place) => {
        const input = inputs[place];
        // Half a number, such as "-", stays while it is being typed.
        const typing = document.activeElement === input && !input.validity.valid;
        const empty = document.activeElement === input && input.value === "";
        if (!typing && !empty && input.valueAsNumber !== number) input.value = tidy(number);
      });
    },
  };
}

/** Boxes that stand under pictures: this makes one for each, `box` itself stays empty. */
function ticks({ name, label, pictures }, choose) {
  let values = pictures.map(() => false);
  const inputs = new Map();
  pictures.forEach((picture, index) => {
    const words = { "aria-label": `${label}: ${picture}` };
    const input = element("input", { type: "checkbox", aria: words });
    input.addEventListener("change", () => {
      choose({ [name]: values.map((value, i) => (i === index ? input.checked : value)) });
    });
    inputs.set(picture, input);
  });
  return {
    box: element("span"),
    under: new Map([...inputs].map(([picture, input]) => [picture, element("label", {}, input, label)])),
    show(value) {
      values = value;
      pictures.forEach((picture, index) => (inputs.get(picture).checked = value[index]));
    },
  };
}

/** A row and a column: the table of the pictures that has this control shows and sets them. */
const cell = () => ({ box: element("span"), show: () => {} });

const MAKERS = {
  Slider: slider,
  Choice: choice,
  Switch: onOff,
  Steps: steps,
  Draw: draw,
  Play: play,
  Cell: cell,
  Grid: grid,
  Ticks: ticks,
};

// ---- pictures: each has a box, fit(width), and show(picture, buffers), which says whether the
// picture has another size now: to ask the page for a width takes long while it changes -----------

function photo() {
  const image = element("img", { draggable: false });
  const mark = element("span", { className: "mark", hidden: true });
  const box = element("div", { className: "frame" }, image, mark);
  let size = { rows: 0, columns: 0 };
  let scale = 1;
  let marked = null;
  let address = "";

  function placeMark() {
    mark.hidden = !marked;
    if (!marked) return;
    const side = Math.max(scale, 9);
    mark.style.width = mark.style.height = `${side}px`;
    mark.style.left = `${(marked[1] + 0.5) * scale - side / 2}px`;
    mark.style.top = `${(marked[0] + 0.5) * scale - side / 2}px`;
  }

  return {
    box,
    fit(width) {
      // Pixels that are large enough to see grow by a whole factor, so that all are alike.
      scale = Math.min((width - 2) / size.columns, TALLEST / size.rows); // 2 for the border
      if (scale >= 3) scale = Math.floor(scale);
      image.style.width = `${size.columns * scale}px`;
      image.style.height = `${size.rows * scale}px`;
      image.classList.toggle("enlarged", scale >= 2);
      placeMark();
    },
    show(picture, buffers) {
      const { buffer, kind, rows, columns } = picture;
      const resized = !same(size, { rows, columns });
      size = { rows, columns };
      const old = address;
      address = addressOf(buffers[buffer], kind);
      image.src = address;
      if (old) URL.revokeObjectURL(old);
      return resized;
    },
    say(text, place) {
      if (image.alt !== text) image.alt = text;
      marked = place;
      placeMark();
    },
    stop: () => URL.revokeObjectURL(address),
  };
}

/** A table of coloured cells; where it has a control, a click or an arrow key chooses a cell. */
function cells(controls, choose) {
  const table = element("table", { className: "cells" });
  let columns = 1;
  let longest = 1; // line of a text, in letters
  let control; // the value that a click sets
  let value = [0, 0];
  let values = { rows: [], columns: [] }; // of the rows and columns, where they are not their own
  let built; // the size and the names for which the cells have been made, and ...
  let made = []; // ... these cells, row by row, ...
  let looks = []; // ... each as it was shown last

  table.addEventListener("pointerdown", (event) => {
    const down = made.findIndex((row) => row.includes(event.target));
    if (!control || down < 0) return;
    const across = made[down].indexOf(event.target);
    event.preventDefault(); // no text is selected
    table.focus();
    choose({ [control.name]: [values.rows[down] ?? down, values.columns[across] ?? across] });
  });

  table.addEventListener("keydown", (event) => {
    if (!control || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = value;
    const moves = {
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      Home: [row, 0],
      End: [row, control.columns - 1],
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const within = (place, count) => Math.min(Math.max(place, 0), count - 1);
    const [down, across] = moves[event.key];
    choose({ [control.name]: [within(down, control.rows), within(across, control.columns)] });
  });

  /** The head of a row or a column; long ones stand upright above a column. */
  function head(text, scope, long) {
    const inner = element("span", { textContent: text });
    return element("th", { scope, className: long ? "upright" : "" }, inner);
  }

  function build(count, rowNames, columnNames) {
    made = Array.from({ length: count }, () =>
      Array.from({ length: columns }, () => element("td")),
    );
    looks = made.map(() => []);
    const lines = made.map((row, down) => {
      const heads = rowNames.length ? [head(rowNames[down], "row")] : [];
      return element("tr", {}, ...heads, ...row);
    });
    table.replaceChildren(element("tbody", {}, ...lines));
    if (!columnNames.length) return;
    const room = columns <= FEW_COLUMNS ? 9 : 3; // letters
    const long = columnNames.some((text) => text.length > room);
    const heads = columnNames.map((text) => head(text, "col", long));
    if (rowNames.length) heads.unshift(element("td", { className: "corner" }));
    table.prepend(element("thead", {}, element("tr", {}, ...heads)));
  }

  return {
    box: table,
    fit(width) {
      const names = table.querySelector("th[scope=row]")?.offsetWidth ?? 0;
      const needed = longest * LETTER + 2;
      const few = Math.max(columns, made.length) <= FEW_COLUMNS;
      const most = names && few ? 2 * WIDEST_CELL : WIDEST_CELL;
      const widest = Math.min(Math.max(most, needed), 2 * WIDEST_CELL);
      const side = Math.floor(Math.min((width - names) / columns, widest));
      const size = Math.min(0.5 * side, (11 * side) / needed, 11);
      table.style.width = names ? "" : `${side * columns}px`;
      table.style.fontSize = `${Math.max(size, 7)}px`;
      table.style.setProperty("--side", `${side}px`);
    },
    show({ rows, words, control: name, chosen, framed, ring, ...rest }) {
      const { row_names: rowNames, column_names: columnNames } = rest;
      values = { rows: rest.row_values, columns: rest.column_values };
      control = controls.find((one) => one.name === name);
      columns = rows[0].length;
      const lines = rows.flat().flatMap(([text]) => text.split("\n"));
      const letters = Math.max(...lines.map(({ length }) => length));
      const names = [rows.length, columns, rowNames, columnNames];
      const resized = letters !== longest || !same(names, built);
      longest = letters;
      if (!same(names, built)) build(rows.length, rowNames, columnNames);
      built = names;
      const shadows = new Map(framed.map(([down, across, shadow]) => [`${down} ${across}`, shadow]));
      const deep = (place, count) => Math.min(place, count - 1 - place);
      rows.forEach((row, down) =>
        row.forEach(([text, ground, colour], across) => {
          const shadow = shadows.get(`${down} ${across}`) ?? "";
          const depth = Math.min(deep(down, rows.length), deep(across, columns));
          const selected = control ? same(chosen, [down, across]) : null;
          const look = [ground, colour, shadow, depth < ring, selected, text].join(";");
          if (looks[down][across] === look) return; // what a page does not touch costs it nothing
          looks[down][across] = look;
          const cell = made[down][across];
          cell.textContent = text;
          cell.style.background = text ? ground : "";
          cell.style.color = text ? colour : "";
          cell.style.boxShadow = shadow;
          cell.classList.toggle("outside", !text);
          cell.classList.toggle("ring", depth < ring);
          if (control) cell.ariaSelected = String(selected);
        }),
      );
      table.classList.toggle("movable", Boolean(control));
      if (control) {
        table.setAttribute("role", "grid");
        table.tabIndex = 0;
      }
      table.title = words;
      return resized;
    },
    follow(state) {
      if (control) value = state[control.name];
    },
    say(text) {
      const words = control ? `${control.label}, chosen with the arrow keys. ${text}` : text;
      if (table.ariaLabel !== words) table.ariaLabel = words;
    },
    stop: () => {},
  };
}

/** A drawing; where it has a control, a click, a drag or a key in it sets that value. With a
    second one, for the height, it sets both. */
function chart(controls, choose) {
  const box = element("div", { className: "chart" });
  let shown = {};
  let control; // the slider whose value the drawing sets
  let controlUp; // ... and the one for the height
  let value = 0;
  let valueUp = 0;

  const move = (number) => choose({ [control.name]: nearest(number, control) });

  function point(event) {
    const area = box.getBoundingClientRect();
    const across = (event.clientX - area.left) / area.width;
    if (shown.grid) {
      const [rows, columns] = shown.grid;
      const down = (event.clientY - area.top) / area.height;
      return move(Math.floor(down * rows) * columns + Math.floor(across * columns));
    }
    const number = shown.low + across * (shown.high - shown.low);
    if (!controlUp) return move(number);
    const up = (area.bottom - event.clientY) / area.height;
    const numberUp = shown.bottom + up * (shown.top - shown.bottom);
    choose({
      [control.name]: nearest(number, control),
      [controlUp.name]: nearest(numberUp, controlUp),
    });
  }

  box.addEventListener("pointerdown", (event) => {
    if (!control || event.button !== 0) return;
    event.preventDefault(); // no text is selected
    box.setPointerCapture(event.pointerId);
    box.focus({ preventScroll: true }); // else it would move under the pointer
    point(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (control && !shown.grid && box.hasPointerCapture(event.pointerId)) point(event);
  });
  box.addEventListener("keydown", (event) => {
    if (!control || event.ctrlKey || event.metaKey || event.altKey) return;
    const { low, high, step } = control;
    const moves = {
      ArrowRight: value + step,
      ArrowUp: value + step,
      ArrowLeft: value - step,
      ArrowDown: value - step,
      PageUp: value + 10 * step,
      PageDown: value - 10 * step,
      Home: low,
      End: high,
    };
    if (shown.grid) {
      const [, columns] = shown.grid;
      Object.assign(moves, { ArrowUp: value - columns, ArrowDown: value + columns });
    }
    if (!(event.key in moves)) return;
    event.preventDefault();
    const up = Math.sign(shown.top - shown.bottom); // rows of a picture are counted downwards
    const way = up * { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (controlUp && way) {
      const number = nearest(valueUp + way * controlUp.step, controlUp);
      choose({ [controlUp.name]: number });
    } else move(moves[event.key]);
  });

  return {
    box,
    fit: () => {},
    show(picture) {
      if (shown.svg !== picture.svg) box.innerHTML = picture.svg;
      shown = picture;
      control = controls.find(({ name }) => name === picture.control);
      controlUp = control && controls.find(({ name }) => name === picture.control_up);
      box.classList.toggle("movable", Boolean(control));
      box.classList.toggle("both-ways", Boolean(controlUp));
      if (controlUp) box.setAttribute("aria-roledescription", "2D slider");
      else {
        box.removeAttribute("aria-roledescription");
        box.removeAttribute("aria-valuetext");
      }
      box.setAttribute("role", control ? "slider" : "img");
      box.tabIndex = control ? 0 : -1;
      for (const name of ["aria-valuemin", "aria-valuemax", "aria-valuenow"]) {
        if (!control) box.removeAttribute(name);
      }
    },
    follow(state) {
      if (!control) return;
      value = state[control.name];
      box.setAttribute("aria-valuemin", control.low);
      box.setAttribute("aria-valuemax", control.high);
      box.setAttribute("aria-valuenow", value);
      if (!controlUp) return;
      valueUp = state[controlUp.name];
      const words = `${control.label} ${value}, ${controlUp.label} ${valueUp}`;
      box.setAttribute("aria-valuetext", words);
    },
    say(text) {
      const labels = [control, controlUp].filter(Boolean).map(({ label }) => label);
      const moved = labels.length ? `${labels.join(" and ")}. ` : "";
      const words = `${moved}${text} ${shown.text}`;
      if (box.ariaLabel !== words) box.ariaLabel = words;
    },
    stop: () => {},
  };
}

/** All pictures with their captions, in the order of the frame. */
function gallery(panel, underPicture, choose) {
  const grid = element("div", { className: "pictures" });
  const lines = element("div", { className: "groups", hidden: true });
  const whole = element("div", { className: "gallery" }, grid, lines);
  const shown = new Map(); // name -> what is on screen
  let order = [];
  let grouped = {};
  let fixed = 0; // how many stand beside each other, where that is given
  let alone = []; // the names of those that are in no group

  /** Many small pictures stand in lines of equal length: 6 and 6, not 7 and 5. */
  function setColumns() {
    const most = Math.max(Math.floor((grid.clientWidth + GAP) / (NARROWEST + GAP)), 1);
    const rows = Math.ceil(alone.length / most);
    grid.style.setProperty("--columns", fixed || Math.ceil(alone.length / rows));
  }

  function fit() {
    if (alone.length) setColumns();
    for (const { figure, picture } of shown.values()) {
      if (figure.clientWidth) picture.fit(figure.clientWidth);
    }
  }
  const observer = new ResizeObserver(fit);
  observer.observe(whole);

  function made(name, sort) {
    const makers = {
      photo,
      cells: () => cells(panel.controls, choose),
      chart: () => chart(panel.controls, choose),
    };
    const picture = makers[sort]();
    const caption = element("figcaption", { className: "caption" });
    const figure = element("figure", {}, picture.box, caption);
    for (const under of underPicture) if (under.has(name)) figure.append(under.get(name));
    return { sort, figure, picture, caption };
  }

  function arrange(names, groups, columns) {
    for (const name of order) {
      if (names.includes(name)) continue;
      shown.get(name).picture.stop();
      shown.get(name).figure.remove();
      shown.delete(name);
    }
    order = names;
    grouped = groups;
    const members = Object.values(groups).flat();
    alone = names.filter((name) => !members.includes(name));
    const sizes = ["large", "large", "large", "large", "four", "middle", "middle"];
    fixed = columns;
    grid.dataset.size = fixed ? "lines" : (sizes[alone.length] ?? "small");
    const figures = (some) => some.map((name) => shown.get(name).figure);
    // What stands in its place is not moved: it would lose the focus.
    figures(alone).forEach((figure, place) => {
      if (grid.children[place] !== figure) grid.insertBefore(figure, grid.children[place] ?? null);
    });
    lines.replaceChildren(...Object.entries(groups).map(([label, some]) =>
      element(
        "div",
        { className: "group", aria: { role: "group", "aria-label": label } },
        element("span", { className: "name", textContent: label }),
        element("div", { className: "members" }, ...figures(some)),
      ),
    ));
    lines.hidden = members.length === 0;
    setColumns();
    suppressShortcuts(whole);
  }

  return {
    box: whole,
    show(frame, buffers, state) {
      let rebuilt = false;
      const resized = [];
      for (const one of frame.pictures) {
        const old = shown.get(one.name);
        const sort = ["chart", "cells"].includes(one.kind) ? one.kind : "photo";
        if (!one.kind || old?.sort === sort) continue; // without a kind it is on the page already
        old?.picture.stop();
        old?.figure.remove();
        shown.set(one.name, made(one.name, sort));
        rebuilt = true;
      }
      const here = frame.pictures.filter(({ name }) => shown.has(name));
      const names = here.map(({ name }) => name);
      const { groups, columns } = frame;
      const arranged = same([names, groups, columns], [order, grouped, fixed]);
      if (rebuilt || !arranged) arrange(names, groups, columns);
      const wordy = ({ name, caption }) => !alone.includes(name) && caption.includes("\n");
      lines.classList.toggle("wordy", here.some(wordy));
      for (const one of here) {
        const { picture, caption, figure } = shown.get(one.name);
        if (one.kind) {
          if (picture.show(one, buffers)) resized.push([picture, figure]);
        }
        const words = one.caption || one.name;
        if (caption.textContent !== words) caption.textContent = words;
        if (one.kind) figure.classList.toggle("wide", Boolean(one.wide));
        picture.follow?.(state);
        picture.say(`${panel.title}, ${one.name}. ${one.caption || frame.sentence}`, frame.mark);
      }
      const widths = resized.map(([, figure]) => figure.clientWidth);
      resized.forEach(([picture], index) => widths[index] && picture.fit(widths[index]));
    },
    follow(state) {
      for (const { picture } of shown.values()) picture.follow?.(state);
    },
    stop() {
      observer.disconnect();
      for (const { picture } of shown.values()) picture.stop();
    },
  };
}

function numberTable() {
  const table = element("table", { className: "numbers" });
  let names; // of rows and columns
  return {
    box: table,
    show(numbers) {
      const rows = Object.entries(numbers);
      const columns = Object.keys(rows[0]?.[1] ?? {});
      if (same([Object.keys(numbers), columns], names)) {
        const texts = rows.flatMap(([, row]) => columns.map((column) => row[column] ?? ""));
        table.querySelectorAll("tbody td").forEach((cell, index) => {
          if (cell.textContent !== texts[index]) cell.textContent = texts[index];
        });
        return;
      }
      names = [Object.keys(numbers), columns];
      table.hidden = rows.length === 0;
      if (!rows.length) return table.replaceChildren();
      const head = element("tr", {}, element("td"));
      head.append(...columns.map((text) => element("th", { scope: "col", textContent: text })));
      const lines = rows.map(([name, row]) => {
        const cells = columns.map((column) => element("td", { textContent: row[column] ?? "" }));
        return element("tr", {}, element("th", { scope: "row", textContent: name }), ...cells);
      });
      table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...lines));
    },
  };
}

/** How far work has come that goes on in Python, and a button that stops it. The message goes at
    once: the kernel may be busy, and what waits in line is heard too late. */
function progressLine(stop) {
  const bar = element("progress", { max: 1, aria: { "aria-label": "Progress" } });
  const text = element("span", { className: "count" });
  let timer;
  const press = button("Stop", () => {
    switchOff(press, true);
    stop();
    timer = setTimeout(() => {
      text.textContent =
        "Python does not hear the page while a cell runs here. Choose Kernel > Interrupt Kernel.";
    }, DEAF);
  });
  const box = element("div", { className: "work", hidden: true }, bar, text, press);
  return {
    box,
    show(progress) {
      box.hidden = !progress;
      if (!progress) return;
      bar.value = progress.share;
      text.textContent = progress.words;
      press.hidden = !progress.stoppable && !press.matches(":focus");
      if (!progress.stoppable) clearTimeout(timer);
      switchOff(press, !progress.stoppable);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Keys are for the element that has the focus: JupyterLab must not move to the next cell. It
    looks at that very element for its shortcuts, so the mark is needed on each. */
function suppressShortcuts(root) {
  for (const one of root.querySelectorAll("input, button, select, .chart, .cells")) {
    one.dataset.lmSuppressShortcuts = "true";
  }
}

// ---- the page -----------------------------------------------------------------------------------

function render({ model, el }) {
  const panel = model.get("panel");
  const opening = model.get("opening");
  const view = uniqueName("view");
  let state = { ...opening.message.state };
  let pending = {}; // what has changed since the last message
  let sent = {}; // what the message under way has changed
  let number = 0;
  let waiting = false;
  let sentAt = 0;
  let speakTimer;
  let lateTimer;
  let playing = null; // the Play control that goes on, and how many steps are left
  let nextAt = 0; // when the next picture of a run is due, and ...
  let nextTimer; // ... what waits for it
  let ended = false; // there is nothing more to come

  function send(more = {}) {
    if (waiting && performance.now() - sentAt < PATIENCE) return;
    sent = pending;
    pending = {};
    waiting = true;
    sentAt = performance.now();
    number += 1;
    clearTimeout(lateTimer);
    if (Object.keys(sent).length) {
      lateTimer = setTimeout(() => (words.textContent = WAITING), LATE);
    }
    model.send({ view, number, changes: sent, ...more });
  }

  function choose(changes) {
    state = { ...state, ...changes };
    pending = { ...pending, ...changes };
    showControls();
    send();
  }

  function receive(frame, buffers) {
    if (frame.view === view && frame.number === number) {
      waiting = false;
      sent = {};
      clearTimeout(lateTimer);
    }
    // What has been moved since then is newer than what Python says.
    state = { ...state, ...frame.state, ...sent, ...pending };
    if (frame.pictures) ended = frame.ended;
    for (const { control, limit } of controls) {
      const range = frame.limits?.[control.name];
      if (range) limit(range);
    }
    if ("progress" in frame) progress.show(frame.progress);
    if (frame.fault) player.stop();
    if (!waiting && Object.keys(pending).length) send();
    goOn(); // Python makes the next picture while the page shows this one
    showControls();
    if (frame.pictures) showFrame(frame, buffers);
    if (frame.fault) words.textContent = frame.fault;
  }

  /** Ask for the next value of what plays. What has been moved meanwhile goes first: with it the
      model may have begun anew. */
  function goOn() {
    if (!playing || waiting) return;
    const { name, by, most, pause } = playing.control;
    if (ended || document.hidden || state[name] >= most) return player.stop();
    clearTimeout(nextTimer);
    const now = performance.now();
    if (pause && playing.left === Infinity) {
      if (now < nextAt) return (nextTimer = setTimeout(goOn, nextAt - now));
      nextAt = now + 1000 * state[pause];
    }
    playing.left -= 1;
    if (!playing.left) playing = null;
    choose({ [name]: Math.min(state[name] + (by ? state[by] : 1), most) });
  }

  const player = {
    runs: (control) => playing?.control === control && playing.left === Infinity,
    ended: () => ended,
    run(control) {
      playing = { control, left: Infinity };
      nextAt = 0;
      showControls();
      goOn();
    },
    step(control) {
      const more = playing && playing.left < Infinity ? playing.left : 0;
      playing = { control, left: more + 1 };
      showControls();
      goOn();
    },
    stop() {
      if (!playing) return;
      playing = null;
      showControls();
      speak();
    },
    reset({ name }) {
      player.stop();
      choose({ [name]: 0 });
    },
  };

  const controls = panel.controls.map((control) => {
    const made = MAKERS[control.kind](control, choose, player);
    if (made.under) made.box.hidden = true;
    return { control, ...made };
  });
  const under = controls.flatMap((one) => (one.under ? [one.under] : []));
  const pictures = gallery(panel, under, choose);
  const numbers = numberTable();
  const progress = progressLine(() => model.send({ view, stops: true }));
  const words = element("p", { className: "sentence" });
  const spoken = element("p", { className: "spoken", aria: { "aria-live": "polite" } });
  const presets = Object.entries(panel.presets).map(([name, changes]) => ({
    changes,
    press: button(name, () => choose(changes)),
  }));

  function showControls() {
    for (const { control, box, show, under: below } of controls) {
      show(state[control.name]);
      const hidden = Object.entries(control.only_with).some(
        ([name, values]) => !values.includes(state[name]),
      );
      if (below) for (const one of below.values()) one.hidden = hidden;
      else box.hidden = hidden;
    }
    for (const { changes, press } of presets) {
      press.ariaPressed = String(
        Object.entries(changes).every(([name, value]) => same(value, state[name])),
      );
    }
    pictures.follow(state);
  }

  function showFrame(frame, buffers) {
    pictures.show(frame, buffers, state);
    numbers.show(frame.numbers);
    if (words.textContent !== frame.sentence) words.textContent = frame.sentence;
    speak();
  }

  /** Let a screen reader hear the sentence after a rest; not while pictures run by. */
  function speak() {
    clearTimeout(speakTimer);
    if (playing?.left === Infinity) return;
    speakTimer = setTimeout(() => (spoken.textContent = words.textContent), SPEAK_AFTER);
  }

  // Sliders stand in columns; boxes with a frame or a button fill the lines below them.
  const isSlider = ({ control }) => control.kind === "Slider";
  const boxes = (some) => some.map(({ box }) => box);
  const root = element(
    "div",
    {
      className: "course-live panel-explorer",
      aria: { role: "group", "aria-label": panel.title },
    },
    element("strong", { textContent: panel.title }),
    progress.box,
    element(
      "div",
      { className: "presets", aria: { role: "group", "aria-label": "Presets" } },
      ...presets.map(({ press }) => press),
    ),
    element("div", { className: "choices" }, ...boxes(controls.filter((one) => !isSlider(one)))),
    element("div", { className: "sliders" }, ...boxes(controls.filter(isSlider))),
    words, // above the pictures: with many of them it would be out of sight below
    pictures.box,
    numbers.box,
    spoken,
  );
  suppressShortcuts(root);
  el.append(root);
  // Scrolled away, collapsed or taken out of the page: nobody looks, so nothing runs. (`goOn` sees
  // whether the whole page is hidden.)
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.at(-1).isIntersecting) player.stop();
  });
  watcher.observe(root);

  const hear = (message, buffers) => receive(message, buffers);
  model.on("msg:custom", hear);
  receive(opening.message, opening.buffers);
  send({ opens: true }); // Python's state may have moved on, and it tells the page from now on
  // JupyterLab opens a way past a busy kernel at the same moment: the first message may miss it.
  const knock = setTimeout(() => {
    if (number !== 1 || !waiting) return;
    waiting = false;
    send({ opens: true });
  }, KNOCK_AGAIN);
  return () => {
    model.off("msg:custom", hear);
    player.stop();
    watcher.disconnect();
    clearTimeout(speakTimer);
    clearTimeout(lateTimer);
    clearTimeout(knock);
    progress.stop();
    pictures.stop();
  };
}

export default { render };
