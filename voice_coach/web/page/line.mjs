// The line between the worker and the loudspeaker: a queue of blocks that is pulled from, quantum by quantum.
// What was played comes back beside what the microphone gave in the very same quantum.

const BLOCK_FRAMES = 1024;

export class Line {
  // `send` is called with every full block: {mic, played, pulled, dry, voiceEnds}.
  constructor(send) {
    this.send = send;
    this.blocks = [];
    this.offset = 0;
    this.pulled = 0; // frames pulled so far, silence of a dry line not counted
    this.dry = 0; // quanta in which sound was due and none was there
    this.due = false;
    this.mic = new Float32Array(BLOCK_FRAMES);
    this.played = new Float32Array(BLOCK_FRAMES);
    this.filled = 0;
    this.echo = null;
    this.voice = null; // for trials: what somebody says, beside the microphone
    this.voiceAt = 0;
    this.voiceEnds = null;
  }

  take(message) {
    if (message.play) {
      this.blocks.push(message.play);
      this.due = true;
    }
    if (message.pause !== undefined) this.due = !message.pause;
    if (message.echo) this.echo = new Echo(message.echo);
    if (message.voice) [this.voice, this.voiceAt] = [message.voice, 0];
  }

  // One quantum: fill `out`, take `mic` (or null) in.
  quantum(out, mic) {
    let at = 0;
    while (at < out.length && this.blocks.length) {
      const block = this.blocks[0];
      const count = Math.min(block.length - this.offset, out.length - at);
      out.set(block.subarray(this.offset, this.offset + count), at);
      at += count;
      this.offset += count;
      if (this.offset === block.length) {
        this.blocks.shift();
        this.offset = 0;
      }
    }
    this.pulled += at;
    if (at < out.length && this.due) this.dry += 1;
    for (let i = 0; i < out.length; i++) {
      let heard = mic ? mic[i] : 0;
      if (this.echo) heard += this.echo.of(out[i]);
      if (this.voice) heard += this.said();
      this.mic[this.filled] = heard;
      this.played[this.filled++] = out[i];
      if (this.filled === BLOCK_FRAMES) this.flush();
    }
  }

  // The next sample of the voice; `voiceEnds` is how much had been pulled when it ended.
  said() {
    const sample = this.voice[this.voiceAt++];
    if (this.voiceAt < this.voice.length) return sample;
    this.voice = null;
    this.voiceEnds = this.pulled;
    return sample;
  }

  flush() {
    const { mic, played, pulled, dry, voiceEnds } = this;
    this.send({ mic, played, pulled, dry, voiceEnds });
    this.voiceEnds = null;
    this.mic = new Float32Array(BLOCK_FRAMES);
    this.played = new Float32Array(BLOCK_FRAMES);
    this.filled = 0;
  }
}

// A small room, for trials: what is played comes back late and blurred.
class Echo {
  constructor({ gain, delay }) {
    this.taps = [[delay, gain], [delay + 331, 0.4 * gain], [delay + 911, -0.25 * gain], [delay + 1873, 0.12 * gain]];
    this.past = new Float32Array(32768);
    this.at = 0;
  }

  of(sample) {
    const mask = this.past.length - 1;
    this.past[this.at & mask] = sample;
    let sum = 0;
    for (const [delay, gain] of this.taps) sum += gain * this.past[(this.at - delay) & mask];
    this.at++;
    return sum;
  }
}
