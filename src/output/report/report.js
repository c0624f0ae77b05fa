"use strict";
(() => {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // Exact to the last digit: figures of a ledger are longer than a double.
  const compareDecimals = (a, b) => {
    const [[wholeA, partA = ""], [wholeB, partB = ""]] = [a.split("."), b.split(".")];
    const digits = Math.max(partA.length, partB.length);
    const difference = BigInt(wholeA + partA.padEnd(digits, "0")) - BigInt(wholeB + partB.padEnd(digits, "0"));
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    const number = cell?.dataset.value ?? "";
    if (/^-?\d+(\.\d+)?$/.test(number)) return { rank: 0, number };
    const text = cell && !cell.querySelector(".blank") ? cell.textContent.trim() : "";
    return { rank: text ? 1 : 2, text };
  };

  // Numbers stand before words, and what is empty stands last in both directions.
  const compare = (a, b, sign) => {
    if (a.rank !== b.rank) return a.rank - b.rank;
    if (a.rank === 0) return sign * compareDecimals(a.number, b.number);
    return a.rank === 1 ? sign * collator.compare(a.text, b.text) : 0;
  };

  const sort = (bodies, column, direction) => {
    const sign = direction === "descending" ? -1 : 1;
    for (const { body, rows, totals } of bodies) {
      const keyed = rows.map((row) => ({ row, key: key(row, column) }));
      if (direction) keyed.sort((a, b) => compare(a.key, b.key, sign));
      body.append(...keyed.map(({ row }) => row), ...totals);
    }
  };

  for (const table of document.querySelectorAll(".table table")) {
    const bodies = [...table.tBodies].map((body) => {
      const all = [...body.rows];
      const isTotal = (row) => row.classList.contains("total");
      return { body, rows: all.filter((row) => !isTotal(row)), totals: all.filter(isTotal) };
    });
    if (!bodies.some(({ rows }) => rows.length > 2)) continue;
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        // A third click gives back the order of the report.
        const next = { ascending: "descending", descending: null };
        const now = heading.getAttribute("aria-sort");
        const direction = now ? next[now] : "ascending";
        for (const other of headings) other.removeAttribute("aria-sort");
        if (direction) heading.setAttribute("aria-sort", direction);
        sort(bodies, column, direction);
      });
    });
  }

  // A box that holds more than it shows can be moved by keyboard; one that does not lets its headings stay in sight.
  const measure = (box) => {
    const fits = box.scrollWidth <= box.clientWidth;
    box.classList.toggle("fits", fits);
    if (fits) box.removeAttribute("tabindex");
    else box.tabIndex = 0;
  };
  const sizes = new ResizeObserver((entries) => {
    for (const box of new Set(entries.map(({ target }) => target.closest(".scroll")))) measure(box);
  });
  for (const box of document.querySelectorAll(".scroll")) {
    measure(box);
    sizes.observe(box);
    sizes.observe(box.firstElementChild);
  }
})();
