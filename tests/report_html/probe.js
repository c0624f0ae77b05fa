// Runs after the page's own script, and tells the page around it what it finds.
const luminance = ([red, green, blue]) => {
  const linear = (channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const contrast = (element) => {
  const [light, dark] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const probe = () => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let leastContrast = 21;
  let looked = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("script, style, svg")) continue;
    looked += 1;
    leastContrast = Math.min(leastContrast, contrast(element));
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const links = [...document.querySelectorAll("a")].map((link) => decodeURIComponent(link.getAttribute("href").slice(1)));

  // What a click on a heading does to the rows: a column of each run of rows.
  const column = (table, at) => [...table.tBodies].map((body) => [...body.rows].map((row) => row.cells[at].textContent.trim()));
  const clicks = (id, at) => {
    const table = document.querySelector(`#${id} table`);
    const heading = table.tHead.rows[0].cells[at];
    const before = column(table, at);
    const states = [1, 2, 3].map(() => {
      heading.querySelector("button").click();
      return { sort: heading.getAttribute("aria-sort"), cells: column(table, at) };
    });
    return { before, states };
  };

  const findings = {
    errors: window.errors,
    broken: window.broken ?? null,
    width: innerWidth,
    pageWidth: document.documentElement.scrollWidth,
    tables: document.querySelectorAll("table").length,
    rows: document.querySelectorAll("#enterprises tbody tr").length,
    captions: [...document.querySelectorAll("caption, figcaption")].map((caption) => caption.textContent),
    figures: [...document.querySelectorAll("figure svg")].map((svg) => ({
      role: svg.getAttribute("role"),
      name: document.getElementById(svg.getAttribute("aria-labelledby")).textContent,
      height: svg.getBoundingClientRect().height,
    })),
    headings: [...document.querySelectorAll("h1, h2, h3")].map((heading) => heading.textContent),
    buttons: [...document.querySelectorAll("thead button")].every((button) => button.tabIndex === 0),
    buttonCount: document.querySelectorAll("thead button").length,
    leastContrast,
    looked,
    idsTwice: ids.filter((id, at) => ids.indexOf(id) !== at),
    emptyIds: ids.filter((id) => !id || /\s/.test(id)),
    deadLinks: links.filter((id) => !document.getElementById(id)),
    cutBoxes: [...document.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex !== 0).map((box) => `${box.textContent.slice(0, 20)} ${box.className} ${box.scrollWidth} > ${box.clientWidth}`),
    strangers: document.querySelectorAll("img, iframe, link, script[src], [onerror]").length,
    numbers: clicks("enterprises", 3),
    words: clicks("enterprises", 1),
    close: clicks("groups", 2),
  };
  parent.postMessage(JSON.stringify(findings), "*");
};

// Not before the page has been laid out.
addEventListener("load", () => setTimeout(probe, 500));
