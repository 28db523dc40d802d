// The page works without this: it fills in test cards, groups digits, and guards the button.
(() => {
  const form = document.querySelector("form");
  const number = form.elements.card_number;
  const group = (text) => {
    const digits = text.replace(/\D/g, "").slice(0, 19);
    return /^3[47]/.test(digits)
      ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)].filter(Boolean).join(" ")
      : digits.replace(/(.{4})(?=.)/g, "$1 ");
  };
  const atEnd = (field) => field.selectionStart === field.value.length;
  if (number) {
    number.addEventListener("input", () => { if (atEnd(number)) number.value = group(number.value); });
    form.elements.expiry.addEventListener("input", (event) => {
      const field = event.target;
      if (event.inputType === "deleteContentBackward" || !atEnd(field)) return;
      const digits = field.value.replace(/\D/g, "").slice(0, 4);
      field.value = digits.length > 1 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
    });
  }
  document.querySelectorAll("[data-card]").forEach((button) => button.addEventListener("click", () => {
    const card = button.dataset.card;
    number.value = group(card);
    form.elements.expiry.value = `12 / ${String(new Date().getFullYear() + 3).slice(2)}`;
    form.elements.cvc.value = card.length === 15 ? "1234" : "123";
    form.querySelector("[type=submit]").focus();
  }));
  const submit = form.querySelector("[type=submit]");
  form.addEventListener("submit", () => { submit.disabled = true; submit.lastElementChild.textContent = "Processing…"; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const invalid = form.querySelector("[aria-invalid=true]");
  if (invalid) invalid.focus();
})();
