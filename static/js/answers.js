// "Same as 2023" puts last year's answer into its field. Without this file the button is not there,
// and the answer is typed.
"use strict";

for (const button of document.querySelectorAll("[data-same]")) {
  const field = button.form.elements[button.dataset.same];
  button.hidden = false;
  button.addEventListener("click", () => {
    field.value = button.dataset.value;
    const chosen = field instanceof RadioNodeList ? [...field].find((one) => one.checked) : field;
    // What was taken over is kept as a draft like what is typed.
    chosen?.dispatchEvent(new Event("change", { bubbles: true }));
    chosen?.focus();
  });
}
