// Loudspeaker and microphone: the line in the audio thread where the browser has one, else in the page.
import { Line } from './line.mjs';

const SCRIPT_FRAMES = 1024;

// The context with its line open; `port` is the worker's end of it.
export async function openSound() {
  const context = new AudioContext({ latencyHint: 'interactive' });
  await context.resume();
  const { port1, port2 } = new MessageChannel();
  const node = context.audioWorklet ? await inThread(context, port1) : inPage(context, port1);
  node.connect(context.destination);
  return { context, node, port: port2 };
}

async function inThread(context, port) {
  await context.audioWorklet.addModule('audio.js');
  const node = new AudioWorkletNode(context, 'line', {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  node.port.postMessage({ port }, [port]);
  return node;
}

// Where the address isn't secure there are no audio threads: the old way, without a microphone.
function inPage(context, port) {
  const node = context.createScriptProcessor(SCRIPT_FRAMES, 1, 1);
  const line = new Line((block) => port.postMessage(block, [block.mic.buffer, block.played.buffer]));
  port.onmessage = ({ data }) => line.take(data);
  node.onaudioprocess = ({ inputBuffer, outputBuffer }) => {
    line.quantum(outputBuffer.getChannelData(0), inputBuffer.getChannelData(0));
  };
  return node;
}

// The microphone, as plain as the browser gives it. Throws what getUserMedia throws.
export async function openMicrophone(ownEcho) {
  return navigator.mediaDevices.getUserMedia({
    audio: {
      echoCancellation: !ownEcho,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: 1,
    },
  });
}

// Keeps the screen on while the page is seen. False where that can't be had.
export async function keepAwake() {
  let lock = null;
  const ask = async () => {
    try {
      lock = await navigator.wakeLock.request('screen');
      return true;
    } catch {
      return false;
    }
  };
  const held = await ask();
  const again = () => document.visibilityState === 'visible' && ask();
  if (held) document.addEventListener('visibilitychange', again);
  return {
    held,
    release() {
      document.removeEventListener('visibilitychange', again);
      lock?.release();
    },
  };
}
