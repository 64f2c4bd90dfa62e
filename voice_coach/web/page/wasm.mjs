// A WebAssembly module as Python sees it: functions of numbers, and a memory to copy into and out of.
// Python's arrays come as proxies; their bytes are looked at in place.

function bytesOf(values) {
  if (values instanceof Uint8Array) return { bytes: values, done() {} };
  const buffer = values.getBuffer('u8');
  return { bytes: buffer.data, done: () => buffer.release() };
}

const int32Of = (bytes) => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

export async function openModule(code) {
  const module = await WebAssembly.compile(code);
  const imports = {};
  for (const wanted of WebAssembly.Module.imports(module)) {
    // libopus wants a cosine from outside, and six things that a decoder never calls.
    const answer = wanted.name === 'a' ? Math.cos : () => 0;
    (imports[wanted.module] ??= {})[wanted.name] = answer;
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const memory = Object.values(exports).find((one) => one instanceof WebAssembly.Memory);
  // Every call on its own would cross from Python and back for each 20 ms of sound.
  function streamed(name, handle, given, lengths, partAt, madeAt, made) {
    const most = made.length / 4;
    let from = 0;
    let count = 0;
    for (const length of lengths) {
      if (count === most) break;
      new Uint8Array(memory.buffer, partAt, length).set(given.subarray(from, from + length));
      const answer = exports[name](handle, partAt, length, madeAt);
      if (answer < 0) return answer;
      const fitting = Math.min(answer, most - count);
      made.set(new Uint8Array(memory.buffer, madeAt, 4 * fitting), 4 * count);
      from += length;
      count += fitting;
    }
    return count;
  }
  return {
    call: (name, ...numbers) => exports[name](...numbers),
    put(at, values) {
      const { bytes, done } = bytesOf(values);
      new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
      done();
    },
    get(at, into) {
      const { bytes, done } = bytesOf(into);
      bytes.set(new Uint8Array(memory.buffer, at, bytes.length));
      done();
    },
    stream(name, handle, parts, sizes, partAt, madeAt, into) {
      const [given, lengths, made] = [parts, sizes, into].map(bytesOf);
      const count = streamed(name, handle, given.bytes, int32Of(lengths.bytes), partAt, madeAt, made.bytes);
      for (const one of [given, lengths, made]) one.done();
      return count;
    },
  };
}
