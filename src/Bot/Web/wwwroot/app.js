// Puts the page together: the panes and their address, the clock, the connection.
import { Feed, Refusal, call, clock, newId } from './feed.js';
import { Pane } from './pane.js';
import { setPeople } from './picker.js';
import { dayOf, dealHues, el, timeOf, zoneName } from './dom.js';

const $ = id => document.getElementById(id);
const feeds = new Map();
const panes = [];
let following = false;
let front = 0;
let unsent = null;

const app = {
  bot: '',
  vendor: '',
  personas: [],
  both: true,
  get comparing() { return panes.length > 1; },

  feedOf(id) {
    let feed = feeds.get(id);
    if (!feed) {
      feed = new Feed(app.personas.find(p => p.id === id));
      feed.addEventListener('online', event => connection(event.detail.back));
      feeds.set(id, feed);
    }
    return feed;
  },

  moved(redirected = false) {
    for (const [id, feed] of feeds) {
      if (panes.some(pane => pane.feed?.id === id)) continue;
      feed.close();
      feeds.delete(id);
    }
    // While the address is being followed it must not be rewritten from half of its panes.
    if (!following) write(redirected);
    tell();
    connection();
  },

  titled() {
    document.title = `${panes[0]?.feed ? `${panes[0].label} · ` : ''}${app.bot}`;
    tabs();
  },

  setBoth(on) {
    app.both = on;
    for (const pane of panes) pane.drawMode();
  },

  async sendBoth(text) {
    // When one pane took it and the other did not, the next try must not repeat it in the first.
    if (unsent?.text !== text) unsent = { text, ids: new Map() };
    // Two panes on the same place are one conversation, which hears a sentence once.
    const composers = new Map(panes.map(pane => [pane.composer.key, pane.composer]));
    const taken = await Promise.all([...composers].map(([key, composer]) => {
      if (!unsent.ids.has(key)) unsent.ids.set(key, newId());
      return composer.send(text, unsent.ids.get(key));
    }));
    if (taken.every(Boolean)) unsent = null;
  },

  compare() { compare(true); },
};

// ---- the address: #PER-LENA/dm|PER-LENA/PLC-NIMBUS

function read() {
  const known = id => app.personas.some(p => p.id === id);
  const wanted = decodeURIComponent(location.hash.slice(1)).split('|').slice(0, 2)
    .map(part => part.split('/')).filter(([id]) => known(id)).map(([id, place]) => [id, place || 'dm']);
  return wanted.length ? wanted : [[app.personas[0].id, 'dm']];
}

function write(replace) {
  const hash = '#' + panes.map(pane => `${pane.feed.id}/${pane.placeId}`).join('|');
  if (decodeURIComponent(location.hash) === hash) return;
  // A place one was sent away from is no stop on the way back.
  if (replace) history.replaceState(null, '', hash); else history.pushState(null, '', hash);
}

function follow() {
  following = true;
  const wanted = read();
  while (panes.length > wanted.length) panes.pop().close();
  wanted.forEach(([id, place], n) => {
    if (!panes[n]) {
      panes[n] = new Pane(app, n);
      $('panes').append(panes[n].root);
    }
    if (panes[n].feed?.id !== id || panes[n].placeId !== place) panes[n].go(id, place);
  });
  following = false;
  write(true);
  mode();
}

// ---- one pane or two

function compare(on) {
  if (on && !app.comparing) {
    const { feed, placeId } = panes[0];
    const others = (feed.places ?? []).filter(place => place.id !== placeId);
    const other = others.find(place => place.kind === 'shared') ?? others[0];
    panes.push(new Pane(app, 1));
    $('panes').append(panes[1].root);
    front = 0;
    panes[1].go(feed.id, other?.id ?? placeId);
  } else if (!on && app.comparing) {
    panes.pop().close();
    app.moved();
  }
  mode();
}

function mode() {
  front = Math.min(front, panes.length - 1);
  $('compare').setAttribute('aria-pressed', String(app.comparing));
  $('panes').classList.toggle('two', app.comparing);
  for (const pane of panes) pane.drawMode();
  app.titled();
}

