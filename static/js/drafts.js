// A form that is being saved keeps no draft any more: one that arrived after the save would come
// back as if something were still to be saved.
"use strict";

for (const form of document.querySelectorAll("form[hx-post]")) {
  form.addEventListener("submit", () => {
    form.addEventListener("htmx:beforeRequest", (event) => event.preventDefault());
    window.htmx.trigger(form, "htmx:abort");
  });
}
