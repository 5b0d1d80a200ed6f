// What a page's part keeps to itself, in front of the module that follows: its keys, and the focus.

const PASSED = /^(Tab|F\d+)$/;
const modified = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;

// Whether a key is the part's own while the focus is in it. Shift+Enter runs the cell.
const plain = (event) => !modified(event) && !PASSED.test(event.key)
  && !(event.key === 'Enter' && event.shiftKey);

// Keep the keys that are `ours`, and the focus, in `root`. The notebook must not act on such a key,
// nor on a slip beside it: "d d" deletes a cell. JupyterLab hears a key after the part, Notebook
// before it, and both stand back if what has the focus says so; a slide show would turn its page.
function keepKeys(root, signal, ours = plain) {
  window.addEventListener('keydown', (event) => {
    const { target } = event;
    if (root.contains(target)) target.toggleAttribute('data-lm-suppress-shortcuts', ours(event));
  }, { capture: true, signal });
  root.addEventListener('keydown', (event) => {
    if (ours(event)) event.stopPropagation();
  }, { signal });

  root.tabIndex = -1; // a click on an empty spot brings the focus here
  let last = null; // what in the root has the focus
  const usable = (part) => part.isConnected && !part.disabled;
  root.addEventListener('focusin', ({ target }) => { last = target; }, { signal });
  root.addEventListener('focusout', ({ target }) => queueMicrotask(() => {
    if (last === target && usable(target)) last = null;
  }), { signal });
  // A browser drops the focus to the page when what has it goes, or is disabled.
  const keeping = new MutationObserver(() => {
    const { activeElement, body } = document;
    if (!last || usable(last) || ![null, body, last].includes(activeElement)) return;
    root.focus({ preventScroll: true });
  });
  keeping.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  signal.addEventListener('abort', () => keeping.disconnect());
  // What is disabled takes no focus when it is pressed, and some browsers then take it from all.
  root.addEventListener('mousedown', ({ target }) => {
    if (target.closest(':disabled')) root.focus({ preventScroll: true });
  }, { signal });
}

