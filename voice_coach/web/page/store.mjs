// What this phone keeps: a few small files by name, in IndexedDB. Without it, they last as long as the page.

const NAME = 'voice-coach';
const FILES = 'files';

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Store {
  static async open() {
    const store = new Store();
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(FILES);
      store.database = await asked(request);
    } catch {
      store.database = null; // A private window may refuse.
    }
    store.files = store.database ? await store.all() : {};
    return store;
  }

  async all() {
    const files = this.database.transaction(FILES).objectStore(FILES);
    const [names, texts] = await Promise.all([asked(files.getAllKeys()), asked(files.getAll())]);
    return Object.fromEntries(names.map((name, at) => [name, texts[at]]));
  }

  async put(name, text) {
    this.files[name] = text;
    if (this.database) await asked(this.write().put(text, name));
  }

  // Those that are text: what Python is given.
  texts() {
    return Object.fromEntries(Object.entries(this.files).filter(([, file]) => typeof file === 'string'));
  }

  // A large file, which isn't held in memory any longer; that it's there is remembered.
  taken(name) {
    const file = this.files[name];
    if (file) this.files[name] = true;
    return file;
  }

  async remove(name) {
    delete this.files[name];
    if (this.database) await asked(this.write().delete(name));
  }

  async forget() {
    this.files = {};
    if (this.database) await asked(this.write().clear());
  }

  write() {
    return this.database.transaction(FILES, 'readwrite').objectStore(FILES);
  }
}
