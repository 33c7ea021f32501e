// The form of one quiz question. It knows no answer: the kernel judges what is sent.
// Texts arrive as HTML that course_utils.quizzes.text has escaped.
// fields.js stands before this file.

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
  keepShortcutsOut(form);
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
    waiting = setTimeout(() => show("waiting", [WAITING]), PATIENCE);
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
