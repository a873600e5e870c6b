// The grid of volumes, like a spreadsheet: keys move between cells, a block can be pasted, sums
// follow what is typed. The page works without this file.
"use strict";

const MOST = 20000;
const LEAST_JUMP = 10;

const grid = document.getElementById("grid");
const told = document.getElementById("grid-told");
const pasted = document.getElementById("grid-pasted");
const refused = document.getElementById("grid-refused");
const numbers = new Intl.NumberFormat(document.documentElement.lang);

// Rows of cells, as the table stands: matrix[row][column], headings and sums left out.
const matrix = [...grid.querySelectorAll("tr")]
  .map((row) => [...row.querySelectorAll("td[data-year]")])
  .filter((cells) => cells.length > 0);
const field = (cell) => cell?.querySelector("input") ?? null;

function placeOf(input) {
  const cell = input.closest("td");
  const row = matrix.findIndex((cells) => cells.includes(cell));
  return [row, matrix[row].indexOf(cell)];
}

// The number meant: null for an empty cell, NaN for anything else. Operations have no decimals, so
// a point or comma before three digits stands between thousands, whatever the language.
function read(text) {
  const plain = text.normalize("NFKC").replace(/[\s'’]/g, "");
  if (plain === "") return null;
  if (/^\d{1,3}(\.\d{3})+$/.test(plain) || /^\d{1,3}(,\d{3})+$/.test(plain)) {
    return Number(plain.replace(/[.,]/g, ""));
  }
  return /^\d+([.,]0*)?$/.test(plain) ? parseInt(plain, 10) : NaN;
}

const isPossible = (number) => number === null || (number >= 0 && number <= MOST);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const nameOf = (cell) =>
  `${cell.dataset.year}, ${cell.closest("tr").querySelector("th").textContent.trim()}`;

// The sum; null where neither is on record.
const together = (one, other) => (one === null ? other : one + (other ?? 0));

// Own operations of a cell, as typed, with its half-years; null where there is no record.
function operations(cell) {
  const number = field(cell) ? read(field(cell).value) : null;
  return together(Number.isNaN(number) ? null : number, read(cell.dataset.halves));
}

// Sums --------------------------------------------------------------------------------------

function add() {
  const sums = {};
  const count = (kind, year, number) => {
    sums[`${kind} ${year}`] = together(sums[`${kind} ${year}`] ?? null, number);
  };
  for (const cell of matrix.flat()) {
    const { year, pathology } = cell.dataset;
    const [own, surgeons] = [operations(cell), read(cell.dataset.surgeons)];
    count("own", year, own);
    count("surgeons", year, surgeons);
    count("all", year, together(own, surgeons));
    count(pathology, year, together(own, surgeons));
  }
  for (const output of grid.querySelectorAll("output")) {
    const sum = sums[`${output.dataset.sum} ${output.dataset.year}`];
    output.textContent = sum === null ? "–" : numbers.format(sum);
  }
}

// Unlikely or impossible numbers --------------------------------------------------------------

function look(cell) {
  const input = field(cell);
  const possible = isPossible(read(input.value));
  input.classList.toggle("is-invalid", !possible);
  input.setAttribute("aria-invalid", String(!possible));
  const [row, column] = placeOf(input);
  const before = column > 0 ? operations(matrix[row][column - 1]) : null;
  const now = operations(cell);
  if (!possible) {
    told.textContent = filled(grid.dataset.number, { text: input.value, cell: nameOf(cell) });
  } else if (before !== null && now !== null && isJump(before, now)) {
    told.textContent = filled(grid.dataset.jump, {
      year: cell.dataset.year,
      now: numbers.format(now),
      before: numbers.format(before),
      earlier: matrix[row][column - 1].dataset.year,
    });
  } else {
    told.textContent = "";
  }
}

function isJump(before, now) {
  const change = Math.abs(now - before);
  return change >= LEAST_JUMP && 2 * change > before;
}

// Keys ------------------------------------------------------------------------------------------

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function stepOf(event, input) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Enter") return event.shiftKey ? STEPS.ArrowUp : STEPS.ArrowDown;
  if (event.shiftKey) return null;
  const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const edge = event.key === "ArrowLeft" ? 0 : input.value.length;
  const inside = input.selectionStart !== input.selectionEnd || input.selectionStart !== edge;
  // Inside a number the keys move between its digits.
  if (STEPS[event.key]?.[1] && inside && !all) return null;
  return STEPS[event.key] ?? null;
}

function go(input, [down, right]) {
  let [row, column] = placeOf(input);
  do {
    row += down;
    column += right;
  } while (matrix[row]?.[column] && !field(matrix[row][column]));
  const next = field(matrix[row]?.[column]);
  next?.focus();
  next?.select();
}

// Paste -------------------------------------------------------------------------------------------

const isBlock = (text) => /[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""));

// The cells the block falls on with their new texts, or the sentence that says why it cannot be.
function plan(input, text) {
  const [top, left] = placeOf(input);
  const changes = [];
  const lines = text.replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/);
  for (const [down, line] of lines.entries()) {
    for (const [right, part] of line.split("\t").entries()) {
      const cell = matrix[top + down]?.[left + right];
      const number = read(part);
      if (cell && number === null && !field(cell)) continue;
      const reason = refusal(cell, number, top + down < matrix.length);
      if (reason) return [[], filled(reason, { text: part.trim(), cell: cell ? nameOf(cell) : "" })];
      changes.push([cell, number === null ? "" : String(number)]);
    }
  }
  return [changes, ""];
}

function refusal(cell, number, isRow) {
  if (!cell) return isRow ? grid.dataset.columns : grid.dataset.rows;
  if (!isPossible(number)) return `${grid.dataset.number} ${grid.dataset.nothing}`;
  return field(cell) ? "" : grid.dataset.fixed;
}

function put(changes) {
  const before = changes.map(([cell]) => [cell, field(cell).value]);
  for (const [cell, text] of changes) {
    field(cell).value = text;
    look(cell);
  }
  add();
  // The draft is kept as if it had been typed.
  field(changes[0][0]).dispatchEvent(new Event("change", { bubbles: true }));
  return before;
}

function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  if (!isBlock(text)) return;
  event.preventDefault();
  const [changes, reason] = plan(event.target, text);
  told.textContent = "";
  pasted.textContent = "";
  refused.textContent = reason;
  if (reason || changes.length === 0) return;
  const before = put(changes);
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-sm btn-outline-primary";
  undo.textContent = grid.dataset.undo;
  undo.addEventListener("click", () => {
    put(before);
    told.textContent = "";
    pasted.textContent = "";
    field(before[0][0]).focus();
  });
  const count = numbers.format(changes.length);
  pasted.replaceChildren(`${filled(grid.dataset.pasted, { count })} `, undo);
}

grid.addEventListener("keydown", (event) => {
  const step = event.target.matches("input") ? stepOf(event, event.target) : null;
  if (!step) return;
  event.preventDefault();
  go(event.target, step);
});
grid.addEventListener("input", add);
grid.addEventListener("change", (event) => {
  if (event.isTrusted) look(event.target.closest("td"));
});
grid.addEventListener("paste", paste);

// On a narrow screen the latest years come first.
const scroller = grid.closest(".table-scroll");
scroller.scrollLeft = scroller.scrollWidth;
document.querySelector(".questions")?.focus();
