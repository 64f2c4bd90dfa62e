// A stream of samples from one rate to another: a windowed sinc, looked up between 256 places.

const ZERO_CROSSINGS = 16;
const PLACES = 256;
const PASSED = 0.92; // of the lower rate's half, so that the slope ends where folding begins

export class Resampler {
  constructor(from, to) {
    this.same = from === to;
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * PASSED;
    this.half = Math.ceil(ZERO_CROSSINGS / cutoff);
    this.length = 2 * this.half;
    this.table = [];
    for (let place = 0; place <= PLACES; place++) this.table.push(this.taps(place / PLACES, cutoff));
    this.kept = new Float32Array(this.length);
    this.at = 0;
  }

  taps(between, cutoff) {
    const taps = new Float32Array(this.length);
    let sum = 0;
    for (let k = 0; k < this.length; k++) {
      const away = k - this.half + 1 - between;
      if (Math.abs(away) < this.half) {
        const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / this.half);
        const phase = Math.PI * away;
        taps[k] = window * (Math.abs(away) < 1e-9 ? cutoff : Math.sin(phase * cutoff) / phase);
      }
      sum += taps[k];
    }
    return taps.map((tap) => tap / sum);
  }

  // The samples that `block` (Float32Array) completes. What comes out doesn't depend on the blocks' sizes.
  feed(block) {
    if (this.same) return block;
    const sound = new Float32Array(this.kept.length + block.length);
    sound.set(this.kept);
    sound.set(block, this.kept.length);
    const made = [];
    let at = this.at;
    while (Math.floor(at) + this.length <= sound.length) {
      const first = Math.floor(at);
      const taps = this.table[Math.round((at - first) * PLACES)];
      let sum = 0;
      for (let k = 0; k < this.length; k++) sum += sound[first + k] * taps[k];
      made.push(sum);
      at += this.step;
    }
    const used = Math.min(Math.floor(at), sound.length);
    this.kept = sound.slice(used);
    this.at = at - used;
    return Float32Array.from(made);
  }
}
