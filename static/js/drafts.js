// A form that is being saved keeps no draft any more: one that arrived after the save would come
// back as if something were still to be saved. One that is on its way arrives first.
"use strict";

for (const form of document.querySelectorAll("form[hx-post]")) {
  let isKeeping = false;
  let isSaving = false;
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (isSaving) event.preventDefault();
    else isKeeping = true;
  });
  form.addEventListener("htmx:afterRequest", () => {
    isKeeping = false;
  });
  form.addEventListener("submit", (event) => {
    isSaving = true;
    if (!isKeeping) return;
    event.preventDefault();
    const send = () => form.requestSubmit(event.submitter);
    form.addEventListener("htmx:afterRequest", send, { once: true });
  });
}
