// The worker: Python, the session, and a queue of sound that it keeps full by a clock of its own.
import { loadPyodide } from './python/pyodide.mjs';
import { Resampler } from './resampler.mjs';
import { openModule } from './wasm.mjs';

const HEARING_RATE = 16000;
const RENDERED_FRAMES = 512;
const AHEAD = { least: 0.12, start: 0.15, most: 0.25, more: 0.04 }; // seconds of sound kept waiting
const TICK_MS = 15;
const STATUS_MS = 100;

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
    this.busy = { hearing: 0, mixing: 0, blocks: 0, underruns: 0, late: [], voiceEnds: [] };
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
      this.hear(block);
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

  fill() {
    const began = performance.now();
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
    this.busy.mixing += performance.now() - began;
    if (this.session.finished) this.end();
  }

  hear({ mic, played }) {
    const began = performance.now();
    const heard = this.mic.feed(mic);
    const beside = this.played.feed(played);
    this.session.hear_floats(heard, beside);
    this.busy.hearing += performance.now() - began;
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
    setTimeout(() => say({ ended: true, busy: this.busy }), left + 200);
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
    for (const name of bundle.data) python.FS.writeFile(`/data/${name}`, new Uint8Array(await get(`data/${name}`)));
    if (compiled) python.unpackArchive(compiled, 'zip', { extractDir: '/' });
    mark('files');
    const open = python.runPython(
      `import sys; sys.path.insert(0, "/app")\nfrom voice_coach.web.phone.worker import open_coach\nopen_coach`
    );
    mark('modules');
    coach = open(python.toPy(kept), await openModule(kernel), await openModule(opus), (kind, words) => {
      say({ [kind]: words });
    });
    mark('coach');
    say({ ready: { ...marks, heap: python._module.HEAP8.length }, buttons: JSON.parse(coach.buttons()), bundle });
  },
  // What would hold up a session's first seconds, step by step until one begins.
  warm({ routine }) {
    const steps = coach.warm_up(routine);
    const step = () => {
      if (visit || steps.next().done) return steps.destroy();
      return setTimeout(step);
    };
    step();
  },
  // For the next start; only asked for when nothing else is to be done.
  compile() {
    const compiled = bytesOf(coach.compiled());
    const library = bytesOf(coach.library());
    say({ compiled, library }, [compiled.buffer, library.buffer]);
  },
  begin({ port, deviceRate, routine, options, record }) {
    visit = new Playing(coach.begin(routine, JSON.stringify(options)), port, deviceRate, record);
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
