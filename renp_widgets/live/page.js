// The layer over the picture. It reports what a hand does, in fractions of a panel, and draws only
// what must not wait for the kernel: the rubber band, and the line under the pointer.

const DRAG = 5; // pixels that make a press a drag
const DOUBLE = 300; // ms in which a second press makes a double click
const PATIENCE = 250; // ms to wait for the kernel's answer
const SILENCE = 10_000; // ms without the kernel's answer after which the page says so
const MOST_STEPS = 1000; // that one message may hold
const PHONE = matchMedia('(max-width: 600px)'); // as in the style sheet
const PAGE = performance.timeOrigin; // tells this page from others on the same kernel
const CONFIG = 'jupyter-config-data'; // the element with the settings of a page of Jupyter's own
const LOST = 'jupyter-widgets-disconnected'; // what ipywidgets marks with, when its kernel has gone
const LETTERS = { p: 'pin', l: 'lecture', d: 'theme' };
const PICTURE_KEYS = { Home: 'home', '+': 'zoom-in', '=': 'zoom-in', '-': 'zoom-out' };
const ARROWS = { ArrowLeft: -1, ArrowRight: 1 };
const TEXT = 'input:not([type=checkbox], [type=radio], [type=file]), textarea, select';
const NAMED = '[role=slider], input:not([type=checkbox]), textarea, select, .widget-toggle-buttons';

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const percent = (fraction) => `${100 * fraction}%`;
const words = (part) => part?.textContent.replace('\u200b', '').trim() ?? '';

// The Latin letter of a key: where its own is of another script, that of its place.
function latin({ key, code }) {
  const foreign = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key);
  return (foreign ? code.replace(/^Key/, '') : key)?.toLowerCase();
}

// What a key stands for anywhere in the app, if anything.
function shortcut(event) {
  const letter = latin(event);
  if (!modified(event)) return event.shiftKey ? undefined : LETTERS[letter];
  if (event.altKey) return undefined;
  if (letter === 'z') return event.shiftKey ? 'redo' : 'undo';
  return letter === 'y' && !event.shiftKey ? 'redo' : undefined;
}

const ours = (event) => plain(event) || (modified(event) && Boolean(shortcut(event)));

// One message in flight: the latest follows when the kernel has answered, or has taken long.
function oneInFlight(send) {
  let [waiting, timer] = [null, 0];
  const next = () => {
    clearTimeout(timer);
    timer = 0;
    if (!waiting) return;
    timer = setTimeout(next, PATIENCE);
    send(waiting);
    waiting = null;
  };
  return {
    offer(make) {
      waiting = make(waiting);
      if (!timer) next();
    },
    answered: next,
    forget() { if (waiting?.kind === 'hover') waiting = null; },
  };
}

function save({ name, mime }, data) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([data], { type: mime }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // not before the browser has read it
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text); // missing on a page without https
    return true;
  } catch {
    const [area, focused] = [document.createElement('textarea'), document.activeElement];
    area.value = text;
    area.className = 'renp-hidden';
    document.body.append(area);
    area.select();
    const ok = document.execCommand('copy');
    area.remove();
    focused?.focus({ preventScroll: true });
    return ok;
  }
}

function tell(model, message) {
  try {
    model.send(message);
  } catch {
    // The kernel is gone: nobody to tell.
  }
}

// Say that a hand is at work on this page.
const hand = (model) => tell(model, { kind: 'hand', page: PAGE, narrow: PHONE.matches });

// What ipywidgets leaves out: names of sliders and boxes, which button is on, and tooltips.
function nameControls(root) {
  const set = (part, name, value) => {
    if (value && part.getAttribute(name) !== value) part.setAttribute(name, value);
  };
  for (const control of root.querySelectorAll('.renp-control')) {
    const parts = [...control.querySelectorAll(`.widget-label, ${NAMED}`)]
      .filter((part) => part.matches(NAMED) || words(part));
    const unit = parts.at(-1)?.matches('.widget-label') ? ` (${words(parts.at(-1))})` : '';
    let name = '';
    for (const part of parts) {
      if (!part.matches(NAMED)) {
        name = words(part);
      } else if (name && !words(part.labels?.[0])) {
        set(part, 'aria-label', name + unit);
      }
    }
  }
  for (const group of root.querySelectorAll('.widget-toggle-buttons')) set(group, 'role', 'group');
  for (const button of root.querySelectorAll('.widget-toggle-button')) {
    set(button, 'aria-pressed', `${button.classList.contains('mod-active')}`);
  }
  // ipywidgets puts a tooltip on a description that is hidden, and "null" for none.
  for (const { title, parentElement } of root.querySelectorAll('label[title]:not([title=null])')) {
    set(parentElement, 'title', title);
    const part = parentElement.querySelector(NAMED);
    if (part) set(part, 'aria-description', title);
  }
}

