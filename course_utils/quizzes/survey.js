// The feedback form, on one page. The kernel keeps every answer. fields.js stands before this file.

const TYPING = 400; // milliseconds after the last key until a text is sent

function render({ model, el }) {
  const form = element("form", {
    class: "course-quiz course-survey course-live", "aria-label": "Feedback",
  });
  const status = element("div", { class: "course-quiz-feedback", role: "status" });
  const typing = new Map(); // by the name of the question: until its text is sent
  let waiting;

  function say(text) {
    clearTimeout(waiting);
    status.replaceChildren(paragraph(text));
  }

  function send(message) {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(WAITING), PATIENCE);
    model.send(message);
  }

  function sendAnswer(name) {
    clearTimeout(typing.get(name));
    typing.delete(name);
    send({ do: "answer", name, text: new FormData(form).get(name) ?? "" });
  }

  function choice({ name, prompt, options }) {
    const fieldset = element("fieldset");
    const legend = element("legend");
    legend.textContent = prompt;
    fieldset.append(legend, ...options.map((option) => {
      const label = element("label", { class: "course-quiz-option" });
      const text = element("span");
      text.textContent = option;
      label.append(element("input", { type: "radio", name, value: option }), text);
      return label;
    }));
    return fieldset;
  }

  function text({ name, prompt }) {
    const label = element("label", { class: "course-survey-text" });
    label.append(paragraph(prompt), element("textarea", { name, rows: 2, maxlength: 2000 }));
    return label;
  }

  form.append(...model.get("items").map((item) => item.options.length ? choice(item) : text(item)));
  const buttons = element("div", { class: "course-exam-buttons" });
  buttons.append(button("Write the file for the instructor", () => {
    for (const name of [...typing.keys()]) sendAnswer(name);
    send({ do: "export" });
  }));
  form.append(buttons, status);
  keepShortcutsOut(form);
  el.append(form);

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => sendAnswer(event.target.name));
  form.addEventListener("input", ({ target }) => {
    if (target.type === "radio") return;
    clearTimeout(typing.get(target.name));
    typing.set(target.name, setTimeout(() => sendAnswer(target.name), TYPING));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.type === "button") return;
    event.preventDefault();
    if (event.target.type !== "textarea") return;
    // JupyterLab stops the key's own work in text fields, so the new line is made here
    const { selectionStart, selectionEnd } = event.target;
    event.target.setRangeText("\n", selectionStart, selectionEnd, "end");
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function receive(message) {
    if (message.answers) {
      for (const [name, answer] of Object.entries(message.answers)) {
        const field = form.elements[name];
        if (field) field.value = answer;
      }
    }
    if (message.said) say(message.said);
    else clearTimeout(waiting);
  }

  model.on("msg:custom", receive);
  send({ do: "show" });
  return () => {
    clearTimeout(waiting);
    for (const name of [...typing.keys()]) sendAnswer(name);
    model.off("msg:custom", receive);
  };
}

export default { render };
