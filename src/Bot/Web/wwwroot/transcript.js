// The messages of one place as one persona sees them.
import { avatar, dayOf, el } from './dom.js';

const earlier = (a, b) => (a.second - b.second || a.first - b.first) < 0;

export class Transcript {
  #nodes = new Map();
  #dirty = new Set();
  #frame = 0;
  #stuck = true;
  #height = 0;

  constructor(root) {
    this.scroll = root.querySelector('.scroll');
    this.thread = root.querySelector('.thread');
    this.typing = root.querySelector('.typing');
    this.jump = root.querySelector('.jump');
    this.thread.addEventListener('click', event => this.#pressed(event));
    this.scroll.addEventListener('scroll', () => {
      // The pane may have been resized since, by a note or a longer draft: that is not the reader scrolling away.
      if (this.#stuck && this.scroll.clientHeight !== this.#height) return this.toBottom();
      this.#stuck = this.#atBottom();
      if (this.#stuck) this.jump.hidden = true;
    }, { passive: true });
    this.jump.addEventListener('click', () => { this.toBottom(); this.scroll.focus({ preventScroll: true }); });
    // A keyboard on a phone, a second pane or a longer draft changes the height under the reader.
    new ResizeObserver(() => { if (this.#stuck) this.toBottom(); }).observe(this.scroll);
  }

  get empty() { return this.#nodes.size === 0; }

  show(feed, placeId) {
    this.feed = feed;
    this.placeId = placeId;
    this.#nodes.clear();
    this.#dirty.clear();
    // A screen reader should hear what is new, not the whole history on every change of place.
    this.thread.setAttribute('aria-live', 'off');
    this.thread.replaceChildren();
    for (const message of feed.in(placeId)) this.#upsert(message);
    this.#arrange();
    this.drawTyping();
    this.jump.hidden = true;
    this.toBottom();
    setTimeout(() => this.thread.setAttribute('aria-live', 'polite'), 300);
  }

  /** Returns at once; a replay of a long history is drawn in one go. */
  received(message, drawn) {
    this.#dirty.add(message);
    if (this.#frame) return;
    const draw = () => {
      this.#frame = 0;
      const before = this.#nodes.size;
      let mine = false;
      for (const m of this.#dirty) {
        if (m.place !== this.placeId || this.feed.messages.get(m.id) !== m) continue;
        mine ||= m.from.id === this.feed.id && !this.#nodes.has(m.id);
        this.#upsert(m);
      }
      this.#dirty.clear();
      this.#arrange();
      if (this.#stuck || mine) this.toBottom();
      else if (this.#nodes.size > before) this.jump.hidden = false;
      drawn();
    };
    // Frames stand still in a background tab, and undrawn messages would pile up there.
    this.#frame = document.hidden ? setTimeout(draw, 50) : requestAnimationFrame(draw);
  }

  drawTyping() {
    this.typing.hidden = !this.feed.typing.has(this.placeId);
    if (this.#stuck) this.toBottom();
  }

  drawPress(id) {
    const node = this.#nodes.get(id);
    if (!node) return;
    const press = this.feed.pressing.get(id);
    node.toggleAttribute('aria-busy', Boolean(press));
    const held = node.contains(document.activeElement);
    for (const button of node.querySelectorAll('[data-press]')) {
      button.disabled = Boolean(press);
      button.classList.toggle('pressed', press?.value === button.dataset.press);
    }
    // A disabled button drops the focus to the page's top; its message keeps the place of a keyboard user.
    if (press && held) node.focus({ preventScroll: true });
    const sentence = this.feed.sentences.get(id) ?? '';
    node.lastChild.textContent = sentence;
    if (sentence && this.#stuck) this.toBottom();
  }

  toBottom() {
    this.#stuck = true;
    this.#height = this.scroll.clientHeight;
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #atBottom() { return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 48; }

  #upsert(message) {
    let node = this.#nodes.get(message.id);
    if (!node) {
      node = this.#create(message);
      this.#nodes.set(message.id, node);
      // Nearly always the newest, so the search for its place starts at the end.
      let before = this.thread.lastElementChild;
      while (before && !(before.message && earlier(before.message, message))) before = before.previousElementSibling;
      if (before) before.after(node); else this.thread.prepend(node);
    }
    node.message = message;
    const body = node.children[1];
    const held = body.contains(document.activeElement);
    // The server renders and encodes bot and person messages alike.
    body.innerHTML = message.html;
    if (held) node.focus({ preventScroll: true });
    this.drawPress(message.id);
  }

  #create({ id, from, time, at }) {
    const own = from.id === this.feed.id && from.kind === 'person';
    const bot = from.kind === 'bot';
    const face = bot ? el('img', { class: 'avatar', src: 'icon.svg', alt: '', width: 28, height: 28 }) : avatar(from);
    return el('div', { class: `msg ${bot ? 'bot' : own ? 'own' : 'other'}`, 'data-id': id, tabindex: -1 },
      el('div', { class: 'by' }, face, el('b', {}, own ? 'You' : from.name),
        bot || own ? '' : el('span', { class: 'firm' }, from.firm), el('time', { datetime: at }, time)),
      el('div', { class: 'body' }),
      el('p', { class: 'error', role: 'alert' }));
  }

  /** Day lines and grouped senders depend on neighbours, which change when a message lands between two others. */
  #arrange() {
    for (const line of this.thread.querySelectorAll('.day')) line.remove();
    let previous = null;
    for (const node of this.thread.querySelectorAll('.msg')) {
      const m = node.message;
      const day = m.day ??= dayOf(new Date(m.at), this.feed.persona.timeZone);
      if (previous?.day !== day) node.before(el('p', { class: 'day' }, el('span', {}, day)));
      node.classList.toggle('follow', previous?.day === day && previous.from === m.from.id && m.second - previous.second < 300);
      previous = { day, from: m.from.id, second: m.second };
    }
  }

  #pressed(event) {
    const button = event.target.closest('[data-press]');
    const node = button?.closest('.msg');
    if (node && !button.disabled) this.feed.press(node.message, button.dataset.press);
  }
}
