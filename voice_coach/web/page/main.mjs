// The page: opens sound and worker, passes on what each says to the other, keeps what is to be kept.
import { HISTORY, saveAs, sessionsIn, together } from './history.mjs';
import { keepAwake, openMicrophone, openSound } from './sound.mjs';
import { Store } from './store.mjs';
import { View } from './view.mjs';

const VOICE = 'voice.txt';
const STARTS = ['begin', 'practise', 'teach'];
const READY_MADE = ['compiled', 'library'];
const find = (id) => document.getElementById(id);

const seen = { ready: false, state: '', area: '', side: '', position: 0, journal: [] };
window.voiceCoach = seen;

const store = await Store.open();
const bundle = await (await fetch('bundle.json')).json();
const worker = new Worker('worker.mjs', { type: 'module' });
const job = (name, message = {}, moved = []) => worker.postMessage({ job: name, ...message }, moved);
const view = new View(bundle.words, (name, number) => job('press', { name, number }));
const readyMade = (kind) => `${kind}-${bundle.version}`;
const secure = window.isSecureContext;
let buttons = {};
let sound = null;
let awake = null;
let stream = null;
let talk = null; // 'teaching' or 'practice' when it's no session

const heard = {
  ready(times, message) {
    buttons = message.buttons;
    seen.ready = true;
    seen.times = times;
    startable(true);
    view.say('ready');
    job('warm', { routine: view.chosen(bundle.routines) });
    later();
  },
  async compiled(compiled, { library }) {
    const old = Object.keys(store.files).filter((name) => READY_MADE.some((kind) => name.startsWith(`${kind}-`)));
    for (const name of old) await store.remove(name);
    await store.put(readyMade('library'), library);
    await store.put(readyMade('compiled'), compiled);
    seen.compiled = true;
  },
  journal: (line) => seen.journal.push(JSON.parse(line)),
  said: (text) => (find('text').textContent = text),
  kept([name, text]) {
    store.put(name, text);
    if (name === HISTORY) view.history(sessionsIn(text));
  },
  status(status) {
    const { state, area, side, position, listening } = status;
    Object.assign(seen, { state, area, side, position, listening });
    view.show(status, buttons);
  },
  voice: (phrases) => view.voice(phrases, store.files[VOICE] !== undefined),
  report: (report, message) => Object.assign(seen, { report, recorded: message.recorded }),
  async ended(_, message) {
    seen.busy = message.busy;
    seen.ended = true;
    await close();
    compile();
    view.inSession(false);
    if (talk) {
      view.say('talk_over');
      job('warm', { routine: view.chosen(bundle.routines) });
      return;
    }
    view.say(seen.journal.length ? 'over' : 'not_begun');
    find('begin').textContent = bundle.words.begin_again;
  },
  failed: (why) => view.say('failed', { why }),
};

worker.onmessage = ({ data }) => {
  for (const [kind, act] of Object.entries(heard)) {
    if (data[kind] !== undefined) act(kind === 'kept' ? JSON.parse(data[kind]) : data[kind], data);
  }
};
worker.onerror = (event) => view.say('failed', { why: event.message ?? 'worker' });

function startable(yes) {
  for (const id of STARTS) find(id).disabled = !yes;
}

// A session, or a talk of `kind`.
async function begin(kind = null, phrases = []) {
  startable(false);
  talk = kind;
  const lines = [];
  sound = await openSound();
  const ownEcho = find('own-echo').checked;
  stream = bundle.hears ? await microphone(ownEcho, lines) : null;
  if (!bundle.hears) lines.push('no_microphone');
  awake = await keepAwake();
  if (!awake.held && secure && !talk) lines.push('phone_no_lock');
  watch(sound.context);
  seen.ended = false;
  if (!talk) seen.journal = [];
  const routine = view.chosen(bundle.routines);
  const ends = { port: sound.port, deviceRate: sound.context.sampleRate };
  if (talk) {
    job('talk', { ...ends, kind, options: { routine, lines, phrases } }, [sound.port]);
  } else {
    const options = { microphone: stream !== null, own_echo: ownEcho, lines };
    job('begin', { ...ends, routine, options, record: seen.record === true }, [sound.port]);
  }
  find('ears').textContent = bundle.words[stream ? 'hears' : 'deaf'];
  view.say(stream ? 'hears' : bundle.hears ? 'deaf' : 'no_voice');
  view.inSession(true);
}