function initialize({ model }) {
  // Here and not in `render`: once, however often the app is on the page.
  const receive = async (message, buffers) => {
    if (message.page && message.page !== PAGE) return;
    if (message.kind === 'download') save(message, buffers[0]);
    if (message.kind === 'copy') model.send({ kind: 'copied', ok: await copy(message.text) });
  };
  // The address that the page was opened with: JupyterLab soon writes another one. It can hold a
  // link on a page of Jupyter's own alone, all of which have their settings in this element.
  const arrive = () => {
    const asked = model.get('address_wanted') || (model.get('address_heard') ?? PAGE) !== PAGE;
    if (!asked || !document.getElementById(CONFIG)) return;
    const address = performance.getEntriesByType('navigation')[0]?.name ?? location.href;
    tell(model, { kind: 'opened', query: new URL(address, location.href).search, page: PAGE });
  };
  const resize = () => { if (model.get('page') === PAGE) hand(model); };
  // Voila's page ends its kernel when it is closed, but not when its frame is taken off a page.
  const leave = () => {
    tell(model, { kind: 'left', page: PAGE });
    const { kernelId, baseUrl } = JSON.parse(document.getElementById(CONFIG)?.text ?? '{}');
    if (kernelId) navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`);
  };
  model.on('msg:custom', receive);
  model.on('change:address_wanted', arrive);
  PHONE.addEventListener('change', resize);
  addEventListener('pagehide', leave);
  arrive();
  if (PHONE.matches) hand(model);
  return () => {
    model.off('msg:custom', receive);
    model.off('change:address_wanted', arrive);
    PHONE.removeEventListener('change', resize);
    removeEventListener('pagehide', leave);
  };
}

function render({ model, el }) {
  const cleanup = new AbortController();
  const listen = (target, names, listener, capture = false) => names.split(' ').forEach((name) =>
    target.addEventListener(name, listener, { capture, signal: cleanup.signal }));
  const heard = [];
  const hear = (name, listener) => {
    model.on(name, listener);
    heard.push([name, listener]);
  };
  const send = (message) => tell(model, message);
  const view = Math.random(); // the views of one model hear all that the kernel says
  const gate = oneInFlight((message) => send({ ...message, view }));

  const [surface, band, hair, note, live, silent] = ['surface', 'band', 'hair', 'note', 'hidden',
    'silent'].map((name) => {
    const part = document.createElement('div');
    part.className = `renp-${name}`;
    part.hidden = ['band', 'hair', 'note', 'silent'].includes(name);
    return part;
  });
  el.classList.add('renp-front');
  el.append(surface, band, hair, note, live);
  note.ariaHidden = 'true'; // it follows the hand; `summary` is read out when things are at rest
  live.id = `renp-${Math.random().toString(36).slice(2)}`;
  live.setAttribute('aria-live', 'polite');
  surface.tabIndex = 0;
  surface.setAttribute('role', 'application'); // so a screen reader leaves it the arrow keys
  surface.setAttribute('aria-roledescription', 'plot');
  surface.setAttribute('aria-describedby', live.id);
  const describe = () => {
    surface.setAttribute('aria-label', model.get('label'));
    live.textContent = model.get('summary');
  };
  describe();
  hear('change:label change:summary', describe);

  // A kernel that has ended says nothing, and Voila's page notices nothing: so ask, now and then,
  // when a hand is at work. Elsewhere ipywidgets marks what has lost its kernel.
  silent.setAttribute('role', 'alert');
  const trouble = (text) => {
    if (silent.textContent !== text) silent.textContent = text;
    silent.hidden = false;
  };
  let [asking, heardOf] = [0, true];
  const ask = () => {
    if (asking) return;
    asking = setTimeout(() => {
      asking = 0;
      if (heardOf) return;
      trouble(`No answer from Python for ${SILENCE / 1000} seconds. `
        + 'If it is not at work, it has ended: reload the page, or run the cell again.');
    }, SILENCE);
    heardOf = false;
    send({ kind: 'alive', view });
  };
  const answered = () => {
    heardOf = true;
    silent.hidden = true;
  };

  // Where an event is, in fractions of its panel or of the one that is asked for.
  const locate = (event, asked) => {
    const box = surface.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (box.bottom - event.clientY) / box.height;
    const panels = model.get('panels');
    const panel = asked ?? Object.keys(panels).find((name) => {
      const [left, bottom, width, height] = panels[name];
      return x >= left && x <= left + width && y >= bottom && y <= bottom + height;
    });
    if (!panels[panel]) return {};
    const [left, bottom, width, height] = panels[panel];
    return {
      panel,
      x: clamp((x - left) / width, 0, 1),
      y: clamp((y - bottom) / height, 0, 1),
      pixels: { x: width * box.width, y: height * box.height },
    };
  };

  let drag = null; // the press that may become one: its pointer, place and panel
  let hovered = false;
  const readOut = ({ panel, x, text }) => {
    const at = model.get('panels')[panel];
    hair.hidden = note.hidden = !text || !at || Boolean(drag?.moved);
    if (note.hidden) return;
    const [left, bottom, width, height] = at;
    const [line, top] = [left + x * width, 1 - bottom - height];
    const place = { left: percent(line), top: percent(top), height: percent(height) };
    Object.assign(hair.style, place);
    note.textContent = text;
    note.style.left = '0'; // else the edge would squeeze what is measured
    const [across, down] = [note.offsetWidth / el.clientWidth, note.offsetHeight / el.clientHeight];
    const beside = line + across > 1 ? line - across : line;
    note.style.left = percent(clamp(beside, 0, 1 - across));
    note.style.top = percent(clamp(top, 0, 1 - down));
  };
  hear('msg:custom', (message) => {
    const mine = message.view === view;
    if (message.kind === 'done' && mine) {
      answered();
      gate.answered();
    }
    if (message.kind === 'read_out' && (!message.view || (mine && hovered))) readOut(message);
  });
  const leave = () => {
    if (!hovered) return;
    hovered = false;
    gate.forget();
    readOut({ text: '' });
    send({ kind: 'leave' });
  };
  hear('change:panels', leave);

  // What a drag encloses. Thin in one direction, it is meant for the other: a hand is no ruler.
  const enclosed = (event) => {
    const { x, y, pixels } = locate(event, drag.panel);
    if (!pixels) return null;
    const [wide, high] = [Math.abs(x - drag.x) * pixels.x, Math.abs(y - drag.y) * pixels.y];
    const least = Math.max(DRAG, wide / 10, high / 10);
    if (wide < least && high < least) return null;
    const [x0, x1] = wide < least ? [0, 1] : [drag.x, x].sort((a, b) => a - b);
    const [y0, y1] = high < least ? [0, 1] : [drag.y, y].sort((a, b) => a - b);
    return { x0, x1, y0, y1 };
  };
  const drawBand = (zone) => {
    band.hidden = !zone;
    if (!zone) return;
    const [left, bottom, width, height] = model.get('panels')[drag.panel];
    Object.assign(band.style, {
      left: percent(left + zone.x0 * width),
      bottom: percent(bottom + zone.y0 * height),
      width: percent((zone.x1 - zone.x0) * width),
      height: percent((zone.y1 - zone.y0) * height),
    });
  };
  const letGo = () => {
    drag = null;
    drawBand(null);
  };
  let click = 0; // waits for the second press that would make it a double click
  const press = ({ panel, x, y }) => {
    const second = click;
    clearTimeout(click);
    click = 0;
    if (second) return send({ kind: 'home', panel });
    click = setTimeout(() => {
      click = 0;
      send({ kind: 'click', panel, x, y });
    }, DOUBLE);
    return undefined;
  };
  listen(surface, 'pointerdown', (event) => {
    const { panel, x, y } = locate(event);
    if (drag || event.button !== 0 || !panel) return letGo(); // a second finger ends a drag
    const { pointerId, clientX, clientY } = event;
    drag = { pointerId, clientX, clientY, panel, x, y };
    return surface.setPointerCapture(pointerId);
  });
  listen(surface, 'pointermove', (event) => {
    if (drag?.pointerId === event.pointerId) {
      drag.moved ||= Math.hypot(event.clientX - drag.clientX, event.clientY - drag.clientY) >= DRAG;
      if (drag.moved) {
        leave();
        drawBand(enclosed(event));
      }
      return;
    }
    const { panel, x, y } = locate(event);
    surface.style.cursor = panel ? 'crosshair' : '';
    if (!panel) leave();
    if (!panel || drag || event.pointerType === 'touch') return;
    hovered = true;
    gate.offer((waiting) => (waiting?.steps ? waiting : { kind: 'hover', panel, x, y }));
  });
  listen(surface, 'pointerup', (event) => {
    if (drag?.pointerId !== event.pointerId) return;
    const [pressed, zone] = [drag, drag.moved && enclosed(event)];
    letGo();
    if (zone) send({ kind: 'zoom', panel: pressed.panel, ...zone });
    if (!pressed.moved) press(pressed);
  });
  listen(surface, 'pointercancel', letGo);
  listen(surface, 'pointerleave', leave);

  listen(surface, 'keydown', (event) => {
    const { key, shiftKey } = event;
    if (modified(event)) return;
    if (key in ARROWS) {
      const step = ARROWS[key] * (shiftKey ? 10 : 1);
      const add = (waiting) => clamp((waiting?.steps ?? 0) + step, -MOST_STEPS, MOST_STEPS);
      gate.offer((waiting) => ({ kind: 'cursor', steps: add(waiting) }));
    } else if (key in PICTURE_KEYS) {
      send({ kind: 'key', key: PICTURE_KEYS[key] });
    } else if (key === 'Escape' && drag) {
      letGo();
    } else {
      return;
    }
    event.preventDefault();
  });

  // The app around the layer: there only once the layer is on the page, and so has a size.
  let root = null;
  let naming = 0;
  const renaming = new MutationObserver((changes) => {
    if (model.get('page') === PAGE) { // what a hand here has brought about must be in sight
      const told = changes.find(({ target }) => target.closest('.renp-said-here'));
      told?.target.scrollIntoView({ block: 'nearest' });
    }
    clearTimeout(naming);
    naming = setTimeout(nameControls, 100, root);
    if (root.classList.contains(LOST)) {
      trouble('Python has been restarted or has ended. The picture is its last one: run the cell '
        + 'again to bring the app back.');
    }
  });
  const settling = new ResizeObserver(() => {
    root = el.closest('.renp-explorer');
    if (!root) return;
    settling.disconnect();
    el.parentElement.querySelector(':scope > img')?.setAttribute('alt', ''); // the layer speaks
    nameControls(root);
    keepKeys(root, cleanup.signal, ours);
    // A moving slider changes its style alone.
    renaming.observe(root, { childList: true, subtree: true, attributeFilter: ['class', 'title'] });
    root.prepend(silent); // at the top of what is in sight of the app
    listen(root, 'pointerdown keydown', () => {
      ask();
      if (model.get('page') !== PAGE || PHONE.matches) hand(model); // ahead of what it presses
    }, true);
    listen(root, 'keydown', (event) => {
      const { target, defaultPrevented, repeat } = event;
      const key = shortcut(event);
      if (!key || defaultPrevented || target.isContentEditable || target.matches(TEXT)) return;
      event.preventDefault();
      if (!repeat || key === 'undo' || key === 'redo') send({ kind: 'key', key });
    });
  });
  settling.observe(el);

  return () => {
    cleanup.abort();
    settling.disconnect();
    renaming.disconnect();
    clearTimeout(naming);
    clearTimeout(click);
    clearTimeout(asking);
    silent.remove();
    for (const [name, listener] of heard) model.off(name, listener);
  };
}

export default { initialize, render };
