// What one persona is about to say in one place.
import { Refusal, newId } from './feed.js';
import { el } from './dom.js';

const LIMIT = 4000;
const drafts = new Map();

export class Composer {
  #unsent = null;
  #open = false;
  #empty = false;

  constructor(root, id, app) {
    this.app = app;
    const $ = selector => root.querySelector(selector);
    this.form = $('.composer');
    this.text = $('textarea');
    this.error = $('.composer .error');
    this.both = $('.both input');
    this.count = $('.count');
    this.examples = $('.examples');
    this.try = $('.try');
    this.button = $('.send');
    this.text.id = id;
    this.text.addEventListener('input', () => this.#typed());
    this.text.addEventListener('keydown', event => {
      // While an input method composes, Enter belongs to it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit(this.text.value);
    });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#submit(this.text.value); });
    this.both.addEventListener('change', () => app.setBoth(this.both.checked));
    this.try.addEventListener('click', () => { this.#open = !this.#open; this.drawExamples(this.#empty); });
  }

  show(feed, placeId) {
    this.keep();
    this.feed = feed;
    this.placeId = placeId;
    this.#open = false;
    this.text.value = drafts.get(this.key) ?? '';
    this.#fail('');
    this.#typed();
  }

  keep() {
    if (this.feed) drafts.set(this.key, this.text.value);
  }

  prompt(sentence) {
    this.text.placeholder = sentence;
    this.text.setAttribute('aria-label', sentence);
  }

  drawMode() {
    this.both.checked = this.app.both;
    this.both.parentElement.hidden = !this.app.comparing;
  }

  drawExamples(empty) {
    this.#empty = empty;
    const sentences = this.feed.persona.examples ?? [];
    const open = (empty || this.#open) && sentences.length > 0;
    this.try.hidden = empty || !sentences.length;
    this.try.setAttribute('aria-expanded', String(open));
    this.examples.hidden = !open;
    if (!open) return;
    this.examples.replaceChildren(...sentences.map(sentence => {
      const button = el('button', { type: 'button' }, sentence);
      button.addEventListener('click', () => {
        this.#open = false;
        this.drawExamples(this.#empty);
        this.#submit(sentence);
        this.text.focus({ preventScroll: true });
      });
      return el('li', {}, button);
    }));
  }

  /** Resolves to whether the server took it. What it refuses stays in the box, under its sentence. */
  async send(text, id) {
    const { feed, placeId } = this;
    const key = this.key;
    // The same words again after a lost answer are the same message.
    if (this.#unsent?.text !== text || this.#unsent.key !== key) this.#unsent = { id: newId(), text, key };
    this.#fail('');
    this.form.setAttribute('aria-busy', 'true');
    try {
      await feed.send(placeId, id ?? this.#unsent.id, text);
      this.#unsent = null;
      if (drafts.get(key)?.trim() === text) drafts.delete(key);
      if (this.key === key && this.text.value.trim() === text) this.text.value = '';
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.key !== key) {
        drafts.set(key, text);
      } else {
        this.text.value ||= text;
        this.#fail(error.message);
      }
      return false;
    } finally {
      this.form.removeAttribute('aria-busy');
      this.#typed();
    }
  }

  get key() { return `${this.feed.id}/${this.placeId}`; }

  #typed() {
    const { length } = this.text.value;
    this.count.textContent = length > LIMIT - 400 ? `${length.toLocaleString('en-GB')} of ${LIMIT.toLocaleString('en-GB')}` : '';
    this.count.classList.toggle('over', length > LIMIT);
    this.button.disabled = !this.text.value.trim();
    // CSS grows the field where it can; elsewhere the rows do.
    if (!CSS.supports('field-sizing', 'content')) this.text.rows = Math.min(8, this.text.value.split('\n').length);
  }

  #submit(value) {
    const text = value.trim();
    if (!text || this.form.hasAttribute('aria-busy')) return;
    if (this.app.comparing && this.app.both) this.app.sendBoth(text); else this.send(text);
  }

  #fail(sentence) {
    this.error.textContent = sentence;
    this.text.setAttribute('aria-invalid', String(Boolean(sentence)));
  }
}
