// One pane: a persona in a place, with its members, transcript and composer.
import { Composer } from './composer.js';
import { Feed } from './feed.js';
import { Transcript } from './transcript.js';
import { choosePerson } from './picker.js';
import { avatar, el, hueOf, icon, listed } from './dom.js';

export class Pane {
  #stop = new AbortController();

  constructor(app, number) {
    this.app = app;
    this.number = number;
    this.root = document.getElementById('pane-template').content.firstElementChild.cloneNode(true);
    this.root.id = `pane-${number}`;
    const $ = selector => this.root.querySelector(selector);
    this.ui = {
      persona: $('.persona'), places: $('.places'), head: $('.room-head'), title: $('h2'), use: $('.room-title use'), badge: $('.badge'), add: $('.add'),
      audience: $('.audience'), members: $('.members'), note: $('.note'), scroll: $('.scroll'), welcome: $('.welcome'),
    };
    $('.typing span:last-child').textContent = `${app.bot} is writing`;
    this.transcript = new Transcript(this.root);
    this.composer = new Composer(this.root, number ? 'composer-2' : 'composer', app);
    this.ui.persona.addEventListener('click', () => this.#choosePersona());
    this.ui.add.addEventListener('click', () => this.#addMember());
    $('.welcome-compare button').addEventListener('click', () => app.compare());
  }

  get persona() { return this.feed.persona; }
  get place() { return this.feed.placeOf(this.placeId); }
  get label() { return `${this.persona.name.split(' ')[0]}, ${this.placeId === 'dm' ? 'direct' : this.place?.name ?? '…'}`; }

  /** Shows a persona in a place. A place that turns out not to be hers is left for the direct chat, with a word why. */
  go(personaId, placeId, noted = false) {
    if (this.feed?.id !== personaId) this.#follow(this.app.feedOf(personaId));
    this.placeId = placeId;
    if (!noted) this.#note();
    this.feed.show(this, placeId);
    this.transcript.show(this.feed, placeId);
    this.composer.show(this.feed, placeId);
    this.#drawAll();
    this.app.moved(noted);
  }

  close() {
    this.composer.keep();
    this.#stop.abort();
    this.feed.leave(this);
    this.root.remove();
  }

  drawMode() {
    this.composer.drawMode();
    this.root.querySelector('.welcome-compare').hidden = this.app.comparing;
  }

  #follow(feed) {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.feed?.leave(this);
    this.feed = feed;
    const on = (type, handle) => feed.addEventListener(type, handle, { signal: this.#stop.signal });
    on('message', ({ detail }) => this.transcript.received(detail, () => this.#drawWelcome()));
    on('typing', () => this.transcript.drawTyping());
    on('press', ({ detail }) => this.transcript.drawPress(detail));
    on('places', () => this.#drawAll());
    on('unread', ({ detail }) => {
      this.#drawPlaces();
      if (detail === 'dm' && this.placeId !== 'dm') {
        this.#note(`${this.app.bot} wrote to you privately.`, 'Open', () => this.go(this.feed.id, 'dm'));
      }
    });
  }

  #drawAll() {
    const { feed, ui, persona } = this;
    if (feed.places && !this.place) {
      const name = this.lastPlace?.id === this.placeId ? this.lastPlace.name : 'that place';
      this.#note(`${persona.name} is not a member of ${name}, so you are in the direct chat.`);
      return this.go(feed.id, 'dm', true);
    }
    if (this.place) this.lastPlace = this.place;
    const place = this.place ?? { id: this.placeId, name: '…', kind: 'direct', firms: [], members: [] };
    ui.persona.replaceChildren(avatar(persona), el('span', { class: 'person-name' }, persona.name),
      el('span', { class: 'person-what' }, `${persona.roleLabel}, ${persona.firm}`), icon('chevron'));
    ui.persona.setAttribute('aria-label', `You are ${persona.name}, ${persona.roleLabel}, ${persona.firm}. Choose another person`);
    ui.title.textContent = place.name;
    ui.use.setAttribute('href', `#i-${place.kind}`);
    ui.badge.textContent = this.#kindOf(place);
    ui.badge.dataset.kind = ui.head.dataset.kind = place.kind;
    ui.audience.textContent = this.#audienceOf(place);
    ui.add.hidden = place.kind === 'direct';
    this.composer.prompt(`Write as ${persona.name.split(' ')[0]}${place.kind === 'direct' ? ' to the bot' : ` in ${place.name}`}`);
    this.root.setAttribute('aria-label', `${persona.name}, ${place.name}`);
    ui.scroll.setAttribute('aria-label', `Conversation in ${place.name}`);
    if (feed.problem && !feed.places) this.#note(feed.problem, 'Try again', () => { this.#note(); feed.refreshPlaces(); });
    this.#drawPlaces();
    this.#drawMembers(place);
    this.#drawWelcome();
    this.drawMode();
    this.app.titled();
  }

  #kindOf({ kind, firms }) {
    return kind === 'direct' ? 'Direct' : kind === 'vendor' ? `${this.app.vendor} only` : `Shared with ${firms.join(', ')}`;
  }

  #audienceOf({ kind, members }) {
    const firms = [...new Set(members.map(m => m.firm))];
    if (kind === 'direct') return `Only ${this.persona.name} reads this. The bot says everything this role at ${this.persona.firm} may see.`;
    if (kind === 'vendor') return `Only people from ${listed.format(firms)} read this. The bot says what all ${members.length} may see.`;
    return `${listed.format(firms)} read this. The bot says only what all ${members.length} members may see.`;
  }

  #drawPlaces() {
    const { feed, ui } = this;
    const held = ui.places.contains(document.activeElement);
    ui.places.replaceChildren(...(feed.places ?? []).map(place => {
      const unread = feed.unread.get(place.id);
      const button = el('button', { type: 'button', 'aria-current': place.id === this.placeId ? 'page' : null },
        icon(place.kind), el('span', { class: 'place-name' }, place.name), el('span', { class: 'place-kind' }, this.#kindOf(place)),
        unread ? el('span', { class: 'unread' }, String(unread), el('span', { class: 'sr' }, ' new')) : '');
      button.addEventListener('click', () => { if (place.id !== this.placeId) this.go(feed.id, place.id); });
      return el('li', {}, button);
    }));
    const current = ui.places.querySelector('[aria-current]');
    if (held) current?.focus();
    // Only sideways: on a phone the places are a strip, and scrollIntoView would move the page as well.
    if (current) ui.places.scrollLeft = current.offsetLeft - ui.places.offsetLeft - (ui.places.clientWidth - current.offsetWidth) / 2;
  }

  #drawMembers(place) {
    const { ui } = this;
    const held = ui.members.contains(document.activeElement);
    const first = new Set();
    const rank = m => (m.id === this.persona.id ? 0 : first.has(m.firm) ? 2 : (first.add(m.firm), 1));
    // One of every firm comes first, so that a folded list still shows who listens.
    const ranked = place.members.map(m => ({ m, rank: rank(m) })).sort((a, b) => a.rank - b.rank).map(({ m }) => m);
    const most = this.allOf === place.id || ranked.length <= 7 ? ranked.length : 6;
    const chips = ranked.slice(0, most).map(member => {
      const chip = el('li', { class: 'chip', 'data-hue': hueOf(member.firmId), title: member.roleLabel },
        el('i', { class: 'dot' }), el('span', {}, member.name, member.id === this.persona.id ? ' (you)' : ''), el('span', { class: 'firm' }, member.firm));
      if (place.kind !== 'direct') {
        const remove = el('button', { type: 'button', 'aria-label': `Remove ${member.name}` }, icon('x'));
        remove.addEventListener('click', () => this.#changeMembers({ remove: member.id }));
        chip.append(remove);
      }
      return chip;
    });
    if (ranked.length > 7) {
      const more = el('button', { type: 'button', class: 'link' }, most < ranked.length ? `+${ranked.length - most} more` : 'Show fewer');
      more.addEventListener('click', () => { this.allOf = most < ranked.length ? place.id : null; this.#drawMembers(place); ui.members.querySelector('.link')?.focus(); });
      chips.push(el('li', {}, more));
    }
    ui.members.replaceChildren(...chips);
    if (held) ui.add.focus();
  }

  #drawWelcome() {
    const { ui, persona, place } = this;
    ui.welcome.hidden = !this.transcript.empty || !place;
    this.composer.drawExamples(!ui.welcome.hidden);
    if (!place) return;
    ui.welcome.querySelector('h3').textContent = place.kind === 'direct' ? `Ask as ${persona.name}` : `Ask as ${persona.name} in ${place.name}`;
    ui.welcome.querySelector('p').textContent = place.kind === 'direct'
      ? 'Pick an example below or write in your own words.'
      : `${listed.format(new Set(place.members.map(m => m.firm)))} will read the question and the answer.`;
  }

  #note(text, action, act) {
    const { note } = this.ui;
    note.replaceChildren();
    if (!text) return;
    const button = (label, handle, attributes) => {
      const node = el('button', { type: 'button', class: 'link', ...attributes }, label);
      node.addEventListener('click', handle);
      return node;
    };
    note.append(el('span', {}, text));
    if (action) note.append(button(action, act));
    note.append(button(icon('x'), () => { this.#note(); this.composer.text.focus(); }, { 'aria-label': 'Dismiss', class: 'tool quiet icon' }));
  }

  async #choosePersona() {
    const id = await choosePerson({ title: 'Who are you?', current: this.persona.id });
    if (id && id !== this.persona.id) this.go(id, this.placeId);
  }

  async #addMember() {
    const { place } = this;
    const id = await choosePerson({ title: `Add to ${place.name}`, without: place.members.map(m => m.id) });
    if (id) await this.#changeMembers({ add: id });
  }

  async #changeMembers(change) {
    try {
      await Feed.member(this.placeId, change);
      this.#note();
      await this.feed.refreshPlaces();
    } catch (error) {
      this.#note(error.message);
    }
  }
}
