// The page: opens sound and worker, passes on what each says to the other, keeps what is to be kept.
import { HISTORY, saveAs, sessionsIn, together } from './history.mjs';
import { keepAwake, openMicrophone, openSound } from './sound.mjs';
import { Store } from './store.mjs';
import { View } from './view.mjs';

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

const heard = {
  ready(times, message) {
    buttons = message.buttons;
    seen.ready = true;
    seen.times = times;
    find('begin').disabled = false;
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
    Object.assign(seen, { state: status.state, area: status.area, side: status.side, position: status.position });
    view.show(status, buttons);
  },
  report: (report, message) => Object.assign(seen, { report, recorded: message.recorded }),
  async ended(_, message) {
    seen.busy = message.busy;
    seen.ended = true;
    await close();
    view.inSession(false);
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

async function begin() {
  find('begin').disabled = true;
  const lines = [];
  sound = await openSound();
  const ownEcho = find('own-echo').checked;
  stream = bundle.hears ? await microphone(ownEcho, lines) : null;
  if (!bundle.hears) lines.push('no_microphone');
  awake = await keepAwake();
  if (!awake.held && secure) lines.push('phone_no_lock');
  watch(sound.context);
  Object.assign(seen, { journal: [], ended: false });
  const options = { microphone: stream !== null, own_echo: ownEcho, lines };
  const message = {
    port: sound.port,
    deviceRate: sound.context.sampleRate,
    routine: view.chosen(bundle.routines),
    options,
    record: seen.record === true,
  };
  job('begin', message, [sound.port]);
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
  find('begin').disabled = false;
}

// What the start needn't wait for: every file stored, and the compiled modules kept for the next time.
async function later() {
  await storeOffline();
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

find('begin').onclick = () => begin().catch((error) => view.say('failed', { why: error.message }));
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
  view.history(sessionsIn(text));
  return view.say('loaded', { n: added });
};
find('forget').onclick = async () => {
  await store.forget();
  view.history([]);
  view.say('forgotten');
};
seen.wantReport = () => job('report');
seen.simulateEcho = (gain, delay) => sound.node.port.postMessage({ echo: { gain, delay } });
seen.simulateVoice = (voice) => sound.node.port.postMessage({ voice });
seen.deviceRate = () => sound.context.sampleRate;

view.routines(bundle.routines);
view.history(sessionsIn(store.files[HISTORY] ?? ''));
find('asks').hidden = !bundle.hears;
find('own-echo').parentElement.hidden = !bundle.hears;
seen.compiled = READY_MADE.every((kind) => store.files[readyMade(kind)]);
const [compiled, library] = READY_MADE.map((kind) => store.taken(readyMade(kind)));
job('boot', { kept: store.texts(), compiled, library }, [compiled, library].flatMap((file) => file?.buffer ?? []));
