// A WebAssembly module as Python sees it: functions of numbers, and a memory to copy into and out of.
// Python's arrays come as proxies; their bytes are looked at in place.

function bytesOf(values) {
  if (values instanceof Uint8Array) return { bytes: values, done() {} };
  const buffer = values.getBuffer('u8');
  return { bytes: buffer.data, done: () => buffer.release() };
}

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
  };
}
