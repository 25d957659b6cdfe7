// Pages work without this file; it makes them pleasant.

/** A dialog rendered open in the page becomes modal; leaving it is going to its own address for that. */
function upgradeDialog(dialog) {
  dialog.close();
  dialog.showModal();
  const first = dialog.querySelector('[autofocus]')
    ?? dialog.querySelector('input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)');
  first?.focus();
  const leave = () => location.assign(dialog.dataset.closeHref);
  // A search field would take the key to empty itself, and a browser need not ask before it closes.
  dialog.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      event.preventDefault();
      leave();
    }
  });
  dialog.addEventListener('cancel', event => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener('close', () => {
    if (!dialog.open) {
      leave();
    }
  });
}

/** The button that a form was sent with says that it is busy, and takes no second click. */
function guardSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'get' || form.method === 'dialog') {
    return;
  }
  if (form.hasAttribute('aria-busy')) {
    event.preventDefault();
    return;
  }
  form.setAttribute('aria-busy', 'true');
  // After the browser has read the form: a disabled button would not be sent along.
  setTimeout(() => submitButtons(form).forEach(button => {
    if (!button.disabled) {
      button.disabled = true;
      button.dataset.guarded = '';
    }
  }));
}

function release(form) {
  form.removeAttribute('aria-busy');
  submitButtons(form).filter(button => 'guarded' in button.dataset).forEach(button => {
    button.disabled = false;
    delete button.dataset.guarded;
  });
}

function submitButtons(form) {
  return [...form.elements].filter(element => element.type === 'submit');
}

/** A button with data-requires="name" waits for a choice of that name, and says so. A ticked data-unless="name" does instead, and renames it. */
function updateRequired(root = document) {
  root.querySelectorAll('button[data-requires]').forEach(button => {
    const form = button.form;
    const isUnless = button.dataset.unless !== undefined && form?.elements.namedItem(button.dataset.unless)?.checked === true;
    const isChosen = isUnless || (form !== null && form.querySelector(`input[name="${CSS.escape(button.dataset.requires)}"]:checked`) !== null);
    if ('guarded' in button.dataset) {
      return;
    }
    if (button.dataset.unless !== undefined) {
      button.dataset.text ??= button.textContent;
      button.textContent = isUnless ? button.dataset.unlessText : button.dataset.text;
    }
    button.disabled = !isChosen;
    button.title = isChosen ? '' : button.dataset.requiresText ?? '';
    const note = button.dataset.requiresNote && document.getElementById(button.dataset.requiresNote);
    if (note) {
      note.hidden = isChosen;
    }
  });
}

function rowRadio(event) {
  if (!(event.target instanceof Element) || event.target.closest('a, button, summary, select, textarea')) {
    return null;
  }
  const row = event.target.closest('.data-table[data-pick] tbody tr');
  return row?.querySelector('input[type=radio]:not(:disabled)') ?? null;
}

function pick(event) {
  const radio = rowRadio(event);
  if (radio === null || radio.checked) {
    return;
  }
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event('change', { bubbles: true }));
}

function pickAndGo(event) {
  const radio = rowRadio(event);
  const button = radio?.form && submitButtons(radio.form).find(candidate => candidate.dataset.requires === radio.name && !candidate.disabled);
  if (button) {
    radio.form.requestSubmit(button);
  }
}

function start(root = document) {
  root.querySelectorAll('dialog[data-modal][open]').forEach(dialog => {
    if (!dialog.matches(':modal')) {
      upgradeDialog(dialog);
    }
  });
  updateRequired();
}

document.addEventListener('submit', guardSubmit);
/** Picking a row takes back that none was found. */
function takeBackNoMatch(event) {
  if (event.target.type === 'radio' && event.target.form) {
    submitButtons(event.target.form).map(button => button.dataset.unless && event.target.form.elements.namedItem(button.dataset.unless))
      .forEach(box => { if (box) { box.checked = false; } });
  }
}

document.addEventListener('change', event => {
  takeBackNoMatch(event);
  updateRequired();
});
document.addEventListener('click', pick);
document.addEventListener('dblclick', pickAndGo);
addEventListener('pageshow', () => {
  [...document.forms].forEach(release);
  updateRequired();
});
document.addEventListener('htmx:configRequest', event => {
  const token = document.querySelector('input[name="__RequestVerificationToken"]');
  if (token && event.detail.verb !== 'get') {
    event.detail.headers['X-Form-Token'] = token.value;
  }
});
document.addEventListener('htmx:afterSettle', event => start(event.detail.elt.parentElement ?? document));
document.addEventListener('htmx:afterRequest', event => {
  const form = event.detail.elt.closest('form');
  if (form) {
    release(form);
  }
});

start();
// On a phone the navigator is a strip that is wider than the screen: the place that is open is in sight.
document.querySelector('.navigator [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
