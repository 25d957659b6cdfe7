// The compare dialog: counts what will change, chooses whole sides and groups, folds groups.

function radios(root, value) {
  return [...root.querySelectorAll(`input[type=radio][value=${value}]:not(:disabled)`)];
}

function choose(root, value) {
  radios(root, value).forEach(radio => { radio.checked = true; });
  root.dispatchEvent(new Event('change', { bubbles: true }));
}

function count(form) {
  const line = form.querySelector('[data-count-text]');
  const chosen = value => form.querySelectorAll(`input[type=radio][value=${value}]:checked`).length;
  // The chosen side's value goes to the other side.
  line.textContent = line.dataset.countText.replace('{crm}', chosen('erp')).replace('{erp}', chosen('crm'));
}

function fold(button) {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  button.closest('tbody').querySelectorAll('tr:not(.group-row)').forEach(row => { row.hidden = isOpen; });
}

document.querySelectorAll('form[data-compare]').forEach(form => {
  form.addEventListener('change', () => count(form));
  form.addEventListener('click', event => {
    const all = event.target.closest('[data-choose-all]');
    const group = event.target.closest('[data-choose-group]');
    const folder = event.target.closest('[data-fold]');
    if (all) {
      event.preventDefault();
      form.querySelectorAll('.choice-grid').forEach(grid => choose(grid, all.dataset.chooseAll));
    } else if (group) {
      choose(group.closest('tbody'), group.dataset.chooseGroup);
    } else if (folder) {
      fold(folder);
    }
  });
});