function tabs() {
  const held = $('tabs').contains(document.activeElement);
  $('tabs').hidden = !app.comparing;
  $('tabs').replaceChildren(...panes.filter(pane => pane.feed).map((pane, n) => {
    const tab = el('button', { type: 'button', 'aria-pressed': String(n === front) }, pane.label);
    tab.addEventListener('click', () => { front = n; tabs(); });
    return tab;
  }));
  panes.forEach((pane, n) => pane.root.classList.toggle('front', n === front));
  if (held) $('tabs').children[front]?.focus();
}

// ---- clock and demo data

function tell() {
  const zone = panes[0]?.feed?.persona.timeZone;
  if (!zone) return;
  const now = new Date(clock.now);
  $('now').dateTime = now.toISOString();
  $('now').replaceChildren(el('span', {}, dayOf(now, zone, 'short')), ' ', el('b', {}, timeOf(now, zone)), ' ', el('span', {}, zoneName(now, zone)));
}

async function advance(button) {
  const buttons = document.querySelectorAll('[data-advance]');
  // Moving the clock runs everything that became due, so it may take a while.
  for (const b of buttons) b.setAttribute('aria-disabled', 'true');
  button.classList.add('pressed');
  try {
    clock.set((await call('POST', '/dev/clock', { advance: button.dataset.advance })).now);
    banner('');
  } catch (error) {
    banner(error.message);
  }
  for (const b of buttons) b.removeAttribute('aria-disabled');
  button.classList.remove('pressed');
}

function tools() {
  clock.addEventListener('moved', tell);
  setInterval(tell, 5000);
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => { if (!button.hasAttribute('aria-disabled')) advance(button); });
  }
  const confirm = $('confirm-reset');
  $('reset').addEventListener('click', () => { confirm.returnValue = ''; confirm.querySelector('.error').textContent = ''; confirm.showModal(); });
  confirm.addEventListener('close', async () => {
    if (confirm.returnValue !== 'reset') return;
    try {
      await call('POST', '/dev/reset');
      location.reload();
    } catch (error) {
      confirm.querySelector('.error').textContent = error.message;
      confirm.showModal();
    }
  });
  $('tools-toggle').addEventListener('click', () => {
    const open = $('tools').classList.toggle('open');
    $('tools-toggle').setAttribute('aria-expanded', String(open));
  });
  $('compare').addEventListener('click', () => compare(!app.comparing));
  // The address bar belongs to the panes, so this link moves the focus without leaving its name there.
  $('skip').addEventListener('click', event => { event.preventDefault(); panes[front]?.composer.text.focus(); });
}

// ---- the connection

function banner(text) { $('banner').textContent = text; }

async function connection(back = false) {
  const lost = [...feeds.values()].some(feed => !feed.online);
  banner(lost ? 'Reconnecting…' : '');
  if (!back) return;
  const { now } = await call('GET', '/web/about', undefined, 3);
  // The business clock only moves ahead: an earlier hour means the demo was reset while the line was down.
  if (Date.parse(now) < clock.now - 60_000) location.reload();
  else clock.set(now);
}

const reconnect = () => { for (const feed of feeds.values()) feed.reconnectNow(); };

async function start() {
  const [about, personas] = await Promise.all([call('GET', '/web/about', undefined, 5), call('GET', '/web/personas', undefined, 5)]);
  app.bot = $('product').textContent = about.bot;
  app.personas = personas;
  app.vendor = personas.find(p => p.firmKind === 'vendor')?.firm ?? 'Vendor';
  clock.set(about.now);
  dealHues(personas);
  setPeople(personas);
  tools();
  follow();
  window.addEventListener('popstate', follow);
  window.addEventListener('online', reconnect);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) reconnect(); });
  $('panes').removeAttribute('aria-busy');
}

start().catch(error => {
  if (!(error instanceof Refusal)) throw error;
  banner(error.message + ' Reload the page to try again.');
});
