// One dialog to choose a person, for "who am I" and for "add member".
import { avatar, el, icon } from './dom.js';

const dialog = document.getElementById('picker');
const search = document.getElementById('picker-search');
const list = document.getElementById('picker-list');
const filters = [...dialog.querySelectorAll('select')];
const found = dialog.querySelector('.picker-foot [role=status]');
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

let people = [];
let ask = null;
let active = null;

export function setPeople(personas) {
  const rank = p => (p.firmKind === 'vendor' ? 0 : 1);
  people = personas.toSorted((a, b) => rank(a) - rank(b) || a.firm.localeCompare(b.firm) || a.name.localeCompare(b.name));
  for (const select of filters) {
    const values = [...new Set(people.map(p => p[select.dataset.field]))].sort((a, b) => a.localeCompare(b));
    select.replaceChildren(new Option(select.dataset.all, ''), ...values.map(v => new Option(v, v)));
  }
}

/** Resolves to the chosen person's id, or null when the dialog is left. */
export function choosePerson({ title, current = null, without = [] }) {
  ask = { current, without: new Set(without), chosen: null };
  document.getElementById('picker-title').textContent = title;
  search.value = '';
  for (const select of filters) select.value = '';
  draw();
  dialog.showModal();
  search.focus();
  const here = list.querySelector('[aria-selected=true]');
  activate(here ?? options()[0]);
  here?.scrollIntoView({ block: 'center' });
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(ask.chosen), { once: true }));
}

const options = () => [...list.querySelectorAll('[role=option]')];

function draw() {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  const hits = people.filter(p => {
    const text = plain([p.name, p.firm, p.roleLabel, p.countryName, p.tier ?? ''].join(' '));
    return !ask.without.has(p.id) && words.every(w => text.includes(w)) && filters.every(f => !f.value || p[f.dataset.field] === f.value);
  });
  const groups = Map.groupBy(hits, p => p.firm);
  list.replaceChildren(...[...groups].map(([firm, members], n) => el('div', { role: 'group', 'aria-labelledby': `firm-${n}` },
    el('p', { class: 'group', id: `firm-${n}`, 'data-hue': members[0].hue }, el('i', { class: 'dot' }), firm,
      el('span', {}, members[0].firmKind === 'vendor' ? 'vendor' : members[0].tier ? `${members[0].tier} partner` : 'partner')),
    ...members.map(option))));
  if (!hits.length) list.replaceChildren(el('p', { class: 'none' }, 'Nobody matches. Try fewer words or another filter.'));
  found.textContent = hits.length === 1 ? '1 person' : `${hits.length} people`;
  activate(options()[0]);
}

function option(p) {
  const here = p.id === ask.current;
  return el('div', { role: 'option', id: `pick-${p.id}`, 'data-id': p.id, 'aria-selected': String(here) },
    avatar(p), el('span', { class: 'person-name' }, p.name), el('span', { class: 'person-what' }, `${p.roleLabel}, ${p.countryName}`),
    here ? icon('check') : '');
}

function activate(node) {
  active?.classList.remove('active');
  active = node ?? null;
  active?.classList.add('active');
  active?.scrollIntoView({ block: 'nearest' });
  // The first row's firm heading would otherwise stay out of sight above it.
  if (active && active === options()[0]) list.scrollTop = 0;
  if (active) search.setAttribute('aria-activedescendant', active.id);
  else search.removeAttribute('aria-activedescendant');
}

function choose(node) {
  if (!node) return;
  ask.chosen = node.dataset.id;
  dialog.close();
}

search.addEventListener('input', draw);
search.addEventListener('keydown', event => {
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) {
    event.preventDefault();
    const from = all.indexOf(active);
    activate(all[Math.max(0, Math.min(all.length - 1, from + step))]);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    choose(active);
  } else if (event.key === 'Escape') {
    // A search field would spend the first Escape on clearing itself.
    event.preventDefault();
    dialog.close();
  }
});
for (const select of filters) select.addEventListener('change', draw);
list.addEventListener('click', event => choose(event.target.closest('[role=option]')));
list.addEventListener('pointermove', event => {
  const over = event.target.closest('[role=option]');
  if (over && over !== active) {
    active?.classList.remove('active');
    active = over;
    over.classList.add('active');
    search.setAttribute('aria-activedescendant', over.id);
  }
});
dialog.querySelector('.close').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
