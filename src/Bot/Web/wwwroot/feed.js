// What the server told one persona, and the few things a persona can ask of it.

export class Refusal extends Error {}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
export const newId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

export async function call(method, path, body, tries = 1) {
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(path, {
        method,
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      response = null;
    }
    // Only a lost answer is worth another try, and only because the id in the body makes the second one harmless.
    if ((!response || [502, 503, 504].includes(response.status)) && attempt < tries) {
      await pause(700 * attempt * attempt);
      continue;
    }
    if (!response) throw new Refusal('The bot cannot be reached right now.');
    const text = await response.text();
    let answer;
    try { answer = text ? JSON.parse(text) : undefined; } catch { answer = undefined; }
    if (!response.ok) throw new Refusal(answer?.title ?? `The bot could not do that (${response.status}).`);
    return answer;
  }
}

const at = (...parts) => '/web/' + parts.map(encodeURIComponent).join('/');

// The bot lives by a business clock that can be moved ahead, so the browser keeps only the distance to its own.
class BusinessClock extends EventTarget {
  #ahead = 0;

  get now() { return Date.now() + this.#ahead; }

  set(now) {
    this.#ahead = Date.parse(now) - Date.now();
    this.dispatchEvent(new Event('moved'));
  }
}

export const clock = new BusinessClock();

export class Feed extends EventTarget {
  places = null;
  messages = new Map();
  typing = new Set();
  unread = new Map();
  pressing = new Map();
  sentences = new Map();
  shown = new Map();
  online = true;
  #last = 0;
  #source = null;
  #retry = 0;
  #timer = 0;
  #asked = 0;

  constructor(persona) {
    super();
    this.persona = persona;
    this.id = persona.id;
    this.openedAt = clock.now;
    this.#connect();
    this.refreshPlaces();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  reconnectNow() {
    if (!this.online) this.#connect();
  }

  placeOf(id) { return this.places?.find(place => place.id === id); }

  in(placeId) {
    return [...this.messages.values()].filter(m => m.place === placeId).sort((a, b) => a.second - b.second || a.first - b.first);
  }

  show(viewer, placeId) {
    this.shown.set(viewer, placeId);
    if (this.unread.delete(placeId)) this.#tell('unread');
  }

  leave(viewer) { this.shown.delete(viewer); }

  async refreshPlaces() {
    const asked = ++this.#asked;
    try {
      const places = await call('GET', at(this.id, 'places'), undefined, 4);
      // A slow answer to an earlier question must not overwrite a newer one.
      if (asked === this.#asked) this.places = places;
    } catch (error) {
      this.problem = error.message;
    }
    this.#tell('places');
  }

  send(placeId, id, text) {
    return call('POST', at(this.id, 'places', placeId, 'messages'), { id, text }, 4);
  }

  async press(message, value) {
    if (this.pressing.has(message.id)) return;
    const press = { value };
    this.pressing.set(message.id, press);
    this.sentences.delete(message.id);
    this.#tell('press', message.id);
    try {
      await call('POST', at(this.id, 'places', message.place, 'presses'), { id: newId(), message: message.id, value }, 4);
      // An accepted press normally ends in an update; if none comes the card must not stay dead.
      await pause(20_000);
    } catch (error) {
      if (this.pressing.get(message.id) === press) this.sentences.set(message.id, error.message);
    }
    if (this.pressing.get(message.id) !== press) return;
    this.pressing.delete(message.id);
    this.#tell('press', message.id);
  }

  static member(placeId, change) {
    return call('POST', at('places', placeId, 'members'), change);
  }

  #tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  #connect() {
    this.close();
    const source = this.#source = new EventSource(`${at(this.id, 'stream')}?after=${this.#last}`);
    const on = (type, handle) => source.addEventListener(type, event => handle(JSON.parse(event.data)));
    source.onopen = () => {
      const back = !this.online;
      this.online = true;
      this.#retry = 0;
      this.#tell('online', { back });
      // Only messages are numbered; whatever else happened meanwhile has to be asked for.
      if (back) this.refreshPlaces();
    };
    // The browser's own retry would repeat the old `after`, so each attempt is a new stream.
    source.onerror = () => {
      source.close();
      this.online = false;
      this.typing.clear();
      this.#tell('typing');
      this.#tell('online', { back: false });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#connect(), Math.min(8000, 500 * 2 ** this.#retry++));
    };
    on('message', message => this.#receive(message));
    on('typing', ({ place, on: writing }) => {
      if (writing) this.typing.add(place); else this.typing.delete(place);
      this.#tell('typing');
    });
    on('places', () => this.refreshPlaces());
    on('clock', ({ now }) => clock.set(now));
    on('reset', () => location.reload());
  }

  #receive(message) {
    this.#last = Math.max(this.#last, message.seq);
    const old = this.messages.get(message.id);
    if (old && old.seq >= message.seq) return;
    // An update carries a new number; the message keeps the position its first one gave it.
    // Whole seconds, because a question and its answer may be stamped with different precision.
    message.first = old?.first ?? message.seq;
    message.second = old?.second ?? Math.floor(Date.parse(message.at) / 1000);
    this.messages.set(message.id, message);
    this.sentences.delete(message.id);
    if (message.from.kind === 'bot') {
      // The answer to a press may be an update, a new message, or a message in the private place.
      for (const id of [...this.pressing.keys()]) {
        this.pressing.delete(id);
        this.#tell('press', id);
      }
    }
    const mine = message.from.kind === 'person' && message.from.id === this.id;
    const fresh = message.second * 1000 >= this.openedAt - 1000;
    if (!old && !mine && fresh && ![...this.shown.values()].includes(message.place)) {
      this.unread.set(message.place, (this.unread.get(message.place) ?? 0) + 1);
      this.#tell('unread', message.place);
    }
    this.#tell('message', message);
  }
}
