// A form of the quiz, one question at a time. The kernel keeps every answer; nothing here knows
// which one is right, until the form is handed in. fields.js stands before this file.

const TYPING = 400; // milliseconds after the last key until a number is sent

function render({ model, el }) {
  const root = element("section", { class: "course-quiz course-exam course-live" });
  const heading = element("p", { class: "course-exam-heading", tabindex: "-1" });
  const form = element("form");
  // the live region is in the page before its first text: only then is that text read aloud
  const status = element("div", { class: "course-quiz-feedback", role: "status" });
  const marks = element("nav", { class: "course-exam-marks", "aria-label": "Questions" });
  let state = { answers: [], unread: [], handed_in: false, reviews: [] };
  let place = 0;
  let waiting; // until the learner is told why nothing happens
  let typing; // until a typed number is sent
  let sure; // the button that has been pressed once, of those that ask twice

  const questions = () => model.get("questions");
  const answered = (at) => (state.answers[at] ?? []).length > 0;
  const unread = (at) => answered(at) && state.unread.includes(at + 1);

  function say(verdict, paragraphs) {
    clearTimeout(waiting);
    status.dataset.verdict = verdict;
    status.replaceChildren(...paragraphs);
  }

  function send(message) {
    clearTimeout(waiting);
    waiting = setTimeout(() => say("waiting", [paragraph(WAITING)]), PATIENCE);
    model.send(message);
  }

  // ---- answers ---------------------------------------------------------------------------------

  function sendAnswer() {
    clearTimeout(typing);
    typing = undefined;
    state.answers[place] = new FormData(form).getAll("answer").filter((text) => text.trim());
    send({ do: "answer", number: place + 1, answer: state.answers[place] });
    drawMarks();
  }

  const sendTyped = () => typing === undefined || sendAnswer();

  form.addEventListener("change", (event) => {
    if (event.target.type === "text") return;
    unsure();
    sendAnswer();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    unsure();
    clearTimeout(typing);
    typing = setTimeout(sendAnswer, TYPING);
  });
  form.addEventListener("focusout", sendTyped);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    go(place + 1);
  });

  // ---- the question on show --------------------------------------------------------------------

  function go(to) {
    sendTyped();
    place = Math.min(Math.max(to, 0), questions().length - 1);
    draw();
    (form.querySelector("input:checked") ?? form.querySelector("input")).focus();
  }

  function draw() {
    unsure();
    const question = questions()[place];
    const fieldset = element("fieldset");
    const legend = element("legend", {}, `${question.prompt} <span class="course-quiz-how"></span>`);
    legend.querySelector(".course-quiz-how").textContent = question.how;
    fieldset.append(
      legend, ...(question.kind === "number" ? numberField(question) : optionLabels(question)),
    );
    const answer = state.answers[place] ?? [];
    for (const input of fieldset.querySelectorAll("input")) {
      if (input.type === "text") {
        input.value = answer[0] ?? "";
        input.readOnly = state.handed_in;
      } else {
        input.checked = answer.includes(input.value);
        // one that is disabled could not be reached and read with the keyboard
        if (state.handed_in) input.addEventListener("click", (event) => event.preventDefault());
      }
    }
    form.replaceChildren(fieldset);
    keepShortcutsOut(form);
    heading.textContent =
      `Form ${model.get("seed")} · question ${place + 1} of ${questions().length} · ` +
      `lesson ${question.lesson}`;
    back.disabled = place === 0;
    next.disabled = place === questions().length - 1;
    const review = state.reviews[place];
    if (!review) say("", []);
    else {
      say(review.right ? "right" : "not yet", review.lines.map((html, line) => element(
        "p", {}, line === 0 ? `<strong>${review.title}</strong> ${html}` : html,
      )));
    }
    drawMarks();
  }

  // The buttons stay the same ones: a new one would lose the focus, and a click that began on it.
  function drawMarks() {
    questions().forEach((question, at) => {
      const review = state.reviews[at];
      const [mark, word] = review
        ? (review.right ? ["✓", "right"] : ["✗", "not right"])
        : unread(at) ? ["?", "the answer cannot be read"]
        : (answered(at) ? ["•", "answered"] : ["", "no answer"]);
      const made = marks.children[at];
      made.textContent = `${at + 1}${mark}`;
      made.setAttribute("aria-label", `Question ${at + 1}, lesson ${question.lesson}, ${word}`);
      made.classList.toggle("course-exam-answered", answered(at));
      if (at === place) made.setAttribute("aria-current", "true");
      else made.removeAttribute("aria-current");
    });
  }

  // ---- what the buttons do ---------------------------------------------------------------------

  function unsure() {
    if (sure) sure.textContent = sure.dataset.name;
    sure = undefined;
  }

  // Asks once more before the work is done; the second press does it.
  function twice(name, ask, work) {
    const askNow = () => say("waiting", [paragraph(ask())]);
    const made = button(name, () => {
      sendTyped();
      if (sure === made) {
        unsure();
        work();
        return;
      }
      unsure();
      sure = made;
      made.textContent = `${name} now`;
      askNow();
    }, { "data-name": name });
    return Object.assign(made, { askNow });
  }

  function askToHandIn() {
    const numbers = questions().map((_, at) => at + 1);
    const open = numbers.filter((number) => !answered(number - 1));
    const missing = open.length === 0 ? "Every question has an answer."
      : open.length === 1 ? `Question ${open[0]} has no answer yet.`
      : `${open.length} questions have no answer yet: ${open.join(", ")}.`;
    const odd = numbers.filter((number) => unread(number - 1));
    const look = odd.length === 0 ? ""
      : ` What stands in ${odd.join(", ")} cannot be read as a number, and would not count.`;
    return `${missing}${look} After handing in, answers stay as they are. Press the button once more.`;
  }

  function print(html) {
    const frame = element("iframe", { class: "course-exam-paper", title: "The page to print" });
    frame.addEventListener("load", () => {
      const paper = frame.contentWindow;
      paper.addEventListener("afterprint", () => frame.remove());
      paper.focus();
      paper.print();
    }, { once: true });
    frame.srcdoc = html;
    root.querySelector(".course-exam-paper")?.remove();
    root.append(frame);
  }

  const back = button("Previous", () => go(place - 1));
  const next = button("Next", () => go(place + 1));
  const handIn = twice("Hand in", askToHandIn, () => send({ do: "hand_in" }));
  const paper = button("Print", () => { sendTyped(); send({ do: "print" }); });
  const again = twice(
    "New form",
    () => "A new form begins without answers. A copy of this one is kept. Press once more.",
    () => { place = 0; send({ do: "reset" }); },
  );
  const name = element("input", { type: "text", autocomplete: "off" });
  const named = element("label", {}, "Your name or group, if you like: ");
  named.append(name);
  const write = button(
    "Write the file for the instructor", () => send({ do: "export", name: name.value }),
  );
  const buttons = element("div", { class: "course-exam-buttons" });
  buttons.append(back, next, handIn, paper, again);
  const after = element("div", { class: "course-exam-buttons" });
  after.append(named, write);

  // ---- what the kernel says --------------------------------------------------------------------

  function receive(message) {
    clearTimeout(waiting);
    if (message.kind === "state") {
      const lost = root.contains(document.activeElement); // what has the focus may be hidden soon
      state = message;
      root.setAttribute("aria-label", `Quiz, form ${model.get("seed")}`);
      handIn.hidden = state.handed_in;
      again.hidden = after.hidden = !state.handed_in;
      draw();
      if (lost) heading.focus();
      if (message.said) say(message.verdict, [paragraph(message.said)]);
    } else if (message.kind === "page") {
      print(message.html);
      say("waiting", [paragraph("The page is ready for the printer.")]);
    } else {
      if (message.unread) {
        state.unread = message.unread;
        drawMarks();
      }
      // what is asked before handing in may have changed with the answer that was typed last
      if (sure) sure.askNow();
      else say("waiting", [paragraph(message.said)]);
    }
  }

  model.on("msg:custom", receive);
  marks.append(...questions().map((_, at) => button("", () => go(at))));
  root.append(heading, form, status, buttons, after, marks);
  for (const part of [buttons, after, marks]) keepShortcutsOut(part);
  handIn.hidden = again.hidden = after.hidden = true; // until the kernel has told how things stand
  draw();
  el.append(root);
  send({ do: "show" });
  return () => {
    clearTimeout(waiting);
    sendTyped();
    model.off("msg:custom", receive);
  };
}

export default { render };
