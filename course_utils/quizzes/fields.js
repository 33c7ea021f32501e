// What the forms of this package are made of; course_utils.quizzes.view puts this file before the
// script of each form. Texts arrive as HTML that course_utils.quizzes.text has escaped.

const PATIENCE = 4000; // milliseconds until the learner is told why nothing happens

function element(name, attributes = {}, html = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.innerHTML = html;
  return made;
}

function optionLabels({ kind, options }) {
  const type = kind === "single" ? "radio" : "checkbox";
  return options.map(({ letter, html }) => {
    const label = element("label", { class: "course-quiz-option" });
    label.append(
      element("input", { type, name: "answer", value: letter }),
      element("span", { class: "course-quiz-letter" }, letter),
      element("span", {}, html),
    );
    return label;
  });
}

function numberField({ unit, prompt }) {
  const row = element("div", { class: "course-quiz-number" });
  const input = element("input", { type: "text", name: "answer", autocomplete: "off" });
  const name = element("span", {}, prompt).textContent;
  input.setAttribute("aria-label", unit ? `${name} Your answer in ${unit}` : `${name} Your answer`);
  const unitText = element("span");
  unitText.textContent = unit;
  row.append(input, unitText);
  return [row];
}

// JupyterLab's one-key shortcuts (B makes a cell, the arrows leave this one) stay out of a form; it
// looks for this mark on the element that has the focus.
function keepShortcutsOut(part) {
  for (const control of part.querySelectorAll("input, textarea, button")) {
    control.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

function button(text, press, attributes = {}) {
  const made = element("button", { type: "button", ...attributes });
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function paragraph(text) {
  const made = element("p");
  made.textContent = text;
  return made;
}

const WAITING =
  "Still waiting. Either another cell is running, or the kernel has stopped: then run this cell " +
  "again.";
