// The audio thread: the line, pulled by the sound card's clock.
import { Line } from './line.mjs';

class LineProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.line = null;
    this.port.onmessage = ({ data }) => {
      if (!data.port) return this.line.take(data);
      const { port } = data;
      this.line = new Line((block) => port.postMessage(block, [block.mic.buffer, block.played.buffer]));
      port.onmessage = (message) => this.line.take(message.data);
      return undefined;
    };
  }

  process(inputs, outputs) {
    const [first, ...others] = outputs[0];
    if (this.line) this.line.quantum(first, inputs[0]?.[0] ?? null);
    for (const other of others) other.set(first);
    return true;
  }
}

registerProcessor('line', LineProcessor);
