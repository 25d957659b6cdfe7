// Comparisons, one or several in a form: counts what will change, chooses whole sides and groups, folds groups.

function radios(root, value) {
  return [...root.querySelectorAll(`input[type=radio][value=${value}]:not(:disabled)`)];
}

function choose(root, value) {
  radios(root, value).forEach(radio => { radio.checked = true; });
  root.dispatchEvent(new Event('change', { bubbles: true }));
}

function count(comparison) {
  const line = comparison.querySelector('[data-count-text]');
  if (line === null) {
    return;
  }
  const chosen = value => comparison.querySelectorAll(`input[type=radio][value=${value}]:checked`).length;
  const entered = [...comparison.querySelectorAll('[data-held]')].filter(isChanged).length;
  // The chosen side's value goes to the other side.
  line.textContent = line.dataset.countText.replace('{crm}', chosen('erp')).replace('{erp}', chosen('crm') + entered);
}

// A value that is entered is written only where the actor does not hold it.
function isChanged(control) {
  const value = control.type === 'checkbox' ? (control.checked ? '1' : '0') : control.value.trim();
  return value !== control.dataset.held.replace(/[\r\n]/g, '').trim();
}

function fold(button) {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  button.closest('tbody').querySelectorAll('tr:not(.group-row)').forEach(row => { row.hidden = isOpen; });
}

// On the document: a page may put new comparisons in the place of old ones.
document.addEventListener('change', event => {
  const comparison = event.target.closest?.('[data-compare]');
  if (comparison && (event.target.tagName !== 'SELECT' || event.target.dataset.held !== undefined)) {
    count(comparison);
  }
});
document.addEventListener('input', event => {
  const comparison = event.target.dataset?.held === undefined ? null : event.target.closest('[data-compare]');
  if (comparison) {
    count(comparison);
  }
});
document.addEventListener('click', event => {
  const comparison = event.target.closest?.('[data-compare]');
  if (!comparison) {
    return;
  }
  const all = event.target.closest('[data-choose-all]');
  const group = event.target.closest('[data-choose-group]');
  const folder = event.target.closest('[data-fold]');
  if (all) {
    event.preventDefault();
    comparison.querySelectorAll('.choice-grid').forEach(grid => choose(grid, all.dataset.chooseAll));
  } else if (group) {
    choose(group.closest('tbody'), group.dataset.chooseGroup);
  } else if (folder) {
    fold(folder);
  }
});
