// The worker: Python, the session, and a queue of sound that it keeps full by a clock of its own.
import { loadPyodide } from './python/pyodide.mjs';
import { Resampler } from './resampler.mjs';
import { openModule } from './wasm.mjs';

const CLIPS = 'clips.bin'; // the sentences, which stay out of Python's memory
const HEARING_RATE = 16000;
const RENDERED_FRAMES = 512;
const AHEAD = { start: 0.15, most: 0.25, more: 0.04 }; // seconds of sound kept waiting
const OF_A_TURN = 1.5; // how much more than its longest turn is kept waiting
const TICK_MS = 15;
const STATUS_MS = 100;
const SLOW_MS = 40; // a turn that takes longer is kept, to find what may cause a gap
const MOST_SLOW = 200;

const say = (message, moved) => postMessage(message, moved ?? []);
const get = async (name) => {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.arrayBuffer();
};

// Python's bytes as our own.
const bytesOf = (made) => {
  const buffer = made.getBuffer('u8');
  const bytes = buffer.data.slice();
  buffer.release();
  made.destroy();
  return bytes;
};

// Python; `library` is its own modules with their compiled code, if there was time to make it before.
async function openPython(library) {
  const stdLibURL = library && URL.createObjectURL(new Blob([library]));
  const opened = await loadPyodide({ indexURL: new URL('./python/', import.meta.url).href, stdLibURL });
  if (stdLibURL) URL.revokeObjectURL(stdLibURL);
  return opened;
}

let python, coach, rate;
let visit = null;

// Short steps, as long as `step` answers yes, until a session begins; `end` learns whether all were made.
function atLeisure(step, end) {
  if (visit && !visit.ended) return end(false);
  if (!step()) return end(true);
  return setTimeout(() => atLeisure(step, end));
}

class Playing {
  constructor(session, port, deviceRate, record) {
    this.session = session;
    this.port = port;
    this.rate = deviceRate;
    this.up = new Resampler(rate, deviceRate);
    this.mic = new Resampler(deviceRate, HEARING_RATE);
    this.played = new Resampler(deviceRate, HEARING_RATE);
    this.ahead = AHEAD.start;
    this.sent = 0;
    this.pulled = 0;
    this.dry = 0;
    this.inSession = false;
    this.blocks = [];
    this.waiting = false;
    this.shown = '';
    this.shownAt = 0;
    this.busy = { hearing: 0, mixing: 0, blocks: 0, underruns: 0, late: [], voiceEnds: [], slow: [] };
    this.recorded = record ? [] : null;
    port.onmessage = ({ data }) => this.take(data);
    this.timer = setInterval(() => this.go(), TICK_MS);
    this.go();
  }

  // From the line: what was heard and played, and how much is still waiting there.
  take(block) {
    this.pulled = block.pulled;
    if (block.dry > this.dry) this.ranDry(block.dry - this.dry);
    this.dry = block.dry;
    if (block.voiceEnds !== null) this.busy.voiceEnds.push(block.voiceEnds / this.rate);
    this.blocks.push(block);
    this.go();
  }

  ranDry(quanta) {
    if (!this.inSession) return;
    this.ahead = Math.min(AHEAD.most, this.ahead + AHEAD.more);
    this.busy.underruns += 1;
    this.busy.late.push(+(this.sent / this.rate).toFixed(2));
    this.session.note('underrun', JSON.stringify({ count: 1, ms: Math.round((quanta * 128000) / this.rate) }));
  }

  // Sound first, then one block of hearing; what is left comes in a later turn, so that news gets in between.
  go() {
    this.fill();
    const block = this.blocks.shift();
    if (block) {
      this.timed('hearing', () => this.hear(block));
      this.fill();
    }
    if (this.blocks.length && !this.waiting) {
      this.waiting = true;
      setTimeout(() => {
        this.waiting = false;
        this.go();
      });
    }
    this.show();
  }

  // Does it, and counts its time.
  timed(kind, act) {
    const began = performance.now();
    act();
    const ms = performance.now() - began;
    this.busy[kind] += ms;
    this.ahead = Math.max(this.ahead, Math.min(AHEAD.most, (OF_A_TURN * ms) / 1000));
    if (ms < SLOW_MS || this.busy.slow.length === MOST_SLOW) return;
    this.busy.slow.push([kind, +(this.sent / this.rate).toFixed(2), Math.round(ms)]);
  }

  fill() {
    this.timed('mixing', () => this.mix());
    if (this.session.finished) this.end();
  }

  mix() {
    while (!this.session.finished && this.sent - this.pulled < this.ahead * this.rate) {
      const before = this.session.begun;
      const made = this.session.render(RENDERED_FRAMES);
      const buffer = made.getBuffer('f32');
      const block = buffer.data.slice();
      buffer.release();
      made.destroy();
      if (!block.length) {
        if (this.session.begun === before) break;
        continue;
      }
      if (!this.inSession && this.session.begun) {
        this.inSession = true;
        this.port.postMessage({ pause: false });
      }
      this.recorded?.push(block);
      const out = this.up.feed(block).slice();
      this.sent += out.length;
      this.port.postMessage({ play: out }, [out.buffer]);
    }
  }