// The microphone's stream, connected; null where there is none, and in `lines` what the coach says then.
async function microphone(ownEcho, lines) {
  if (!secure || !navigator.mediaDevices) {
    lines.push('phone_insecure');
    return null;
  }
  try {
    const opened = await openMicrophone(ownEcho);
    const source = sound.context.createMediaStreamSource(opened);
    source.connect(sound.node);
    meter(source);
    const [track] = opened.getAudioTracks();
    track.onended = () => job('lost', { which: 'microphone' });
    return opened;
  } catch {
    lines.push('phone_refused');
    return null;
  }
}

function meter(source) {
  const analyser = new AnalyserNode(sound.context, { fftSize: 1024 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (!sound) return clearInterval(timer);
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const level = 60 + 10 * Math.log10(power + 1e-9);
    find('level').value = Math.max(0, Math.min(100, (100 * level) / 50));
    return undefined;
  }, 100);
}

// A call or a lock takes the sound away: the line isn't pulled, so the session waits on the sample.
function watch(context) {
  context.onstatechange = () => {
    const away = context.state !== 'running';
    if (context.state === 'closed') return;
    find('interrupted').hidden = !away && find('interrupted').hidden;
    if (away) {
      find('interrupted').hidden = false;
      job('note', { event: 'interrupted', fields: { state: context.state } });
      job('press', { name: 'pause' });
    }
  };
}

async function close() {
  stream?.getTracks().forEach((track) => track.stop());
  awake?.release();
  const context = sound?.context;
  sound = null;
  if (context) {
    context.onstatechange = null;
    await context.close();
  }
  startable(true);
}

// What the start needn't wait for: every file stored, and the compiled modules kept for the next time.
async function later() {
  await storeOffline();
  compile();
}

function compile() {
  if (!sound && !READY_MADE.every((kind) => store.files[readyMade(kind)])) job('compile');
}

async function storeOffline() {
  if (!secure) return view.say('insecure');
  if (!navigator.serviceWorker) return view.say('online_only');
  try {
    const registration = await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
    registration.onupdatefound = () => {
      const update = registration.installing;
      update.onstatechange = () => {
        const waits = update.state === 'installed' && navigator.serviceWorker.controller;
        if (waits && !sound) view.say('update');
      };
    };
    await navigator.serviceWorker.ready;
    seen.offline = true;
    return sound ? undefined : view.say('offline_ready');
  } catch {
    return view.say('online_only');
  }
}

const starting = (kind) => () => begin(kind).catch((error) => view.say('failed', { why: error.message }));
find('begin').onclick = starting(null);
find('practise').onclick = starting('practice');
find('teach').onclick = starting('teaching');
find('forget-voice').onclick = async () => {
  await store.remove(VOICE);
  job('keep', { name: VOICE, text: '' });
  view.say('voice_forgotten');
};
find('go-on').onclick = async () => {
  await sound?.context.resume();
  find('interrupted').hidden = true;
  job('press', { name: 'resume' });
};
find('save').onclick = () => saveAs(HISTORY, store.files[HISTORY] ?? '');
find('load').onchange = async ({ target }) => {
  const { text, added } = together(store.files[HISTORY] ?? '', await target.files[0].text());
  if (!added) return view.say('not_loaded');
  await store.put(HISTORY, text);
  job('keep', { name: HISTORY, text });
  view.history(sessionsIn(text));
  return view.say('loaded', { n: added });
};
find('forget').onclick = async () => {
  const names = Object.keys(store.texts());
  await store.forget();
  for (const name of names) job('keep', { name, text: '' });
  view.history([]);
  view.say('forgotten');
};
seen.wantReport = () => job('report');
seen.teach = (phrases) => begin('teaching', phrases);
seen.simulateEcho = (gain, delay) => sound.node.port.postMessage({ echo: { gain, delay } });
seen.simulateVoice = (voice) => sound.node.port.postMessage({ voice });
seen.deviceRate = () => sound.context.sampleRate;

view.routines(bundle.routines);
view.history(sessionsIn(store.files[HISTORY] ?? ''));
view.talks = bundle.hears && secure;
find('own-voice').hidden = !view.talks;
find('asks').hidden = !bundle.hears;
find('own-echo').parentElement.hidden = !bundle.hears;
seen.compiled = READY_MADE.every((kind) => store.files[readyMade(kind)]);
const [compiled, library] = READY_MADE.map((kind) => store.taken(readyMade(kind)));
job('boot', { kept: store.texts(), compiled, library }, [compiled, library].flatMap((file) => file?.buffer ?? []));
