// The lines of the advanced search come anew from the server while the user goes on: what was typed, ticked or clicked meanwhile counts.

// The one request that is out: who asked, by which button, and what every control held then.
let asked = null;
// The buttons that were used while it was.
let clicked = [];

const formOf = element => element?.closest?.('.find-form') ?? null;
const isTicked = control => control.type === 'checkbox' || control.type === 'radio';
const stateOf = control => isTicked(control) ? control.checked : control.value;
const keyOf = control => isTicked(control) ? `${control.name}=${control.value}` : control.name;
const fieldOf = control => control.closest('.find-line').querySelector('[name$=".Was"]').value;

function controlsOf(form) {
  return [...form.elements].filter(control => control.type !== 'hidden' && control.name.startsWith('Lines['));
}

/** Under which number a line stands once another was taken away; null: it was this one. */
function movedTo(line, button) {
  const away = /^remove-(\d+)$/.exec(button)?.[1];
  return away === undefined || line < +away ? line : line > +away ? line - 1 : null;
}

/** The name of a control, or what a button does, with the number its line has by then. */
function moved(text, button) {
  return text.replace(/^(Lines\[|remove-)(\d+)/, (_, before, line) => before + movedTo(+line, button));
}

function set(control, state) {
  if (isTicked(control)) {
    control.checked = state;
  } else if (control.type !== 'select-one' || [...control.options].some(option => option.value === state)) {
    control.value = state;
  }
  if (!control.matches('[data-find-field]')) {
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** What differs from what was sent, and where the user is. */
function readNewer() {
  const controls = controlsOf(asked.form);
  const active = controls.find(control => control === document.activeElement);
  return {
    edits: controls.filter(control => stateOf(control) !== asked.states.get(keyOf(control)))
      .map(control => ({ key: moved(keyOf(control), asked.button), type: control.type, field: fieldOf(control), state: stateOf(control) })),
    at: active && { key: moved(keyOf(active), asked.button), start: active.selectionStart ?? null, end: active.selectionEnd ?? null },
  };
}

function writeNewer({ edits, at }) {
  const controls = new Map(controlsOf(asked.form).map(control => [keyOf(control), control]));
  for (const edit of edits) {
    const control = controls.get(edit.key);
    // Of a line that is for another field now, unless that is what was asked for, nothing is left to keep.
    if (control?.type === edit.type && (asked.button === null || fieldOf(control) === edit.field)) {
      set(control, edit.state);
    }
  }
  const active = at && controls.get(at.key);
  active?.focus({ preventScroll: true });
  if (active && at.start !== null) {
    active.setSelectionRange(at.start, at.end);
  }
}

/** A field that was left for what now stands no more: on with what has come in its place. */
function focusNext(line) {
  const active = document.activeElement;
  if (line && (active === null || active === document.body || active.matches('dialog'))) {
    line.querySelector('[data-find-operator], .find-choice input:checked, summary')?.focus();
  }
}

/** The next click that waits; else a field whose line still is another's. */
function goOn(form) {
  while (clicked.length > 0) {
    const button = form.querySelector(`button[hx-post][value="${clicked.shift()}"]`);
    if (button) {
      button.click();
      return;
    }
  }
  [...form.querySelectorAll('[data-find-field]')]
    .find(box => box !== document.activeElement && box.value !== box.defaultValue)
    ?.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('htmx:confirm', event => {
  if (formOf(event.detail.elt) && asked) {
    event.preventDefault();
    if (event.detail.elt.matches('button')) {
      clicked.push(event.detail.elt.value);
    }
  }
});
document.addEventListener('htmx:beforeSend', event => {
  const by = event.detail.requestConfig.elt;
  const form = formOf(by);
  if (form) {
    asked = { by, form, button: by.matches('button') ? by.value : null, states: new Map(controlsOf(form).map(control => [keyOf(control), stateOf(control)])) };
  }
});
document.addEventListener('htmx:beforeSwap', event => {
  if (asked?.by === event.detail.requestConfig.elt && event.detail.shouldSwap) {
    asked.newer = readNewer();
  }
});
document.addEventListener('htmx:afterSettle', event => {
  if (asked?.newer && asked.by === event.detail.requestConfig.elt) {
    writeNewer(asked.newer);
    clicked = clicked.map(value => moved(value, asked.button));
    asked.newer = null;
    focusNext(event.detail.elt.closest('.find-line'));
  }
});
document.addEventListener('htmx:afterRequest', event => {
  if (asked && asked.by === event.detail.requestConfig?.elt) {
    const { form } = asked;
    asked = null;
    if (event.detail.successful) {
      goOn(form);
    } else {
      // Not again by itself: it would fail as fast as it can.
      clicked = [];
    }
  }
});
// Text that came back into a box with the lines is no change to the browser when the box is left.
document.addEventListener('focusout', event => {
  if (!asked && event.target.matches('[data-find-field]') && event.target.value !== event.target.defaultValue) {
    goOn(formOf(event.target));
  }
});
// Typed before the script was there.
document.addEventListener('htmx:load', () => {
  const form = document.querySelector('.find-form');
  if (form && !asked) {
    goOn(form);
  }
});
