// What is seen: the state, the clock, the buttons. It shows, and calls back when something is pressed.

const FIRST = ['ready', 'yes', 'no', 'rate', 'left', 'right', 'resume', 'next', 'pause', 'easier', 'time_left', 'stop'];
const USUAL_STATE = 'working';
const SCREENING_STATE = 'confirm';
const SCREENING = ['yes', 'no', 'stop'];

const find = (id) => document.getElementById(id);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export class View {
  constructor(words, press) {
    this.words = words;
    this.press = press;
    this.state = null;
    this.talks = false; // whether the page can do more than sessions
  }

  say(key, fields = {}) {
    find('status').textContent = this.filled(key, fields);
  }

  filled(key, fields) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? '');
  }

  routines(routines) {
    if (routines.length < 2) return;
    find('routines').hidden = false;
    routines.forEach((routine, at) => {
      const label = document.createElement('label');
      const choice = Object.assign(document.createElement('input'), {
        type: 'radio',
        name: 'routine',
        value: routine.name,
        checked: at === 0,
      });
      const minutes = this.filled('minutes', { n: routine.minutes });
      label.append(choice, ` ${routine.title} (${minutes})`);
      find('routines').append(label);
    });
  }

  chosen(routines) {
    return document.querySelector('input[name=routine]:checked')?.value ?? routines[0].name;
  }

  inSession(on) {
    find('start').hidden = on;
    find('past').hidden = on;
    find('own-voice').hidden = on || !this.talks;
    find('session').hidden = !on;
    if (on) find('state').scrollIntoView();
  }

  show(status, buttons) {
    if (status.state !== this.state) {
      this.state = status.state;
      find('state').textContent = this.words[`state_${status.state}`] ?? capital(status.state);
      this.buttons(status.state, buttons);
    }
    find('area').textContent = capital(status.name ?? '');
    find('side').textContent = status.area ? this.words[status.side] : '';
    find('step').textContent =
      status.step === undefined ? '' : this.filled('step', { n: status.step + 1, total: status.steps });
    const timed = status.part > 0;
    find('clock').style.visibility = timed ? 'visible' : 'hidden';
    find('seconds').textContent = timed ? Math.ceil(status.left) : '';
    find('left-words').textContent = timed ? this.filled('seconds_left', { n: Math.ceil(status.left) }) : '';
    const share = timed ? 100 * (1 - status.left / status.part) : 0;
    find('hand').style.strokeDasharray = `${share} 100`;
  }

  buttons(state, all) {
    const asked = state === 'screening';
    const here = (all[asked ? SCREENING_STATE : state] ?? []).filter(
      ([name]) => !asked || SCREENING.includes(name)
    );
    const order = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
    const sorted = [...here].sort((one, other) => order(one[0]) - order(other[0]));
    // What only this state knows, such as the answers to a question, is never put away.
    const usual = new Set((all[USUAL_STATE] ?? []).map(([name]) => name));
    const shown = ([name]) => FIRST.includes(name) || !usual.has(name);
    const first = sorted.filter(shown);
    const others = sorted.filter((one) => !shown(one));
    find('buttons').replaceChildren(...first.map((one) => this.button(one)));
    find('more-buttons').replaceChildren(...others.map((one) => this.button(one)));
    find('others').hidden = !others.length;
  }

  button([name, number, phrase]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.command = name;
    button.textContent = capital(phrase);
    button.onclick = () => this.press(name, number);
    return button;
  }

  // How many phrases it knows by the runner's voice; `kept`: whether anything is stored for that.
  voice(phrases, kept) {
    const key = phrases ? 'voice_known' : kept ? 'voice_old' : 'voice_unknown';
    find('voice-known').textContent = this.filled(key, { n: phrases });
    find('forget-voice').disabled = !kept;
  }

  history(sessions) {
    const lines = sessions.slice(-20).reverse().map((one) => {
      const item = document.createElement('li');
      const when = new Date(one.when).toLocaleString(document.documentElement.lang);
      item.textContent = this.filled('history_line', { ...one, when });
      return item;
    });
    find('sessions').replaceChildren(...lines);
    find('sessions').hidden = !lines.length;
    find('kept').textContent = lines.length ? '' : this.words.history_none;
    find('save').disabled = !lines.length;
  }
}
