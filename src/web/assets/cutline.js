// Enhancements only: every page works without this file.

// A file may be dropped anywhere on the field, and says at once what it is.
for (const form of document.querySelectorAll('[data-drop]')) {
  const input = form.querySelector('input[type=file]');
  const said = form.querySelector('[aria-live]');
  const atFirst = said.textContent;
  const most = Number(input.dataset.mostBytes);

  const show = () => {
    const files = [...input.files];
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    input.setCustomValidity(bytes > most ? 'Together the files are larger than 5 MB.' : '');
    said.textContent =
      files.length === 0
        ? atFirst
        : `${files.map(({ name }) => name).join(', ')} (${Math.max(1, Math.round(bytes / 1024))} kB)`;
    if (bytes > most) input.reportValidity();
  };

  input.addEventListener('change', show);
  for (const kind of ['dragenter', 'dragover']) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      form.classList.add('over');
    });
  }
  form.addEventListener('dragleave', (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove('over');
  });
  form.addEventListener('drop', (event) => {
    form.classList.remove('over');
    if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
    if (input.checkValidity()) form.requestSubmit();
  });
}

// A form is sent once, however often its button is pressed.
document.addEventListener('submit', (event) => {
  const { submitter } = event;
  if (event.defaultPrevented || submitter === null || event.target.method === 'get') return;
  // After the form has been put together: a disabled button would not be in it.
  setTimeout(() => {
    submitter.disabled = true;
    submitter.setAttribute('aria-busy', 'true');
  }, 0);
});
const release = (place) => {
  for (const button of place.querySelectorAll('button:disabled')) {
    button.disabled = false;
    button.removeAttribute('aria-busy');
  }
};
// A page that comes back out of the browser's memory has its buttons again.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  release(document);
});

// Nobody is asked for what nobody looks at.
document.addEventListener('htmx:before:request', (event) => {
  const { ctx } = event.detail;
  if (document.hidden && ctx.sourceEvent?.type === 'every') event.preventDefault();
});

// What was opened for one change is folded when the change is made.
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  if (!(form instanceof HTMLFormElement)) return;
  release(form);
  if (ctx.response.status >= 400) return;
  for (const box of [form.closest('details'), form.querySelector('details')]) box?.removeAttribute('open');
});

// A link to a line of the source opens what it lies in.
const unfold = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id === '' ? null : document.getElementById(id);
  const box = target?.closest('details');
  if (box === null || box === undefined) return;
  box.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', unfold);
unfold();
