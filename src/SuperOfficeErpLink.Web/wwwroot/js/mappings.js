// Finding fields among many, and sending only what was changed of them. The page works without this file.

/** Shows the rows whose name holds what was typed, and on demand only those in use; says how many. */
function updateRows(form) {
  const text = form.querySelector('[data-filter]').value.trim().toLocaleLowerCase();
  const onlyUsed = form.querySelector('[data-only-used]').checked;
  const rows = [...form.querySelectorAll('tbody tr')];
  let shown = 0;
  rows.forEach(row => {
    row.hidden = (text !== '' && !row.dataset.name.toLocaleLowerCase().includes(text)) || (onlyUsed && !isUsed(row));
    shown += row.hidden ? 0 : 1;
  });
  const count = form.querySelector('[data-count]');
  count.textContent = count.dataset.text.replace('{0}', shown).replace('{1}', rows.length);
}

/** As it stands in the form now, saved or not. */
function isUsed(row) {
  return [...row.querySelectorAll('td > input:checked, .arrow input:checked')].length > 0 || row.querySelector('.mapping-crm select').value !== '';
}

/** Arrows wait while a chosen field is on its way: the answer takes their place, and a tick set meanwhile would be lost. */
function holdArrows(form) {
  const held = new WeakMap();
  form.addEventListener('htmx:beforeRequest', event => {
    const arrows = [...event.target.closest('tr')?.querySelectorAll('.arrow input:enabled') ?? []];
    arrows.forEach(arrow => { arrow.disabled = true; });
    held.set(event.target, arrows);
  });
  form.addEventListener('htmx:afterRequest', event => {
    if (!event.detail.successful) {
      held.get(event.target)?.forEach(arrow => { arrow.disabled = false; });
    }
  });
}

function upgrade(form) {
  holdArrows(form);
  form.querySelector('[data-script]').hidden = false;
  form.addEventListener('input', event => {
    if (event.target.matches('[data-filter], [data-only-used]')) {
      updateRows(form);
    }
  });
  // Enter in the filter looks; it does not save.
  form.querySelector('[data-filter]').addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
    }
  });
  updateRows(form);
}

document.querySelectorAll('form[data-mapping]').forEach(upgrade);
