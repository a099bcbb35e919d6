"use strict";
// Filters of the verdict matrix: by the name of a candidate, by claim, and by verdict.
(() => {
  const byId = (id) => document.getElementById(id);
  const name = byId("filter-name"), claim = byId("filter-claim"), verdict = byId("filter-verdict"), shown = byId("shown");
  const table = byId("matrix");
  const rows = Array.from(table.tBodies[0].rows);
  const cards = Array.from(byId("found").tBodies[0].rows);
  const heads = Array.from(table.tHead.rows[0].cells);

  const fits = (cell) => !verdict.value || cell.dataset.verdict === verdict.value || cell.dataset.mark === verdict.value;
  const chosen = (cell) => !claim.value || cell.dataset.claim === claim.value;

  const apply = () => {
    const wanted = name.value.trim().toLowerCase();
    let visible = 0;
    rows.forEach((row, place) => {
      const cells = Array.from(row.cells).filter((cell) => cell.dataset.claim);
      const named = row.dataset.name.toLowerCase().includes(wanted);
      row.hidden = !(named && (!verdict.value || cells.some((cell) => chosen(cell) && fits(cell))));
      for (const cell of cells) {
        cell.hidden = !chosen(cell);
        cell.style.opacity = fits(cell) ? "" : "0.25";
      }
      cards[place].hidden = row.hidden;
      visible += row.hidden ? 0 : 1;
    });
    for (const head of heads) head.hidden = Boolean(head.dataset.claim) && !chosen(head);
    shown.textContent = `${visible} of ${rows.length} runs shown`;
  };

  for (const control of [name, claim, verdict]) control.addEventListener("input", apply);
  apply();
})();
