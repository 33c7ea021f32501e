// The form of one quiz question. It knows no answer: the kernel judges what is sent.
// Texts arrive as HTML that course_utils.quizzes.text has escaped.

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

function render({ model, el }) {
  const question = model.get("question");
  const form = element("form", {
    class: "course-quiz course-live",
    "data-question": question.id,
  });
  const fieldset = element("fieldset");
  const legend = element(
    "legend", {}, `${question.prompt} <span class="course-quiz-how"></span>`,
  );
  legend.querySelector(".course-quiz-how").textContent = question.how;
  fieldset.append(
    legend, ...(question.kind === "number" ? numberField(question) : optionLabels(question)),
  );
  // the live region is in the page before its first text: only then is that text read aloud
  const status = element("div", { class: "course-quiz-feedback", role: "status" });
  form.append(fieldset, element("button", { type: "submit" }, "Check"), status);
  // JupyterLab's one-key shortcuts (B makes a cell, the arrows leave this one) stay out of here;
  // it looks for this mark on the element that has the focus
  for (const control of form.querySelectorAll("input, button")) {
    control.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  el.append(form);

  let waiting;
  const show = (verdict, paragraphs) => {
    clearTimeout(waiting);
    status.dataset.verdict = verdict;
    status.replaceChildren(...paragraphs.map((html) => element("p", {}, html)));
  };

  const submit = (event) => {
    event.preventDefault();
    const answer = new FormData(form).getAll("answer");
    show("waiting", ["Checking …"]);
    waiting = setTimeout(() => show("waiting", [
      "Still waiting. Either another cell is running, or the kernel has stopped: then run this " +
      "cell again.",
    ]), PATIENCE);
    model.send({ answer });
  };

  const reply = ({ verdict, title, lines }) => show(verdict, lines.map((line, place) =>
    place === 0 ? `<strong class="course-quiz-verdict">${title}</strong> ${line}` : line));

  // a browser sends a form on Enter by itself, but JupyterLab stops that in text fields
  fieldset.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", submit);
  model.on("msg:custom", reply);
  return () => {
    clearTimeout(waiting);
    model.off("msg:custom", reply);
  };
}

export default { render };