  hear({ mic, played, pulled }) {
    const reached = Math.round((pulled * rate) / this.rate);
    this.session.hear_floats(this.mic.feed(mic), this.played.feed(played), reached);
    this.busy.blocks += 1;
  }

  show(now = performance.now()) {
    if (now - this.shownAt < STATUS_MS) return;
    this.shownAt = now;
    const status = this.session.status();
    if (status !== this.shown) say({ status: JSON.parse(status) });
    this.shown = status;
  }

  end() {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    this.port.postMessage({ pause: true });
    this.shownAt = 0;
    this.show();
    const left = (1000 * (this.sent - this.pulled)) / this.rate;
    setTimeout(() => say({ ended: true, busy: this.busy, voice: coach.voice_phrases }), left + 200);
  }
}

const jobs = {
  async boot({ kept, compiled, library }) {
    const began = performance.now();
    const marks = {};
    const mark = (name) => (marks[name] = Math.round(performance.now() - began));
    const files = ['app.zip', 'python/numpy.zip', 'kernel.wasm', 'opus.wasm', 'bundle.json'];
    const waiting = Promise.all(files.map(get));
    python = await openPython(library);
    mark('python');
    const [app, numpy, kernel, opus, text] = await waiting;
    const bundle = JSON.parse(new TextDecoder().decode(text));
    rate = bundle.rate;
    for (const archive of [numpy, app]) python.unpackArchive(archive, 'zip', { extractDir: '/app' });
    python.FS.mkdirTree('/data');
    const clips = new Uint8Array(await get(`data/${CLIPS}`));
    for (const name of bundle.data.filter((one) => one !== CLIPS)) {
      python.FS.writeFile(`/data/${name}`, new Uint8Array(await get(`data/${name}`)), { canOwn: true });
    }
    if (compiled) python.unpackArchive(compiled, 'zip', { extractDir: '/' });
    mark('files');
    const open = python.runPython(
      `import sys; sys.path.insert(0, "/app")\nfrom voice_coach.web.phone.worker import open_coach\nopen_coach`
    );
    mark('modules');
    const modules = [await openModule(kernel), await openModule(opus)];
    coach = open(python.toPy(kept), ...modules, clips, (kind, words) => say({ [kind]: words }));
    mark('coach');
    const times = { ...marks, heap: python._module.HEAP8.length };
    say({ ready: times, buttons: JSON.parse(coach.buttons()), voice: coach.voice_phrases });
  },
  // What would hold up a session's first seconds.
  warm({ routine }) {
    const steps = coach.warm_up(routine);
    atLeisure(() => !steps.next().done, () => steps.destroy());
  },
  // For the next start; asked for when nothing else is to be done.
  compile() {
    const work = coach.compiling();
    atLeisure(() => work.step(), (done) => {
      if (done) {
        const [compiled, library] = [bytesOf(work.modules), bytesOf(work.library)];
        say({ compiled, library }, [compiled.buffer, library.buffer]);
      }
      work.destroy();
    });
  },
  begin({ port, deviceRate, routine, options, record }) {
    visit = new Playing(coach.begin(routine, JSON.stringify(options)), port, deviceRate, record);
  },
  // Not a session: teaching it a voice, or practice. `options`: `routine`, and `lines` if there's no microphone.
  talk({ port, deviceRate, kind, options }) {
    visit = new Playing(coach.talk(kind, JSON.stringify(options)), port, deviceRate, false);
  },
  // A file that the page keeps has changed; it's gone if `text` is empty.
  keep({ name, text }) {
    coach.keep(name, text);
    say({ voice: coach.voice_phrases });
  },
  press({ name, number }) {
    visit?.session.press(name, number ?? undefined);
    visit?.go();
  },
  say: ({ key }) => visit?.session.say(key),
  lost: ({ which }) => visit?.session.lost(which),
  back: ({ which }) => visit?.session.back(which),
  note: ({ event, fields }) => visit?.session.note(event, JSON.stringify(fields)),
  report() {
    const whole = new Float32Array((visit.recorded ?? []).reduce((sum, one) => sum + one.length, 0));
    (visit.recorded ?? []).reduce((at, one) => (whole.set(one, at), at + one.length), 0);
    const happened = visit.session.events();
    const missing = coach.missing.toJs();
    say({ report: { busy: visit.busy, happened, missing, heap: python._module.HEAP8.length }, recorded: whole });
  },
};

onmessage = async ({ data }) => {
  try {
    await jobs[data.job](data);
  } catch (error) {
    say({ failed: String(error?.message ?? error) });
  }
};
