// Runs inside JupyterLab's page: what has to happen there in one go. Every wait has a time limit,
// and a dialog ("Select Kernel", "File Changed", ...), which would block for ever, fails at once.
(path) => {
  const app = window.jupyterapp;
  const LIMIT = 60000;

  function panel() {
    for (const widget of app.shell.widgets("main")) {
      if (widget.context && widget.context.path === path) return widget;
    }
    throw new Error(`the notebook ${path} is not open`);
  }

  function checkDialog(what) {
    const dialog = document.querySelector(".jp-Dialog");
    if (dialog) throw new Error(`${what}: dialog: ${dialog.innerText.replace(/\s+/g, " ")}`);
  }

  async function until(what, condition) {
    const start = performance.now();
    for (;;) {
      checkDialog(what);
      const value = condition();
      if (value) return value;
      if (performance.now() - start > LIMIT) throw new Error(`waited too long for: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function limit(what, promise, milliseconds = LIMIT) {
    const start = performance.now();
    let timer;
    const alarm = new Promise((_, reject) => {
      timer = setInterval(() => {
        try {
          checkDialog(what);
        } catch (error) {
          reject(error);
        }
        if (performance.now() - start > milliseconds) {
          reject(new Error(`waited too long for: ${what}`));
        }
      }, 100);
    });
    return Promise.race([promise, alarm]).finally(() => clearInterval(timer));
  }

  const kernel = () => panel().sessionContext.session?.kernel;

  async function idle(milliseconds = LIMIT) {
    // The session is ready before its connection is: asking at that moment would raise.
    const connected = await until("kernel connection", () => {
      const one = kernel();
      return one && one.connectionStatus === "connected" && one;
    });
    await limit("kernel's answer", connected.requestKernelInfo(), milliseconds);
    await until("idle kernel", () => connected.status === "idle");
  }

  function cellErrors() {
    const found = [];
    panel().content.widgets.forEach((cell, index) => {
      if (cell.model.type !== "code") return;
      for (const output of cell.model.toJSON().outputs) {
        if (output.output_type === "error") {
          found.push(`cell ${index}: ${output.ename}: ${output.evalue}`);
        }
      }
    });
    return found;
  }

  window.courseTest = {
    async open() {
      await limit("JupyterLab", app.restored);
      await limit("open notebook", app.commands.execute("docmanager:open", { path }));
      await limit("notebook", panel().context.ready);
      await limit("kernel", panel().sessionContext.ready);
      await idle();
      // Only the notebook on screen: the same width in every test.
      if (!app.shell.leftCollapsed) app.shell.collapseLeft();
      if (!app.shell.rightCollapsed) app.shell.collapseRight();
    },
    async runAll(seconds) {
      app.shell.activateById(panel().id);
      const done = app.commands.execute("notebook:run-all-cells");
      await limit("run all cells", done, 1000 * seconds);
      await idle(1000 * seconds);
      return cellErrors();
    },
    async execute(code) {
      let printed = "";
      let error = null;
      const future = kernel().requestExecute({ code, store_history: false });
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream") printed += content.text;
        if (header.msg_type === "error") error = `${content.ename}: ${content.evalue}`;
      };
      await limit("code in the kernel", future.done);
      if (error) throw new Error(error);
      return printed;
    },
    async scrollTo(cell) {
      const notebook = panel().content;
      notebook.activeCellIndex = cell;
      await limit("scroll", notebook.scrollToItem(cell, "start"));
    },
    save: () => limit("save", panel().context.save()),
    shutdown: () => limit("shutdown", panel().sessionContext.shutdown()),
    async close() {
      await this.shutdown();
      const open = panel();
      open.context.model.dirty = false; // no question whether to save
      open.close();
      await until("closed notebook", () => open.isDisposed);
    },
    async theme(name) {
      await limit("theme", app.commands.execute("apputils:change-theme", { theme: name }));
      await until(`theme ${name}`, () => document.body.dataset.jpThemeName === name);
    },
  };
}
