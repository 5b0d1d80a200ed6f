// Enter checks, the notebook leaves the keys alone, parts have names, and what is said is read out.

function render({ model, el }) {
  const cleanup = new AbortController();
  const { signal } = cleanup;
  el.className = 'renp-said';
  el.ariaLive = 'polite';
  const say = () => { el.textContent = model.get('summary'); };
  model.on('change:summary', say);

  let name;
  const settling = new ResizeObserver(() => {
    const root = el.closest('.renp-question');
    if (!root) return;
    settling.disconnect();
    root.setAttribute('role', 'group');
    root.ariaLabel = model.get('label');
    const parts = root.querySelectorAll('[role=slider], input[type=text]');
    name = () => model.get('names').forEach((each, k) => parts[k]?.setAttribute('aria-label', each));
    name();
    model.on('change:names', name);
    root.addEventListener('keydown', (event) => {
      const { key, target } = event;
      // A button is pressed by the browser.
      if (key !== 'Enter' || !plain(event) || target.matches('button')) return;
      event.preventDefault();
      const text = target.matches('input[type=text]') ? target.value : null;
      model.send({ kind: 'enter', text }); // with the text: the model's own may come later
    }, { capture: true, signal });
    keepKeys(root, signal);
  });
  settling.observe(el);

  return () => {
    cleanup.abort();
    settling.disconnect();
    model.off('change:summary', say);
    model.off('change:names', name);
  };
}

export default { render };
