// The settings form comes anew from the server when a choice changes which fields there are. Until it is there nothing can be typed that would be lost,
// and the keyboard stays where it was.

let at = null;

const askedBy = event => event.detail.requestConfig?.elt?.matches?.('[data-setting-refresh]');

function lock(isLocked) {
  const fields = document.getElementById('settings');
  if (fields) {
    fields.disabled = isLocked;
  }
}

document.addEventListener('htmx:beforeSend', event => {
  if (askedBy(event)) {
    at = document.activeElement?.id ?? null;
    lock(true);
  }
});
document.addEventListener('htmx:afterRequest', event => {
  if (askedBy(event)) {
    lock(false);
  }
});
document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.elt.id === 'settings' && at) {
    document.getElementById(at)?.focus();
    at = null;
  }
});
