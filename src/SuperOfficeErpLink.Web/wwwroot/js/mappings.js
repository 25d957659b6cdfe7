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

function upgrade(form) {
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
