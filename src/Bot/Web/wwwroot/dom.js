// The few building blocks every part of the page shares.

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

const hues = new Map();

/** Colours are dealt in order, so that firms differ as long as the palette lasts; the vendor always has the first. */
export function dealHues(personas) {
  const firms = new Map(personas.map(p => [p.firmId, p.firmKind]));
  const partners = [...firms.keys()].filter(id => firms.get(id) !== 'vendor').sort();
  for (const [id, kind] of firms) hues.set(id, kind === 'vendor' ? 0 : 1 + (partners.indexOf(id) % 11));
  for (const p of personas) {
    p.hue = hues.get(p.firmId);
    // Messages name the firm without its id.
    hues.set(p.firm, p.hue);
  }
}

export const hueOf = firm => hues.get(firm) ?? 'none';

export function avatar(person) {
  const words = person.name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(w => [...(w ?? '')][0] ?? '').join('');
  return el('span', { class: 'avatar', 'aria-hidden': 'true', 'data-hue': person.hue ?? hueOf(person.firmId ?? person.firm) }, letters.toUpperCase());
}

/** "Halvor, Nimbus and Orion" */
export const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** British English knows no names for zones far from Europe; American English does. */
export function zoneName(date, timeZone) {
  const name = locale => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(date).find(p => p.type === 'timeZoneName').value;
  const british = name('en-GB');
  return /\d/.test(british) ? name('en-US') : british;
}

export const dayOf = (date, timeZone, style = 'long') => new Intl.DateTimeFormat('en-GB', {
  timeZone, weekday: style, day: 'numeric', month: style, year: 'numeric',
}).format(date).replace(',', '');

export const timeOf = (date, timeZone) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(date);
