// Enter checks, the notebook leaves the keys alone, parts have names, and what is said is read out.

// Whether a key is the exercise's while the focus is in it. Shift+Enter runs the cell.
function ours({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey && !(key === 'Enter' && shiftKey);
}

function render({ model, el }) {
  const cleanup = new AbortController();
  const { signal } = cleanup;
  el.className = 'renp-said';
  el.ariaLive = 'polite';
  const say = () => { el.textContent = model.get('summary'); };
  model.on('change:summary', say);

  let root = null;
  const settling = new ResizeObserver(() => {
    root = el.closest('.renp-question');
    if (!root) return;
    settling.disconnect();
    root.setAttribute('role', 'group');
    root.ariaLabel = model.get('label');
    const parts = root.querySelectorAll('[role=slider], input[type=text]');
    model.get('names').forEach((name, k) => parts[k]?.setAttribute('aria-label', name));
    root.addEventListener('keydown', (event) => {
      const { key, target } = event;
      // A button is pressed by the browser.
      if (key !== 'Enter' || !ours(event) || target.matches('button')) return;
      event.preventDefault();
      const text = target.matches('input[type=text]') ? target.value : null;
      model.send({ kind: 'enter', text }); // with the text: the model's own may come later
    }, { capture: true, signal });
    root.addEventListener('keydown', (event) => {
      if (ours(event)) event.stopPropagation(); // a slide show would turn its page
    }, { signal });
  });
  settling.observe(el);

  // JupyterLab hears a key after this, Notebook before it; both stand back if the part says so.
  window.addEventListener('keydown', (event) => {
    const { target } = event;
    if (root?.contains(target)) target.toggleAttribute('data-lm-suppress-shortcuts', ours(event));
  }, { capture: true, signal });

  return () => {
    cleanup.abort();
    settling.disconnect();
    model.off('change:summary', say);
  };
}

export default { render };
