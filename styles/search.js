/* The archive's search: every run of characters is found as it stands, wherever it stands. The text
   comes in scripts, one for each year (search/2023.js), since a page that was opened from a shared
   drive may load scripts but read no files. Nothing leaves the reader's machine. */
"use strict";

const bulletinArchive = (() => {
  const FIRST_RESULTS = 20;
  const MORE_RESULTS = 50;
  const BEFORE_HIT = 24; // characters of a snippet before its first hit
  const AROUND_HIT = 110; // characters of a whole snippet
  const REST = 300; // milliseconds without a key; browsers count how often an address changes

  const form = document.getElementById("search");
  const box = document.getElementById("query");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const { publication, year, unit, topic } = form.elements;
  const filters = { publication, year, unit, topic };

  let waiting = null; // years still to be loaded; null before the catalogue is there
  let articles = []; // newest first, each with its folded text
  let hits = [];
  let terms = [];
  let alike = new Map();
  let foldable = /$^/g;
  let remembering = 0;

  // -- What is alike: case, width, quotation marks, 繁体 and 简体; never the length of a text ---------

  function tableOf([from, to]) {
    const table = new Map();
    const add = (first, last, distance) => {
      for (let code = first; code <= last; code++) {
        table.set(String.fromCharCode(code), String.fromCharCode(code + distance));
      }
    };
    add(0x41, 0x5a, 0x20); // A–Z
    add(0xff10, 0xff19, -0xfee0); // ０–９
    add(0xff21, 0xff3a, 0x20 - 0xfee0); // Ａ–Ｚ
    add(0xff41, 0xff5a, -0xfee0); // ａ–ｚ
    const pairs = [["％．＋－／＝＆＃＠＊　", "%.+-/=&#@* "], [",;:!?()", "，；：！？（）"], ["“”‘’", "\"\"''"], [from, to]];
    for (const [ones, others] of pairs) {
      [...ones].forEach((one, at) => table.set(one, others[at]));
    }
    return table;
  }

  function fold(text) {
    return text.replace(foldable, (character) => alike.get(character));
  }

  // -- The text comes in -----------------------------------------------------------------------------

  function catalogue({ years, fold: pairs }) {
    alike = tableOf(pairs);
    const characters = [...alike.keys()].join("").replace(/[\]\\^-]/g, "\\$&");
    foldable = new RegExp(`[${characters}]`, "g");
    waiting = years;
    loadNext();
  }

  function loadNext() {
    if (!waiting.length) return;
    const [year, digest] = waiting[0];
    const script = document.createElement("script");
    script.src = `${year}.js?${digest}`;
    script.onerror = () => {
      found.textContent = `${year}年的内容没有读到，刷新这一页再试`;
    };
    document.head.append(script);
  }

  function shard({ year, units, issues }) {
    for (const [folder, named, dated, topic, rows, publication = ""] of issues) {
      const label = publication + named;
      for (const [anchor, unit, title, text] of rows) {
        const names = [unit].flat().map((at) => units[at] || "");
        const heading = title ? `${names.join("、")}：${title}` : topic || label;
        articles.push({
          address: `../${placeOf(folder)}/${pageOf(anchor)}`,
          publication, year: String(year), unit: names, topic, label, dated, heading, text,
          folded: fold(text), called: fold(`${called(named, dated)} ${label}`),
        });
      }
    }
    waiting.shift();
    loadNext();
    search();
  }

  /** The page with an anchor: an article's own, with the place of its attachment (a3-f1); else the issue's. */
  function pageOf(anchor) {
    const [article, attachment] = anchor.split("-");
    return article ? `${article}.html${attachment ? `#${anchor}` : ""}` : "index.html";
  }

  /** An issue's folder in the archive: that of another publication has its name before it. */
  function placeOf(folder) {
    return /^[a-z][^/]*\//.test(folder) ? folder : `issues/${folder}`;
  }

  /** What an issue is asked for by: 第3期, 2024年第3期, 2024-03-05, 2024年3月5日. */
  function called(label, dated) {
    const named = /^\d+年/.test(label) ? label : `${dated.slice(0, 4)}年${label}`;
    return `${named} ${dated} ${inWords(dated)}`;
  }

  function inWords(dated) {
    const [year, month, day] = dated.split("-").map(Number);
    return `${year}年${month}月${day}日`;
  }

  // -- Searching -------------------------------------------------------------------------------------

  function search() {
    const query = fold(box.value).trim();
    terms = [...new Set(query.split(/\s+/).filter(Boolean))];
    clearTimeout(remembering);
    remembering = setTimeout(remember, REST);
    const long = query.replace(/\s+/g, "").length >= 2;
    hits = long ? articles.filter(matches) : [];
    results.replaceChildren();
    show(FIRST_RESULTS);
    found.textContent = long ? count() : query ? "再写一个字" : "";
  }

  function matches(article) {
    for (const name in filters) {
      const wanted = filters[name] && filters[name].value;
      if (wanted && ![article[name]].flat().includes(wanted)) return false;
    }
    return terms.every((term) => article.folded.includes(term) || article.called.includes(term));
  }

  function count() {
    const reading = waiting === null || waiting.length ? "，还在读取更早的内容" : "";
    return (hits.length ? `找到 ${hits.length} 篇` : "没有找到") + reading;
  }

  /** Keep the search in the address, for whoever comes back or passes it on. */
  function remember() {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) values.set(name, value);
    const address = `${values}` ? `?${values}` : location.pathname;
    try {
      history.replaceState(null, "", address);
    } catch {
      // A browser may forbid it for a page opened from a drive; the search does not depend on it.
    }
  }

  // -- What was found --------------------------------------------------------------------------------

  function show(most) {
    const shown = results.children.length;
    results.append(...hits.slice(shown, shown + most).map(result));
    more.hidden = results.children.length >= hits.length;
  }

  function result(article) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = article.address;
    link.append(...marked(article.heading, fold(article.heading)));
    const where = document.createElement("p");
    where.className = "where";
    where.textContent = `${article.label} ${inWords(article.dated)}`;
    const snippet = document.createElement("p");
    snippet.className = "snippet";
    snippet.append(...snippetOf(article));
    item.append(link, where, snippet);
    return item;
  }

  function snippetOf({ text, folded }) {
    const places = terms.map((term) => folded.indexOf(term)).filter((at) => at >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first <= BEFORE_HIT * 1.5 ? 0 : first - BEFORE_HIT;
    const end = Math.min(text.length, start + AROUND_HIT);
    const pieces = marked(text.slice(start, end), folded.slice(start, end));
    return [start ? "……" : "", ...pieces, end < text.length ? "……" : ""];
  }

  /** The text with every hit marked; `folded` is as long as `text`. */
  function marked(text, folded) {
    const pieces = [];
    let at = 0;
    while (at < text.length) {
      const [start, end] = nextHit(folded, at);
      pieces.push(text.slice(at, start));
      if (start === end) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      pieces.push(mark);
      at = end;
    }
    return pieces;
  }

  function nextHit(folded, from) {
    let [start, end] = [folded.length, folded.length];
    for (const term of terms) {
      const at = folded.indexOf(term, from);
      if (at >= 0 && (at < start || (at === start && at + term.length > end))) {
        [start, end] = [at, at + term.length];
      }
    }
    return [start, end];
  }

  // -- Keys ------------------------------------------------------------------------------------------

  function move(step) {
    const places = [box, ...results.querySelectorAll("a")];
    const at = places.indexOf(document.activeElement);
    if (at < 0) return false;
    places[Math.max(0, Math.min(places.length - 1, at + step))].focus();
    return true;
  }

  function onKey(event) {
    if (event.isComposing) return;
    const typing = event.target.matches("input, select, textarea");
    let done = false;
    if (event.key === "ArrowDown") done = event.target.matches("select") ? false : move(1);
    else if (event.key === "ArrowUp") done = event.target.matches("select") ? false : move(-1);
    else if (event.key === "/" && !typing) done = box.focus() === undefined;
    else if (event.key === "Escape" && results.contains(event.target)) done = box.focus() === undefined;
    if (done) event.preventDefault();
  }

  // -- Begin -----------------------------------------------------------------------------------------

  const asked = new URLSearchParams(location.search);
  box.value = asked.get("q") || "";
  for (const name in filters) {
    if (filters[name] && asked.get(name)) filters[name].value = asked.get(name);
    if (filters[name] && filters[name].selectedIndex < 0) filters[name].selectedIndex = 0;
  }
  found.textContent = "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    move(1);
  });
  box.addEventListener("input", (event) => event.isComposing || search());
  box.addEventListener("compositionend", search);
  form.addEventListener("change", (event) => event.target === box || search());
  results.addEventListener("click", remember);
  more.addEventListener("click", () => show(MORE_RESULTS));
  document.addEventListener("keydown", onKey);

  return { catalogue, shard };
})();
