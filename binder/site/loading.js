// In the pages that open notebooks: says what happens while Python is loaded into the browser, and
// runs the notebook of an app. `jupyterapp` is JupyterLab.
(() => {
  const asked = new URLSearchParams(location.search).get("path") ?? "";
  const seen = new WeakSet(); // kernels that this has waited for, or waits for
  const style = document.createElement("style");
  style.textContent = `
    #renp-loading {
      position: fixed; inset: auto 0 0 0; z-index: 2000; box-sizing: border-box; height: 4rem;
      display: flex; align-items: center; justify-content: center; gap: 1rem; padding: 0 1rem;
      background: #1d3557; color: #fff; font: 1rem/1.3 system-ui, sans-serif;
    }
    #renp-loading.failed { background: #8b1a1a; }
    #renp-loading[hidden] { display: none; }
    #renp-loading .seconds { font-variant-numeric: tabular-nums; min-width: 3em; }
    #renp-loading button { font: inherit; padding: 0.3rem 0.8rem; cursor: pointer; }
    body:has(#renp-loading:not([hidden])) #main { bottom: 4rem !important; }
    @media (max-width: 40rem) { #renp-loading { font-size: 0.85rem; } }
  `;
  const note = document.createElement("div");
  note.id = "renp-loading";
  note.hidden = true;
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  const seconds = document.createElement("span");
  seconds.className = "seconds";
  seconds.setAttribute("aria-hidden", "true"); // a screen reader need not count along
  const button = document.createElement("button");
  note.append(words, seconds, button);
  document.head.append(style);
  document.body.append(note);

  let since = null; // when the loading that is going on began, by `performance.now()`

  function say(text, { label = "", click = null, failed = false } = {}) {
    words.textContent = text;
    button.textContent = label;
    button.onclick = click;
    button.hidden = !label;
    note.classList.toggle("failed", failed);
    if (label) since = null; // the reader's turn
    seconds.hidden = since === null;
    show(true);
  }

  function hide() {
    since = null;
    show(false);
  }

  function show(shown) {
    if (note.hidden !== shown) return;
    note.hidden = !shown;
    window.dispatchEvent(new Event("resize")); // the note has its own room, and covers nothing
  }

  const reload = { label: "Reload", click: () => location.reload(), failed: true };

  async function load(panel, kernel) {
    since ??= performance.now();
    say("Python is being loaded into this browser. The first time takes about half a minute.");
    try {
      // The answer comes when Python is there.
      await kernel.requestExecute({ code: "", silent: true, store_history: false }).done;
      if (panel !== jupyterapp.shell.currentWidget) return hide();
      const run = () => jupyterapp.commands.execute("notebook:run-all-cells");
      if (panel.context.path.startsWith("apps/")) {
        say("Python is here. The first picture is being drawn.");
        await jupyterapp.commands.execute("notebook:hide-all-cell-code");
        await run();
        hide();
      } else {
        kernel.iopubMessage.connect((_, { header }) => {
          if (header.msg_type === "execute_input") hide();
        });
        say("Python is here. Shift+Enter runs a cell.", { label: "Run all cells", click: run });
      }
    } catch {
      hide(); // the notebook was closed, or its kernel ended
    }
  }

  // A kernel that cannot start leaves its message, a string, in a promise that nobody waits for.
  window.addEventListener("unhandledrejection", ({ reason }) => {
    if (since !== null && typeof reason === "string") {
      say("Python could not be loaded from cdn.jsdelivr.net. Is there a network?", reload);
      console.error(reason);
    }
  });

  setInterval(() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    if (kernel && !seen.has(kernel)) {
      seen.add(kernel);
      load(panel, kernel);
    }
    if (since !== null) {
      const passed = Math.round((performance.now() - since) / 1000);
      seconds.textContent = passed < 90 ? `${passed} s` : `${passed} s: a slow network?`;
    }
  }, 200);

  if (asked.endsWith(".ipynb")) {
    since = performance.now();
    say("The notebook is being opened.");
  }
})();
