// The advanced search dialog: a second value for "between", a picker that says what is picked and can be searched.

function showSecond(select) {
  const second = select.closest('fieldset').querySelector('[data-find-second]');
  if (second) {
    second.hidden = select.value !== 'Between';
  }
}

function sayPicked(details) {
  const summary = details.querySelector('summary');
  const picked = [...details.querySelectorAll('input[type=checkbox]:checked')].map(box => box.nextElementSibling.textContent);
  summary.textContent = picked.length > 0 ? picked.join(', ') : summary.dataset.none;
}

function filterItems(input) {
  const wanted = input.value.trim().toLocaleLowerCase();
  input.closest('.find-picker').querySelectorAll(':scope > label').forEach(label => {
    label.hidden = !label.textContent.toLocaleLowerCase().includes(wanted);
  });
}

document.addEventListener('change', event => {
  if (event.target.matches('[data-find-operator]')) {
    showSecond(event.target);
  } else if (event.target.matches('[data-find-items] input[type=checkbox]')) {
    sayPicked(event.target.closest('details'));
  }
});
document.addEventListener('input', event => {
  if (event.target.matches('[data-find-filter] input')) {
    filterItems(event.target);
  }
});
document.addEventListener('toggle', event => {
  const filter = event.target instanceof Element && event.target.matches('[data-find-items][open]') && event.target.querySelector('[data-find-filter]');
  if (filter) {
    filter.hidden = false;
    filter.querySelector('input').focus();
  }
}, true);
document.addEventListener('keydown', event => {
  const details = event.target instanceof Element && event.target.closest('[data-find-items][open]');
  if (!details) {
    return;
  }
  if (event.key === 'Escape') {
    // Closes the picker, not the dialog around it.
    event.preventDefault();
    event.stopPropagation();
    details.open = false;
    details.querySelector('summary').focus();
  } else if (event.key === 'Enter' && event.target.matches('[data-find-filter] input')) {
    event.preventDefault();
  }
}, true);
// A name that is there already would be all the list offers: with the text selected, typing starts a new one.
document.addEventListener('focusin', event => {
  if (event.target.matches('[data-find-field]')) {
    event.target.select();
  }
});
